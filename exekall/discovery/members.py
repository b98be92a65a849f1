"""The functions that a class offers: its own and those that it inherits.

They are read from the dictionaries of the classes, in the order of the MRO, so no descriptor is
ever asked for its value.
"""

from __future__ import annotations

from types import FunctionType
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from exekall.discovery.statics import (
    PASSIVE_TYPES,
    class_home,
    class_vars,
    home_of,
    static_attribute,
    wrapped_by,
)
from exekall.operator import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Member", "is_dunder", "is_shadowed", "own_members"]

# The name within the class, the function, how it is called through the class (a staticmethod as a
# plain function), and the name of the module that the function belongs to. A plain tuple, for
# there is one for each method of the code base.
Member: TypeAlias = tuple[str, Any, Kind, str]

# What makes an instance: that is the class itself as an operator.
_CONSTRUCTORS: Final = frozenset({"__init__", "__new__"})


def own_members(class_: type) -> Iterator[Member]:
    """Yield the functions and classes in the body of *class_*, but for its constructors."""
    for name, value in class_vars(class_).items():
        kind = type(value)
        if kind is FunctionType:
            if name not in _CONSTRUCTORS:
                yield name, value, Kind.METHOD, value.__module__
        elif id(kind) in PASSIVE_TYPES or name in _CONSTRUCTORS:
            continue
        elif issubclass(kind, staticmethod):
            yield name, value.__func__, Kind.FUNCTION, home_of(value.__func__)
        elif issubclass(kind, classmethod):
            yield name, value.__func__, Kind.CLASSMETHOD, home_of(value.__func__)
        elif issubclass(kind, type):
            yield name, value, Kind.CLASS, class_home(value)
        elif static_attribute(kind, "__call__") and wrapped_by(value) is not None:
            yield name, value, Kind.METHOD, home_of(value)


def is_shadowed(name: str, bases: tuple[type, ...]) -> bool:
    """Tell whether one of *bases*, which come first in an MRO, has an attribute *name* itself."""
    return any(name in class_vars(base) for base in bases)


def is_dunder(name: str) -> bool:
    """Tell whether *name* is that of a special method."""
    return len(name) > 4 and name.startswith("__") and name.endswith("__")
