"""Seeing a type as its generic bases.

`IntBox(Box[int])` is a `Box[int]`, a `list[str]` is an `Iterable[str]`.
"""

from __future__ import annotations

from functools import lru_cache
from types import GenericAlias, MappingProxyType
from typing import TYPE_CHECKING, Any, get_origin

from exekall.relation.annotations import attribute_annotation
from exekall.relation.canonical import bare_arguments, canonical
from exekall.relation.classes import (
    direct_bases,
    is_marker,
    is_named_tuple,
    lineage,
    namespace,
)
from exekall.relation.forms import arguments, head, tuple_shape, union
from exekall.relation.reasons import UnsupportedType
from exekall.relation.standard import STANDARD_CLASSES
from exekall.relation.variables import parameters, substitute

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Arguments = tuple[object, ...] | None
"""Arguments of a class as in its form (those of `tuple` too); None where they can't be known."""


@lru_cache(maxsize=8192)
def supertypes(form: object) -> Mapping[type, Arguments]:
    """Return every class that a class or an application of one inherits from, with its arguments.

    The class itself is among them, and so are bases that only typeshed knows of. Arguments that a
    base leaves out are its parameters' defaults, or Any. Empty for a form without a class.
    """
    cls = head(form)
    if cls is None:
        return MappingProxyType({})
    found: dict[type, Arguments] = {cls: applied_arguments(form)}
    pending = list(lineage(cls))
    known = set(pending)
    for inheriting in pending:  # grows; a class comes after the classes that inherit from it
        given = found.setdefault(inheriting, applied_arguments(inheriting))
        for base, base_arguments in _bases(inheriting, given):
            if _is_vague(found.get(base)):
                found[base] = base_arguments
            if base not in known:
                known.add(base)
                pending.append(base)
    return MappingProxyType(found)


def applied_arguments(form: object) -> Arguments:
    """Return the arguments of a form; of a bare generic class those that it stands for."""
    if not isinstance(form, type):
        return arguments(form)
    if form is tuple:
        return (Any, Ellipsis)
    try:
        return bare_arguments(form)
    except UnsupportedType:
        return None


def parameter_bindings(cls: type, given: Arguments) -> dict[Any, object]:
    """Return the types of a class's parameters for given arguments, Any where they aren't known."""
    variables = parameters(cls)
    if given is None:
        return dict.fromkeys(variables, Any)
    if cls is tuple:  # the one parameter that typeshed gives it is of all items
        return {variables[0]: union(tuple_shape(GenericAlias(tuple, given)).items)}
    return dict(zip(variables, given, strict=False))


def _is_vague(given: Arguments) -> bool:
    return given is None or all(argument in (Any, Ellipsis) for argument in given)


def _bases(cls: type, given: Arguments) -> Iterator[tuple[type, Arguments]]:
    """Yield the bases of a class that has some arguments, with theirs."""
    bindings = parameter_bindings(cls, given)
    for base, base_arguments in declared_bases(cls):
        if base_arguments is None or (given is None and base_arguments):
            yield base, None
        else:
            yield (
                base,
                tuple(
                    argument if argument is Ellipsis else substitute(argument, bindings)
                    for argument in base_arguments
                ),
            )


@lru_cache(maxsize=8192)
def declared_bases(cls: type) -> tuple[tuple[type, Arguments], ...]:
    """Return the bases of a class in terms of its type parameters."""
    standard = STANDARD_CLASSES.get(cls)
    if standard is not None:
        return tuple(_base(base) for base in standard.bases)
    if is_named_tuple(cls):
        return ((tuple, _item_types(cls)),)
    declared = namespace(cls).get("__orig_bases__", direct_bases(cls))
    return tuple(
        _base(base)
        for base in declared
        if not is_marker(get_origin(base) or base) and head(base) is not None
    )


def _base(declared: object) -> tuple[type, Arguments]:
    try:
        form = canonical(declared)
    except UnsupportedType:
        form = None
    cls = head(form) or head(declared)
    if cls is None:
        raise TypeError(declared)
    return cls, None if form is None else applied_arguments(form)


def _item_types(cls: type) -> Arguments:
    """Return the types of a named tuple's items."""
    try:
        return tuple(
            canonical(attribute_annotation(cls, name)) for name in namespace(cls)["_fields"]
        )
    except (UnsupportedType, KeyError):
        return (Any, Ellipsis)
