"""What a callable takes and returns, as types."""

from __future__ import annotations

from collections import abc
from dataclasses import dataclass, replace
from inspect import CO_COROUTINE, CO_VARARGS, CO_VARKEYWORDS
from types import GenericAlias
from typing import TYPE_CHECKING, Any, Self

import typing_extensions

from exekall.relation.annotations import function_annotations
from exekall.relation.classes import class_name
from exekall.relation.forms import CALLABLE, arguments, callable_parameters
from exekall.relation.reasons import Reason, UnsupportedType
from exekall.relation.standard import SPECIAL_METHODS
from exekall.relation.variables import parameters, substitute, type_variables

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import FunctionType


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: `form` is None without an annotation."""

    name: str
    form: object | None
    is_optional: bool = False
    is_positional_only: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """The parameters of a callable, less the bound ones, and its result (None: unannotated).

    `is_open` is the `...` of `Callable[..., R]`: nothing is known of the parameters.
    """

    positional: tuple[Parameter, ...]
    result: object | None
    extra_positional: Parameter | None = None
    keyword_only: tuple[Parameter, ...] = ()
    extra_keyword: Parameter | None = None
    is_open: bool = False

    def substituted(self, bindings: Mapping[Any, object]) -> Signature:
        """Return the signature with types in the place of TypeVars and `Self`."""

        def bound(parameter: Parameter) -> Parameter:
            return replace(parameter, form=_substituted(parameter.form, bindings))

        return Signature(
            tuple(bound(parameter) for parameter in self.positional),
            _substituted(self.result, bindings),
            self.extra_positional and bound(self.extra_positional),
            tuple(bound(parameter) for parameter in self.keyword_only),
            self.extra_keyword and bound(self.extra_keyword),
            self.is_open,
        )


def _substituted(form: object | None, bindings: Mapping[Any, object]) -> object | None:
    return None if form is None else substitute(form, bindings)


def callable_signature(form: object) -> Signature:
    """Return the signature of a `Callable[...]`; the bare one's parameters and result are Any."""
    if form is CALLABLE:
        return Signature((), Any, is_open=True)
    known = callable_parameters(form)
    return Signature(_positional_only(known or ()), arguments(form)[-1], is_open=known is None)


def special_signature(name: str) -> Signature | None:
    """Return what the language demands of a special method, for the most usual ones."""
    demanded = SPECIAL_METHODS.get(name)
    return demanded and Signature(_positional_only(demanded[0]), demanded[1])


def _positional_only(forms: tuple[object, ...]) -> tuple[Parameter, ...]:
    return tuple(
        Parameter(f"{index}", form, is_positional_only=True) for index, form in enumerate(forms)
    )


def method_signature(function: FunctionType, owner: type, *, is_bound: bool) -> Signature:
    """Return the signature of a function in the body of a class, less the bound parameter.

    Raises UnsupportedType where it can't be told from the annotations.
    """
    if "__wrapped__" in function.__dict__:
        raise UnsupportedType(function, Reason.DECORATED)
    if typing_extensions.get_overloads(function):
        raise UnsupportedType(function, Reason.OVERLOADED)
    code = function.__code__
    hints = function_annotations(function, owner)
    count = code.co_argcount
    names = code.co_varnames
    if is_bound and count:
        hints = _with_bound_receiver(hints, names[0])
    own_variables = {variable for hint in hints.values() for variable in type_variables(hint)}
    if not own_variables.issubset(parameters(owner)):
        raise UnsupportedType(function, Reason.GENERIC_METHOD)

    first_optional = count - len(function.__defaults__ or ())
    positional = tuple(
        Parameter(
            name,
            hints.get(name),
            is_optional=index >= first_optional,
            is_positional_only=index < code.co_posonlyargcount or _has_private_name(name, owner),
        )
        for index, name in enumerate(names[:count])
    )
    first_extra = count + code.co_kwonlyargcount
    keyword_only = tuple(
        Parameter(name, hints.get(name), is_optional=name in (function.__kwdefaults__ or ()))
        for name in names[count:first_extra]
    )
    extras = iter(names[first_extra:])
    has_positional, has_keyword = (
        bool(code.co_flags & flag) for flag in (CO_VARARGS, CO_VARKEYWORDS)
    )
    extra_positional = Parameter(name := next(extras), hints.get(name)) if has_positional else None
    extra_keyword = Parameter(name := next(extras), hints.get(name)) if has_keyword else None
    result = hints.get("return")
    if result is not None and code.co_flags & CO_COROUTINE:
        result = GenericAlias(abc.Coroutine, (Any, Any, result))
    bound = 1 if is_bound and count else 0
    return Signature(positional[bound:], result, extra_positional, keyword_only, extra_keyword)


def _with_bound_receiver(hints: dict[str, object], receiver: str) -> dict[str, object]:
    """Read `def m(self: S) -> S` as `def m(self) -> Self`; drop the receiver's annotation."""
    annotation = hints.get(receiver)
    rest = {name: hint for name, hint in hints.items() if name != receiver}
    variables = () if annotation is None else type_variables(annotation)
    if annotation in (*variables, *(GenericAlias(type, (variable,)) for variable in variables)):
        return {name: substitute(hint, {variables[0]: Self}) for name, hint in rest.items()}
    return rest


def _has_private_name(name: str, owner: type) -> bool:
    """Tell whether a parameter is positional-only by the convention older than the slash."""
    mangled = f"_{class_name(owner).lstrip('_')}__"
    return name.startswith(("__", mangled)) and not name.endswith("__")
