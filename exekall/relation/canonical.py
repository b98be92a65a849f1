"""One spelling for each type, whatever way an annotation writes it."""

from __future__ import annotations

import dataclasses
import enum
import typing
from functools import lru_cache
from types import GenericAlias, NoneType
from typing import Annotated, Any, Literal, LiteralString, Never, Self, TypeVar, Unpack, get_args

import typing_extensions

from exekall.relation.classes import has_reliable_identity
from exekall.relation.forms import (
    CALLABLE,
    UNION_ORIGINS,
    TupleShape,
    callable_form,
    class_form,
    literal,
    qualified,
    reapplied,
    tuple_form,
    tuple_shape,
    union,
)
from exekall.relation.qualifier import Qualifier
from exekall.relation.reasons import Reason, UnsupportedType
from exekall.relation.variables import default, parameters, substitute

MAXIMUM_DEPTH = 60
"""How deep an annotation may nest: far beyond what anybody writes, far below Python's limits."""

_ATOMS: dict[object, object] = {
    Never: Never,
    typing.NoReturn: Never,
    LiteralString: LiteralString,
    Self: Self,
}
_TRANSPARENT: tuple[object, ...] = (
    typing.ClassVar,
    typing.Final,
    typing.Required,
    typing.NotRequired,
    typing_extensions.ReadOnly,
)
_PARAMETER_SPECIFICATIONS: tuple[type, ...] = (
    typing.ParamSpec,
    typing.ParamSpecArgs,
    typing.ParamSpecKwargs,
)
_ALIAS_TYPES: tuple[type, ...] = tuple(
    {
        typing_extensions.TypeAliasType,
        getattr(typing, "TypeAliasType", typing_extensions.TypeAliasType),
    }
)
_LITERAL_TYPES = (int, str, bytes, bool, NoneType)
_known_metaclasses: set[type] = {type}


def canonical(annotation: object) -> object:
    """Return the canonical form of a resolved annotation: equal for equal types, and hashable.

    `typing.List[int]` becomes `list[int]`, None `NoneType`, `Annotated[T, ...]` T (less its
    qualifiers), an alias what it stands for, a union flat. A generic class without its arguments
    stays as it is. Raises UnsupportedType for what can't be understood, strings and forward
    references included.
    """
    kind = type(annotation)
    if kind in _known_metaclasses:
        return annotation
    if issubclass(kind, type):
        return _checked_class(annotation)
    try:
        return _memoised(annotation)
    except UnsupportedType:
        raise
    except Exception:  # metadata or a Literal's value that can't be hashed or compared
        return _Conversion().convert(annotation)


def _checked_class(cls: Any) -> object:
    if not has_reliable_identity(cls):
        raise UnsupportedType(cls, Reason.UNRELIABLE_METACLASS)
    _known_metaclasses.add(type(cls))
    return cls


@lru_cache(maxsize=16384)
def _memoised(annotation: object) -> object:
    return _Conversion().convert(annotation)


