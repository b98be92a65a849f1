"""Reading classes without running their code: not even a metaclass's attribute access."""

from __future__ import annotations

import typing
from enum import Enum, Flag
from typing import TYPE_CHECKING, Any, Generic

import typing_extensions

if TYPE_CHECKING:
    from collections.abc import Mapping

_MRO = type.__dict__["__mro__"]
_BASES = type.__dict__["__bases__"]
_NAMESPACE = type.__dict__["__dict__"]
_NAME = type.__dict__["__name__"]
_MODULE = type.__dict__["__module__"]

_MARKERS: frozenset[object] = frozenset(
    {object, Generic, typing.Protocol, typing_extensions.Protocol, typing.Any}
)


class _StandardRecord(typing.TypedDict):
    """Sample of a typed dictionary, for its metaclass."""


class _ExtendedRecord(typing_extensions.TypedDict):
    """Sample of a typed dictionary that is made by typing_extensions, for its metaclass."""


_TYPED_DICT_METACLASSES = frozenset({type(_StandardRecord), type(_ExtendedRecord)})


def lineage(cls: type) -> tuple[type, ...]:
    """Return the method resolution order of a class."""
    order: tuple[type, ...] = _MRO.__get__(cls)
    return order


def direct_bases(cls: type) -> tuple[type, ...]:
    """Return the bases of a class, as classes."""
    bases: tuple[type, ...] = _BASES.__get__(cls)
    return bases


def namespace(cls: type) -> Mapping[str, Any]:
    """Return what the class itself defines, by name."""
    names: Mapping[str, Any] = _NAMESPACE.__get__(cls)
    return names


def class_name(cls: type) -> str:
    """Return the bare name of a class."""
    name: str = _NAME.__get__(cls)
    return name


def module_name(cls: type) -> str:
    """Return the name of the module that a class says it was defined in."""
    return str(_MODULE.__get__(cls))


def inherited(cls: type, name: str) -> object:
    """Return what a class or its bases define under a name, as stored; None without it."""
    for base in lineage(cls):
        names = namespace(base)
        if name in names:
            found: object = names[name]
            return found
    return None


def is_marker(cls: object) -> bool:
    """Tell whether a class (`object`, `Generic`, `Protocol`, `Any`) says nothing about values."""
    return cls in _MARKERS


def is_protocol(cls: type) -> bool:
    """Tell whether a class is a Protocol itself, not merely a subclass of one."""
    return namespace(cls).get("_is_protocol") is True and not is_marker(cls)


def is_typed_dict(cls: type) -> bool:
    """Tell whether a class is a TypedDict."""
    return type(cls) in _TYPED_DICT_METACLASSES


def is_named_tuple(cls: type) -> bool:
    """Tell whether a class was made by NamedTuple or namedtuple (not merely a subclass of one)."""
    return tuple in direct_bases(cls) and "_fields" in namespace(cls)


def has_frozen_attributes(cls: type) -> bool:
    """Tell whether the attributes that a class declares are read-only: a frozen record."""
    generated = namespace(cls).get("__dataclass_params__")
    return is_named_tuple(cls) or getattr(generated, "frozen", False) is True


def is_closed_enum(cls: type) -> bool:
    """Tell whether the members of a class are all the values that it has."""
    order = lineage(cls)
    return Enum in order and Flag not in order and bool(namespace(cls).get("_member_names_"))


def is_nominal(cls: type) -> bool:
    """Tell whether only classes that have `cls` in their `__mro__` provide it.

    False for abstract base classes, Protocols, typed dictionaries and every class whose metaclass
    decides about subclasses itself; also for `Any`, which everything provides.
    """
    return (
        inherited(type(cls), "__subclasscheck__") is type.__dict__["__subclasscheck__"]
        and cls is not Any
    )


def is_subclass(given: type, wanted: type) -> bool | None:
    """Ask `issubclass`, the only user code (a metaclass's) that runs; None if it raises."""
    try:
        return issubclass(given, wanted)
    except Exception:  # whatever a metaclass raises, the question stays undecided
        return None


def has_reliable_identity(cls: type) -> bool:
    """Tell whether a class is compared and hashed by identity, so that it can be a key."""
    metaclass = type(cls)
    return (
        inherited(metaclass, "__eq__") is object.__dict__["__eq__"]
        and inherited(metaclass, "__hash__") is object.__dict__["__hash__"]
    )
