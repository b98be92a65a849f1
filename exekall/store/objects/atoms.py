"""Which objects have no identity worth keeping: what they are says it all.

An atom is stored in full wherever it occurs. Everything else that several values share stays one
object when it is loaded.
"""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import fractions
import pathlib
import re
import types
import uuid
from typing import Any, Final

__all__ = ["LONG", "Kind", "kind_of", "mro_of", "set_elements", "set_length"]


class Kind(enum.Enum):
    """What an object is to those who store it."""

    SHARED = 0
    ATOM = 1
    TEXT = 2
    SET = 3


# Text and bytes from that length on are shared like any other object; below, they are atoms.
LONG: Final = 1000
_TEXTS: Final = (str, bytes)
_ATOMIC: Final = frozenset(
    {
        complex,
        dt.date,
        dt.datetime,
        dt.time,
        dt.timedelta,
        dt.timezone,
        decimal.Decimal,
        fractions.Fraction,
        pathlib.PosixPath,
        pathlib.PurePosixPath,
        pathlib.PureWindowsPath,
        range,
        re.Pattern,
        slice,
        uuid.UUID,
    }
)
# With everything that is derived from these.
_ATOMIC_BASES: Final = frozenset(
    {
        type,
        enum.Enum,
        types.FunctionType,
        types.BuiltinFunctionType,
        types.ModuleType,
        dt.tzinfo,
    }
)
_ATOMIC_BASE_NAMES: Final = frozenset({("numpy", "dtype"), ("numpy", "generic")})

_kinds: dict[type, Kind] = {}


def kind_of(cls: type) -> Kind:
    """Return what objects of *cls* are."""
    try:
        kind = _kinds.get(cls)
        if kind is None:
            kind = _kinds[cls] = _judge(cls)
        return kind
    except KeyboardInterrupt:
        raise
    except BaseException:  # a metaclass may do anything, and have no hash
        return Kind.SHARED


def _judge(cls: type) -> Kind:
    mro = mro_of(cls)
    if cls in _TEXTS:
        return Kind.TEXT
    if cls in _ATOMIC or not _ATOMIC_BASES.isdisjoint(mro):
        return Kind.ATOM
    if any((base.__module__, base.__name__) in _ATOMIC_BASE_NAMES for base in mro):
        return Kind.ATOM
    return Kind.SET if set in mro or frozenset in mro else Kind.SHARED


def mro_of(cls: type) -> tuple[type, ...]:
    """Return the MRO, whatever the metaclass says of that."""
    mro: tuple[type, ...] = type.__dict__["__mro__"].__get__(cls)
    return mro


def set_length(obj: set[Any] | frozenset[Any]) -> int:
    """Return how many elements there are, whatever a subclass says of that."""
    return set.__len__(obj) if isinstance(obj, set) else frozenset.__len__(obj)


def set_elements(obj: set[Any] | frozenset[Any]) -> list[Any]:
    """Return the elements, in the order of their hashes."""
    return list(set.__iter__(obj) if isinstance(obj, set) else frozenset.__iter__(obj))
