"""The variance of a class's type parameters, declared or inferred.

Inference follows PEP 695 with one difference: where the body of a class doesn't tell, as with
`self.item = item` in `__init__`, the parameter is taken to be invariant.
"""

from __future__ import annotations

from collections import abc
from enum import Enum, Flag
from functools import lru_cache
from types import FunctionType, GetSetDescriptorType, MemberDescriptorType
from typing import TYPE_CHECKING, Final, TypeVar

import typing_extensions

from exekall.relation.annotations import (
    attribute_annotation,
    function_annotations,
    own_annotations,
)
from exekall.relation.canonical import canonical
from exekall.relation.classes import has_frozen_attributes, inherited, is_named_tuple, namespace
from exekall.relation.forms import CALLABLE, arguments, callable_parameters, children, head
from exekall.relation.inheritance import declared_bases
from exekall.relation.reasons import UnsupportedType
from exekall.relation.variables import parameters, type_variables

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import CodeType


class Variance(Enum):
    """How an application `C[A]` relates to `C[B]` where A relates to B."""

    COVARIANT = "covariant"
    CONTRAVARIANT = "contravariant"
    INVARIANT = "invariant"


class _Usage(Flag):
    """The places where a type variable occurs: as what comes out, as what goes in."""

    NONE = 0
    OUT = 1
    IN = 2
    BOTH = 3


# Generated or called on construction only, so no value of the class is taken through them.
_CONSTRUCTORS = frozenset({"__init__", "__new__", "__replace__"})

_Hypotheses = abc.Mapping[tuple[type, TypeVar], Variance]


@lru_cache(maxsize=8192)
def variance(cls: type, index: int) -> Variance:
    """Return the variance of a class's type parameter; invariant where nothing is known."""
    return _variance(cls, index, {})


def _variance(cls: type, index: int, hypotheses: _Hypotheses) -> Variance:
    if cls is type:
        return Variance.COVARIANT
    variables = parameters(cls)
    if index >= len(variables):
        return Variance.INVARIANT
    variable = variables[index]
    if getattr(variable, "__infer_variance__", False):
        return hypotheses.get((cls, variable)) or _inferred(cls, variable, hypotheses)
    if getattr(variable, "__covariant__", False):
        return Variance.COVARIANT
    if getattr(variable, "__contravariant__", False):
        return Variance.CONTRAVARIANT
    return Variance.INVARIANT


def _inferred(cls: type, variable: TypeVar, hypotheses: _Hypotheses) -> Variance:
    # Classes that refer to each other aren't supposed anything of: mypy finds them invariant too.
    pending = dict.fromkeys(hypotheses, Variance.INVARIANT)
    for supposed, contradiction in (
        (Variance.COVARIANT, _Usage.IN),
        (Variance.CONTRAVARIANT, _Usage.OUT),
    ):
        usage = _usage_in_class(cls, variable, {**pending, (cls, variable): supposed})
        if not usage & contradiction:
            return supposed
    return Variance.INVARIANT


def _usage_in_class(cls: type, variable: TypeVar, hypotheses: _Hypotheses) -> _Usage:
    if is_named_tuple(cls):
        return _Usage.BOTH  # which mypy and pyright see differently
    usage = _usage_in_assignments(cls)
    try:
        for name in own_annotations(cls):
            usage |= _usage_in_attribute(cls, name, variable, hypotheses)
        for name, value in namespace(cls).items():
            if name not in _CONSTRUCTORS:
                usage |= _usage_in_value(cls, value, variable, hypotheses)
    except UnsupportedType:
        return _Usage.BOTH
    for base, given in declared_bases(cls):
        for index, argument in enumerate(given or ()):
            usage |= _through(
                _variance(base, index, hypotheses), _usage(argument, variable, hypotheses)
            )
    return usage