class _Conversion:
    """One annotation being converted: how deep we are, and in which aliases."""

    def __init__(self) -> None:
        self._depth = 0
        self._aliases: list[object] = []

    def convert(self, annotation: object) -> object:
        kind = type(annotation)
        if issubclass(kind, type):
            return canonical(annotation)
        if self._depth == MAXIMUM_DEPTH:
            raise UnsupportedType(annotation, Reason.TOO_DEEP)
        self._depth += 1
        try:
            applied = typing_extensions.get_origin(annotation)
            if applied is None or not hasattr(annotation, "__args__"):
                return self._atom(annotation, kind, applied)
            return self._application(annotation, applied)
        finally:
            self._depth -= 1

    def _atom(self, annotation: Any, kind: type, applied: object) -> object:
        """Convert what has no arguments."""
        if annotation is None:
            return NoneType
        if kind is TypeVar or kind is typing.NewType:
            return annotation
        if kind in (str, typing.ForwardRef):
            raise UnsupportedType(annotation, Reason.FORWARD_REFERENCE)
        if kind in _ALIAS_TYPES:
            return self._alias(annotation, ())
        if kind is dataclasses.InitVar:
            return self.convert(annotation.type)
        if isinstance(applied, type):  # typing.List and its like, without arguments
            return canonical(applied)
        if issubclass(kind, _PARAMETER_SPECIFICATIONS):
            raise UnsupportedType(annotation, Reason.PARAMETER_SPECIFICATION)
        if issubclass(kind, typing.TypeVarTuple):
            raise UnsupportedType(annotation, Reason.TYPE_VARIABLE_TUPLE)
        if kind.__module__ not in ("typing", "typing_extensions"):
            raise UnsupportedType(annotation, Reason.NOT_A_TYPE)
        if annotation in _ATOMS:
            return _ATOMS[annotation]
        raise UnsupportedType(annotation, Reason.BARE_SPECIAL_FORM)

    def _application(self, annotation: Any, applied: object) -> object:
        """Convert what has arguments."""
        if applied is Annotated:
            marks = [mark for mark in annotation.__metadata__ if type(mark) is Qualifier]
            return qualified(self.convert(annotation.__origin__), marks)
        if applied in UNION_ORIGINS:
            return union([self.convert(member) for member in annotation.__args__])
        if applied is Literal:
            return _literal(annotation)
        if applied in _TRANSPARENT:
            return self.convert(annotation.__args__[0])
        if type(applied) in _ALIAS_TYPES:
            return self._alias(applied, annotation.__args__)
        if applied is typing.Concatenate:
            raise UnsupportedType(annotation, Reason.PARAMETER_SPECIFICATION)
        if not isinstance(applied, type):
            raise UnsupportedType(annotation, Reason.UNSUPPORTED_FORM)
        canonical(applied)  # refuses a class with an unreliable metaclass
        if applied is tuple:
            return tuple_form(self._tuple_shape(annotation))
        if applied is CALLABLE:
            return self._callable(annotation)
        if applied is type:
            return class_form(self.convert(annotation.__args__[0]))
        return self._generic(annotation, applied)

    def _alias(self, alias: Any, given: tuple[object, ...]) -> object:
        """Expand `type X = ...`, with its arguments if it has any."""
        if alias in self._aliases:
            raise UnsupportedType(alias, Reason.RECURSIVE_ALIAS)
        try:
            value = alias.__value__
        except Exception as error:  # a lazily evaluated expression may raise anything
            raise UnsupportedType(alias, Reason.UNRESOLVED_ANNOTATION) from error
        self._aliases.append(alias)
        body = self.convert(value)
        self._aliases.pop()
        variables = alias.__type_params__
        if len(given) > len(variables):
            raise UnsupportedType(alias, Reason.WRONG_ARGUMENTS)
        converted = tuple(self.convert(argument) for argument in given)
        return substitute(body, self.completed(variables, converted))

    def completed(self, variables: tuple[Any, ...], given: tuple[object, ...]) -> dict[Any, object]:
        """Bind variables to arguments; those left out to their default, without one to Any."""
        bindings: dict[Any, object] = dict(zip(variables, given, strict=False))
        for variable in variables[len(given) :]:
            fallback = _evaluated_default(variable)
            bindings[variable] = (
                Any
                if fallback is typing_extensions.NoDefault
                else substitute(self.convert(fallback), bindings)
            )
        return bindings

    def _tuple_shape(self, annotation: Any) -> TupleShape:
        items = annotation.__args__
        if len(items) == 2 and items[1] is Ellipsis:
            return TupleShape((), self.convert(items[0]))
        shape = TupleShape(())
        for item in items:
            part = self._tuple_part(item)
            if shape.variadic is None:
                shape = TupleShape((*shape.prefix, *part.prefix), part.variadic, part.suffix)
            elif part.variadic is None:
                shape = dataclasses.replace(shape, suffix=(*shape.suffix, *part.prefix))
            else:
                raise UnsupportedType(annotation, Reason.WRONG_ARGUMENTS)
        return shape

    def _tuple_part(self, item: Any) -> TupleShape:
        """Return what one item adds to a tuple; an unpacked tuple adds several."""
        if typing_extensions.get_origin(item) is Unpack:
            inner = self.convert(get_args(item)[0])
        elif type(item) is GenericAlias and item.__unpacked__:
            cls: Any = item.__origin__
            inner = self.convert(GenericAlias(cls, item.__args__))
        else:
            return TupleShape((self.convert(item),))
        if inner is not tuple and typing_extensions.get_origin(inner) is not tuple:
            raise UnsupportedType(item, Reason.UNSUPPORTED_FORM)
        return tuple_shape(inner)

    def _callable(self, annotation: Any) -> object:
        *given, result = annotation.__args__
        if given == [Ellipsis]:
            return callable_form(None, self.convert(result))
        return callable_form([self.convert(item) for item in given], self.convert(result))

    def _generic(self, annotation: Any, applied: type) -> object:
        variables = parameters(applied)
        for variable in variables:
            if not isinstance(variable, TypeVar):
                self.convert(variable)  # raises with its reason
        given = tuple(self.convert(argument) for argument in annotation.__args__)
        if variables and len(given) > len(variables):
            raise UnsupportedType(annotation, Reason.WRONG_ARGUMENTS)
        if len(given) < len(variables):
            if _evaluated_default(variables[len(given)]) is typing_extensions.NoDefault:
                raise UnsupportedType(annotation, Reason.WRONG_ARGUMENTS)
            given = tuple(self.completed(variables, given).values())
        return reapplied(annotation, given)


def _literal(annotation: Any) -> object:
    values = get_args(annotation)
    for value in values:
        if type(value) not in _LITERAL_TYPES and not isinstance(value, enum.Enum):
            raise UnsupportedType(annotation, Reason.LITERAL_VALUE)
    kept = [value for value in values if value is not None]
    alternatives = [literal(kept)] if kept else []
    return union([*alternatives, NoneType] if len(kept) < len(values) else alternatives)


def _evaluated_default(variable: object) -> object:
    try:
        return default(variable)
    except Exception as error:  # a lazily evaluated expression may raise anything
        raise UnsupportedType(variable, Reason.UNRESOLVED_ANNOTATION) from error


def bare_arguments(cls: type) -> tuple[object, ...]:
    """Return what a generic class stands for without arguments: defaults, and Any without.

    Raises UnsupportedType for a class with parameters other than TypeVars.
    """
    variables = parameters(cls)
    if not variables:
        return ()
    conversion = _Conversion()
    for variable in variables:
        conversion.convert(variable)
    return tuple(conversion.completed(variables, ()).values())
