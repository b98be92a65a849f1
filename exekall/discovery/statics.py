"""Looking at other people's objects without running their code.

``vars(x)``, ``x.__module__`` and the like may all be intercepted: by a metaclass, a proxy, a
module with a ``__getattr__``, a mock that answers to every name. What is read here is read past
all of these.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import FunctionType, GetSetDescriptorType, MemberDescriptorType, ModuleType
from typing import Any, Final

__all__ = [
    "PASSIVE_TYPES",
    "class_flags",
    "class_home",
    "class_name",
    "class_qualname",
    "class_vars",
    "home_of",
    "instance_vars",
    "mro",
    "static_attribute",
    "static_value",
    "text_of",
    "wrapped_by",
]

# Reads the attributes written in one class, whatever its metaclass does.
class_vars: Final[Callable[[type], Mapping[str, Any]]] = type.__dict__["__dict__"].__get__
class_qualname: Final[Callable[[type], str]] = type.__dict__["__qualname__"].__get__
class_name: Final[Callable[[type], str]] = type.__dict__["__name__"].__get__
class_flags: Final[Callable[[type], int]] = type.__dict__["__flags__"].__get__
mro: Final[Callable[[type], tuple[type, ...]]] = type.__dict__["__mro__"].__get__

# The types of most values that are no callables, by identity: a metaclass may not be hashable.
PASSIVE_TYPES: Final = frozenset(
    map(
        id,
        (
            *(bool, bytes, dict, float, frozenset, int, list, set, str, tuple, type(None)),
            *(property, GetSetDescriptorType, MemberDescriptorType, ModuleType),
        ),
    )
)

# Attributes that are read without running Python code.
_SLOTS: Final = (GetSetDescriptorType, MemberDescriptorType)
_NOTHING: Final[dict[str, Any]] = {}


def instance_vars(instance: object) -> dict[str, Any]:
    """Return the instance dictionary of *instance*, a module's included, or an empty one."""
    descriptor = static_attribute(type(instance), "__dict__")
    if type(descriptor) not in _SLOTS:
        return _NOTHING  # there is none, or a proxy makes one up
    try:
        found = descriptor.__get__(instance)
    except (AttributeError, TypeError):  # of compiled classes, and of those that borrow it
        return _NOTHING
    return found if type(found) is dict else _NOTHING


def static_attribute(class_: type, name: str) -> Any:
    """Return what *class_* or its first base that has it holds as *name*, None without any."""
    for base in mro(class_):
        found = class_vars(base)
        if name in found:
            return found[name]
    return None


def static_value(instance: object, name: str) -> Any:
    """Return what *instance* holds as *name*, in itself or in a slot of its class; else None."""
    own = instance_vars(instance)
    if name in own:
        return own[name]
    found = static_attribute(type(instance), name)
    if type(found) not in _SLOTS:
        return found
    try:
        return found.__get__(instance)
    except Exception:  # an empty slot, a proxy without an object
        return None


def text_of(instance: object, name: str) -> str:
    """Return the text that *instance*, or else its class, holds as *name*; empty without any."""
    found = static_value(instance, name)
    return found if type(found) is str else ""


def wrapped_by(callable_: object) -> Any:
    """Return what a decorated callable wraps, None where it is not decorated."""
    found = static_value(callable_, "__wrapped__")
    return None if type(found) is property else found


def home_of(callable_: object) -> str:
    """Return the name of the module that *callable_* says it belongs to; empty without any."""
    home = callable_.__module__ if type(callable_) is FunctionType else None
    return home if type(home) is str else text_of(callable_, "__module__")


def class_home(class_: type) -> str:
    """Return the name of the module that *class_* says it belongs to; empty without any."""
    home = class_vars(class_).get("__module__")
    return home if type(home) is str else ""
