"""The type variables of forms and classes, and putting types in their place."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, Protocol, TypeGuard, TypeVar, get_origin

import typing_extensions

from exekall.relation.classes import namespace
from exekall.relation.forms import children, rebuilt
from exekall.relation.standard import STANDARD_CLASSES

if TYPE_CHECKING:
    from collections.abc import Mapping

_GENERIC_MARKERS: tuple[object, ...] = (Generic, Protocol, typing_extensions.Protocol)


def type_variables(form: object) -> tuple[TypeVar, ...]:
    """Return the distinct TypeVars of a canonical form, in order of appearance."""
    return () if isinstance(form, type) else _type_variables(form)


def is_variable(form: object) -> TypeGuard[TypeVar]:
    """Tell whether a form is a TypeVar; a class isn't even asked for its `__class__`."""
    return type(form) is TypeVar


@lru_cache(maxsize=4096)
def _type_variables(form: object) -> tuple[TypeVar, ...]:
    if is_variable(form):
        return (form,)
    return tuple(
        dict.fromkeys(variable for child in children(form) for variable in type_variables(child))
    )


def substitute(form: object, bindings: Mapping[Any, object]) -> object:
    """Put types in the place of TypeVars in a canonical form.

    `Self` is replaced too where `bindings` has a type for it. What isn't bound stays.
    """
    if isinstance(form, type) or not bindings:
        return form
    if is_variable(form) or form is typing_extensions.Self:
        return bindings.get(form, form)
    inside = children(form)
    replaced = tuple(substitute(child, bindings) for child in inside)
    unchanged = all(new is old for new, old in zip(replaced, inside, strict=True))
    return form if unchanged else rebuilt(form, replaced)


def default(variable: object) -> object:
    """Return the raw default of a type variable (PEP 696), `NoDefault` without one.

    Raises what evaluating a lazy default (Python 3.13) raises.
    """
    return getattr(variable, "__default__", typing_extensions.NoDefault)


def parameters(cls: type) -> tuple[Any, ...]:
    """Return the type parameters of a class, in the order in which it takes arguments.

    They are TypeVars for classes that the relation can take apart; a ParamSpec or TypeVarTuple
    among them stands for itself. Empty for classes that aren't generic, or not known to be.
    """
    standard = STANDARD_CLASSES.get(cls)
    if standard is not None:
        return standard.parameters
    names = namespace(cls)
    if "__parameters__" in names:
        declared: tuple[Any, ...] = names["__parameters__"]
        return declared
    # A base such as `list[T]` makes a class generic without a trace on the class itself.
    return tuple(
        dict.fromkeys(
            variable
            for base in names.get("__orig_bases__", ())
            if get_origin(base) not in _GENERIC_MARKERS
            for variable in getattr(base, "__parameters__", ())
            if isinstance(variable, TypeVar | ParamSpec)
        )
    )
