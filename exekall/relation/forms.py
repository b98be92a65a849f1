"""Canonical forms: taking them apart, and putting them together again.

A canonical form is a class, a NewType, a TypeVar, `Never`, `LiteralString`, `Self`, or one of
`C[...]`, `tuple[...]`, `type[C]`, `Callable[[...], R]`, `Union[...]`, `Literal[...]` and
`Annotated[T, Qualifier(...), ...]` over canonical forms. See `canonical`.
"""

from __future__ import annotations

from collections import abc
from dataclasses import dataclass
from types import GenericAlias, NoneType, UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Generic,
    Literal,
    Never,
    Union,
    Unpack,
    get_args,
    get_origin,
)

from exekall.relation.classes import is_closed_enum, lineage, namespace

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from exekall.relation.qualifier import Qualifier

UNION_ORIGINS: tuple[object, ...] = (Union, UnionType)

_SPECIAL_CLASSES: tuple[object, ...] = (Annotated, UnionType)  # special forms, yet classes

# Special forms are subscripted with computed arguments here, which no type checker follows.
_UNION: Any = Union
_LITERAL: Any = Literal
_ANNOTATED: Any = Annotated
_UNPACK: Any = Unpack
CALLABLE: Any = abc.Callable
"""The class, for a type checker a special form, that `Callable[...]` applies."""


def origin(form: object) -> object:
    """Return what a form applies (a class or a special form); None for classes and atoms."""
    return None if isinstance(form, type) else get_origin(form)


def head(form: object) -> type | None:
    """Return the class of a form that is a class or applies one, else None."""
    if isinstance(form, type):
        return form
    applied = get_origin(form)
    return applied if isinstance(applied, type) and applied not in _SPECIAL_CLASSES else None


def arguments(form: object) -> tuple[object, ...]:
    """Return the arguments of an application, flat; a callable's result comes last."""
    return () if isinstance(form, type) else getattr(form, "__args__", ())


def is_union(form: object) -> bool:
    """Tell whether a form is a union."""
    return origin(form) in UNION_ORIGINS


def members(form: object) -> tuple[object, ...]:
    """Return the members of a union; a form that is no union is its own only member."""
    return get_args(form) if is_union(form) else (form,)


def union(alternatives: Iterable[object]) -> object:
    """Return the union of some forms: flat, without duplicates, one Literal at most, None last."""
    flat: dict[object, None] = {}
    values: list[object] = []
    has_none = False
    for alternative in alternatives:
        for member in members(alternative):
            if member is NoneType:
                has_none = True
            elif is_literal(member):
                values.extend(get_args(member))
                flat[Literal] = None  # holds the place of the one Literal
            elif member is not Never:
                flat[member] = None
    union_members = [literal(values) if member is Literal else member for member in flat]
    if has_none:
        union_members.append(NoneType)
    return _UNION[tuple(union_members)] if union_members else Never


def is_literal(form: object) -> bool:
    """Tell whether a form is a Literal."""
    return origin(form) is Literal


def literal(values: Sequence[object]) -> object:
    """Return the Literal of some values."""
    return _LITERAL[tuple(values)]


def literal_keys(form: object) -> frozenset[tuple[type, object]]:
    """Return what identifies the values of a Literal, in which 1 and True differ."""
    return frozenset((type(value), value) for value in get_args(form))


def closed_literal(cls: object) -> object | None:
    """Return the Literal of all values of a class: of `bool`, or of an enumeration; else None."""
    if cls is bool:
        return literal((True, False))
    if isinstance(cls, type) and is_closed_enum(cls):
        names = namespace(cls)
        return literal([names["_member_map_"][name] for name in names["_member_names_"]])
    return None


def qualifiers(form: object) -> tuple[Qualifier, ...]:
    """Return the qualifiers of a form, sorted by name."""
    return form.__metadata__ if origin(form) is Annotated else ()  # type: ignore[attr-defined]


def unqualified(form: object) -> object:
    """Return a form without its qualifiers."""
    return form.__origin__ if origin(form) is Annotated else form  # type: ignore[attr-defined]


def qualified(form: object, added: Iterable[Qualifier]) -> object:
    """Return a form with qualifiers added to those that it has."""
    every = sorted({*qualifiers(form), *added}, key=lambda qualifier: qualifier.name)
    return _ANNOTATED[(unqualified(form), *every)] if every else form


def without_qualifiers(form: object, removed: Iterable[Qualifier]) -> object:
    """Return a form without some of its qualifiers."""
    return qualified(unqualified(form), set(qualifiers(form)).difference(removed))


