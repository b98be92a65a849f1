"""How an instance of a class comes to be: the function that takes the parameters, and its names."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FunctionType, ModuleType
from typing import Any

from exekall.namespace import Namespace
from exekall.relation.classes import inherited
from exekall.signature import annotations_of

__all__ = [
    "construction_namespace",
    "constructor",
    "defining_class",
    "field_namespaces",
    "missing_members",
]


def constructor(class_: type) -> tuple[Callable[..., Any] | None, type]:
    """Return the Python function that takes the parameters of *class_*, and where it is written.

    That is ``__init__``, else ``__new__``; None where neither is written in Python, which means
    that nothing is known of any parameters.
    """
    function: Any = class_.__init__  # type: ignore[misc]  # only looked at
    if type(function) is FunctionType and "__init__" in class_.__dict__:
        return function, class_
    for name in ("__init__", "__new__"):
        for base in class_.__mro__:
            function = vars(base).get(name)
            if function is None:
                continue
            if isinstance(function, staticmethod):
                function = function.__func__
            if isinstance(function, FunctionType) or hasattr(function, "__wrapped__"):
                return function, base
            break
    return None, class_


def construction_namespace(function: Callable[..., Any] | None, base: type) -> Namespace:
    """Return the names that the annotations of a constructor use, as :func:`constructor` gave it.

    The constructors that NamedTuple and dataclass generate don't live in the user's module.
    """
    if function is None or "__dataclass_fields__" in vars(base) or issubclass(base, tuple):
        return Namespace.of_class(base)
    return Namespace.of_function(function, base)


def field_namespaces(class_: type) -> dict[str, Namespace] | None:
    """Return, for a dataclass, the namespace in which each field's annotation was written.

    Returns None for any other class.

    Fields may be inherited from a dataclass of another module, whose names they use.
    """
    if inherited(class_, "__dataclass_fields__") is None:
        return None
    found: dict[str, Namespace] = {}
    for base in reversed(class_.__mro__):
        if "__dataclass_fields__" in vars(base):
            found.update(dict.fromkeys(annotations_of(base), Namespace.of_class(base)))
    return found


def defining_class(owner: type | None, function: Any) -> type | None:
    """Return the class in whose body *function* was written, None where it was in none.

    Without an *owner* on which it was found, its name tells: that of a staticmethod, say.
    """
    if owner is None:
        return _enclosing_class(function)
    for base in owner.__mro__:
        for value in vars(base).values():
            if value is function or _is_inside(value, function):
                return base
    return owner


def _enclosing_class(function: Any) -> type | None:
    names = getattr(function, "__qualname__", "").split(".")
    found: Any = sys.modules.get(getattr(function, "__module__", None) or "")
    for name in names[:-1]:
        found = vars(found).get(name) if isinstance(found, (ModuleType, type)) else None
    value = vars(found).get(names[-1]) if isinstance(found, type) else None
    return found if value is function or _is_inside(value, function) else None


def _is_inside(value: Any, function: Any) -> bool:
    # Not isinstance(), which asks the value: it may be anything that a class holds.
    if not issubclass(type(value), (staticmethod, classmethod)):
        return False
    return bool(value.__func__ is function)


def missing_members(class_: type) -> tuple[str, ...]:
    """Return the abstract members that *class_* leaves open, sorted."""
    return tuple(sorted(getattr(class_, "__abstractmethods__", ())))
