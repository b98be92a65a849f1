"""The functions that a class offers: its own and those that it inherits.

They are read from the dictionaries of the classes, in the order of the MRO, so no descriptor is
ever asked for its value.
"""

from __future__ import annotations

from types import FunctionType
from typing import Any, NamedTuple, TypeAlias

from exekall.discovery.statics import class_vars, static_attribute, wrapped_by
from exekall.operator import Kind

__all__ = ["Member", "SpecialMember", "is_dunder", "is_shadowed", "special_member"]


class SpecialMember(NamedTuple):
    """A function that is found as *name* in the body of a class.

    *kind* is how it is called through the class, a staticmethod as a plain function.
    """

    name: str
    function: Any
    kind: Kind = Kind.METHOD


# Nearly all members are plain methods under their own names, and stand for themselves.
Member: TypeAlias = FunctionType | SpecialMember


def special_member(name: str, value: Any) -> SpecialMember | None:
    """Return what calling the attribute *value* of a class, no function itself, would call.

    Returns None where it is no method.
    """
    kind = type(value)
    if issubclass(kind, staticmethod):
        return SpecialMember(name, value.__func__, Kind.FUNCTION)
    if issubclass(kind, classmethod):
        return SpecialMember(name, value.__func__, Kind.CLASSMETHOD)
    if static_attribute(kind, "__call__") is not None and wrapped_by(value) is not None:
        return SpecialMember(name, value)
    return None


def is_shadowed(name: str, bases: tuple[type, ...]) -> bool:
    """Tell whether one of *bases*, which come first in an MRO, has an attribute *name* itself."""
    return any(name in class_vars(base) for base in bases)


def is_dunder(name: str) -> bool:
    """Tell whether *name* is that of a special method."""
    return len(name) > 4 and name.startswith("__") and name.endswith("__")