def _usage_in_attribute(cls: type, name: str, variable: TypeVar, hypotheses: _Hypotheses) -> _Usage:
    annotation = attribute_annotation(cls, name)
    usage = _usage(canonical(annotation), variable, hypotheses)
    is_fixed = (
        _is_private(name)
        or has_frozen_attributes(cls)
        or typing_extensions.get_origin(annotation) in (Final, typing_extensions.ReadOnly)
    )
    return usage if is_fixed else _through(Variance.INVARIANT, usage)


def _usage_in_value(cls: type, value: object, variable: TypeVar, hypotheses: _Hypotheses) -> _Usage:
    """Return the usage in what the body of a class binds: a method, a property, a constant."""
    if isinstance(value, FunctionType):
        return _usage_in_function(cls, value, variable, hypotheses, bound=1)
    if isinstance(value, staticmethod | classmethod):
        inner = value.__func__
        if not isinstance(inner, FunctionType):
            return _Usage.BOTH
        bound = 1 if isinstance(value, classmethod) else 0
        return _usage_in_function(cls, inner, variable, hypotheses, bound=bound)
    if type(value) is property:
        usage = _Usage.NONE
        for accessor in (value.fget, value.fset):
            if accessor is not None:
                usage |= _usage_in_value(cls, accessor, variable, hypotheses)
        return usage
    is_slot = isinstance(value, MemberDescriptorType | GetSetDescriptorType)
    if is_slot or inherited(type(value), "__get__") is None or has_frozen_attributes(cls):
        return _Usage.NONE
    return _Usage.BOTH


def _usage_in_function(
    cls: type, function: FunctionType, variable: TypeVar, hypotheses: _Hypotheses, bound: int
) -> _Usage:
    usage = _Usage.NONE
    receivers = function.__code__.co_varnames[:bound]
    for name, hint in function_annotations(function, cls).items():
        if name == "return":
            usage |= _usage(hint, variable, hypotheses)
        elif name not in receivers:
            usage |= _through(Variance.CONTRAVARIANT, _usage(hint, variable, hypotheses))
    return usage


def _usage_in_assignments(cls: type) -> _Usage:
    """Return what attributes that only methods assign may do: nobody declared their types."""
    declared = set(own_annotations(cls))
    declared.update(
        name
        for name, value in namespace(cls).items()
        if not isinstance(value, MemberDescriptorType)
    )
    names = {
        name
        for value in namespace(cls).values()
        if isinstance(value, FunctionType)
        for name in _assigned_names(value.__code__)
    } - declared
    if any(not _is_private(name) for name in names):
        return _Usage.BOTH
    return _Usage.OUT if names else _Usage.NONE


def _assigned_names(code: CodeType) -> Iterator[str]:
    import dis  # for few classes only

    for instruction in dis.get_instructions(code):
        if instruction.opname == "STORE_ATTR":
            yield instruction.argval
    for constant in code.co_consts:
        if isinstance(constant, type(code)):
            yield from _assigned_names(constant)


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


def _usage(form: object, variable: TypeVar, hypotheses: _Hypotheses) -> _Usage:
    if form is variable:
        return _Usage.OUT
    if variable not in type_variables(form):
        return _Usage.NONE
    cls = head(form)
    usage = _Usage.NONE
    if cls is CALLABLE:
        for parameter in callable_parameters(form) or ():
            usage |= _through(Variance.CONTRAVARIANT, _usage(parameter, variable, hypotheses))
        return usage | _usage(arguments(form)[-1], variable, hypotheses)
    for index, child in enumerate(children(form)):
        position = (
            Variance.COVARIANT if cls is None or cls is tuple else _variance(cls, index, hypotheses)
        )
        usage |= _through(position, _usage(child, variable, hypotheses))
    return usage


def _through(position: Variance, usage: _Usage) -> _Usage:
    """Return a usage as seen from outside a position of some variance."""
    if position is Variance.COVARIANT or not usage:
        return usage
    if position is Variance.INVARIANT or usage is _Usage.BOTH:
        return _Usage.BOTH
    return _Usage.IN if usage is _Usage.OUT else _Usage.OUT
