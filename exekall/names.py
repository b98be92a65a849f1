"""Names of types and callables in the three forms that IDs, patterns and messages use.

The full form is qualified by the module, the qualified form by the class only, and the short form
not at all. Names of ``builtins`` are never qualified by their module.
"""

from __future__ import annotations

from enum import Enum
from types import NoneType
from typing import Any, get_args, get_origin

__all__ = ["NameForm", "in_form", "local_qualname", "type_name"]


class NameForm(Enum):
    """How much of a name is written."""

    FULL = "full"
    QUALIFIED = "qualified"
    SHORT = "short"

    @classmethod
    def of(cls, full_qual: bool, qual: bool) -> NameForm:
        """Translate the original's pair of flags: without *qual* nothing is qualified."""
        if not qual:
            return cls.SHORT
        return cls.FULL if full_qual else cls.QUALIFIED


def local_qualname(qualname: str) -> str:
    """Drop the functions that a definition is nested in: ``f.<locals>.C.m`` is ``C.m``."""
    return qualname.rpartition("<locals>.")[2]


def in_form(module: str, qualname: str, form: NameForm) -> str:
    """Write a definition's name in *form*, given its module and its ``__qualname__``."""
    local = local_qualname(qualname)
    if form is NameForm.SHORT:
        return local.rpartition(".")[2]
    if form is NameForm.QUALIFIED or module in ("", "builtins"):
        return local
    return f"{module}.{local}"


def type_name(type_: Any, form: NameForm = NameForm.FULL) -> str:
    """Write a type: a class by its name in *form*, a composed type with its arguments."""
    if type_ is NoneType:
        return "None"
    if type(type_) is type:
        return in_form(type_.__module__, type_.__qualname__, form)
    if type_ is Ellipsis:
        return "..."
    origin = get_origin(type_)
    if origin is None:
        return _atom(type_, form)
    return _composed(type_, origin, form)


def _atom(type_: Any, form: NameForm) -> str:
    qualname = getattr(type_, "__qualname__", None) or getattr(type_, "__name__", None)
    if not isinstance(qualname, str):
        return repr(type_)
    module = getattr(type_, "__module__", None)
    return in_form(module if isinstance(module, str) else "builtins", qualname, form)


def _composed(type_: Any, origin: Any, form: NameForm) -> str:
    metadata = getattr(type_, "__metadata__", None)
    arguments = get_args(type_)
    if metadata is not None:
        inner = type_name(arguments[0], form)
        return f"Annotated[{', '.join([inner, *map(repr, metadata)])}]"
    head = type_name(origin, form)
    if head.rpartition(".")[2] in {"Union", "UnionType"}:
        return " | ".join(type_name(argument, form) for argument in arguments)
    if head.rpartition(".")[2] == "Literal":
        return f"Literal[{', '.join(map(repr, arguments))}]"
    return f"{head}[{', '.join(_argument(argument, form) for argument in arguments)}]"


def _argument(argument: Any, form: NameForm) -> str:
    if isinstance(argument, list):
        return f"[{', '.join(type_name(item, form) for item in argument)}]"
    return type_name(argument, form)