@dataclass(frozen=True, slots=True)
class TupleShape:
    """The types of a tuple's items: some first ones, any number of one type, some last ones.

    A tuple of fixed length has neither `variadic` nor `suffix`.
    """

    prefix: tuple[object, ...]
    variadic: object | None = None
    suffix: tuple[object, ...] = ()

    @property
    def items(self) -> tuple[object, ...]:
        """All types of items, in order, the variadic one once."""
        middle = () if self.variadic is None else (self.variadic,)
        return (*self.prefix, *middle, *self.suffix)


def tuple_shape(form: object) -> TupleShape:
    """Take `tuple[...]` apart; the bare `tuple` is one of any items."""
    if form is tuple:
        return TupleShape((), Any)
    items = arguments(form)
    if len(items) == 2 and items[1] is Ellipsis:
        return TupleShape((), items[0])
    for index, item in enumerate(items):
        if origin(item) is Unpack:
            (inner,) = get_args(item)
            return TupleShape(items[:index], tuple_shape(inner).variadic, items[index + 1 :])
    return TupleShape(items)


def tuple_form(shape: TupleShape) -> object:
    """Return the `tuple[...]` of a shape."""
    if shape.variadic is None:
        return GenericAlias(tuple, shape.prefix)
    repeated = GenericAlias(tuple, (shape.variadic, Ellipsis))
    if not shape.prefix and not shape.suffix:
        return repeated
    return GenericAlias(tuple, (*shape.prefix, _UNPACK[repeated], *shape.suffix))


def callable_form(parameters: Sequence[object] | None, result: object) -> object:
    """Return `Callable[[...], result]`, or `Callable[..., result]` without known parameters."""
    form: object = CALLABLE[... if parameters is None else list(parameters), result]
    return form


def callable_parameters(form: object) -> tuple[object, ...] | None:
    """Return the parameters' types of a `Callable[...]`; None for `Callable[..., R]`."""
    parameters = arguments(form)[:-1]
    return None if parameters == (Ellipsis,) else parameters


def class_form(target: object) -> object:
    """Return `type[target]`, spread over the members of a union."""
    return union(GenericAlias(type, (member,)) for member in members(target))


def children(form: object) -> tuple[object, ...]:
    """Return the forms directly inside a form: arguments, members, the qualified form."""
    if isinstance(form, type) or origin(form) is Literal:
        return ()
    if origin(form) is Annotated:
        return (unqualified(form),)
    return tuple(part for part in arguments(form) if part is not Ellipsis)


def rebuilt(form: object, parts: Sequence[object]) -> object:
    """Return a form with other children, in the order of `children`."""
    applied = origin(form)
    if applied in UNION_ORIGINS:
        return union(parts)
    if applied is Annotated:
        return qualified(parts[0], qualifiers(form))
    if applied is Unpack:
        return _UNPACK[parts[0]]
    if applied is tuple:
        return _rebuilt_tuple(form, parts)
    if applied is CALLABLE:
        known = callable_parameters(form) is not None
        return callable_form(parts[:-1] if known else None, parts[-1])
    if applied is type:
        return class_form(parts[0])
    return reapplied(form, tuple(parts))


def reapplied(form: Any, given: tuple[object, ...]) -> object:
    """Return an application of a generic class with other arguments, and no code of it run."""
    cls: type = form.__origin__
    if type(form) is GenericAlias or Generic not in lineage(cls):
        return GenericAlias(cls, given)
    applied_again: object = form.copy_with(given)  # equal to what `cls[...]` in user code gives
    return applied_again


def _rebuilt_tuple(form: object, parts: Sequence[object]) -> object:
    before = tuple_shape(form)
    if before.variadic is None:
        return tuple_form(TupleShape(tuple(parts)))
    first = len(before.prefix)
    middle = parts[first]
    variadic = tuple_shape(get_args(middle)[0]).variadic if origin(middle) is Unpack else middle
    return tuple_form(TupleShape(tuple(parts[:first]), variadic, tuple(parts[first + 1 :])))


def depth(form: object) -> int:
    """Return how deep applications nest in a form: a class 0, `list[int]` 1, unions add none."""
    inner = max((depth(child) for child in children(form)), default=0)
    applied = origin(form)
    transparent = applied is None or applied in (*UNION_ORIGINS, Annotated, Literal, Unpack)
    return inner if transparent else inner + 1
