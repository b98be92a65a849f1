"""The operators that a class stands for: itself, and what can be called through it."""

from __future__ import annotations

import sys
from collections.abc import Container, Iterable
from functools import partialmethod, singledispatchmethod
from types import FunctionType, MethodType
from typing import Any, Final, Protocol

from exekall.construction import missing_members
from exekall.discovery.completeness import Shortcoming, constructor_shortcoming, shortcoming
from exekall.discovery.findings import Findings, full_name
from exekall.discovery.members import (
    Member,
    SpecialMember,
    is_dunder,
    is_shadowed,
    special_member,
)
from exekall.discovery.statics import (
    PASSIVE_TYPES,
    class_flags,
    class_home,
    class_name,
    class_qualname,
    class_vars,
    home_of,
    mro,
)
from exekall.operator import Kind, UnboundMethod
from exekall.reasons import Cause
from exekall.relation.classes import has_reliable_identity
from exekall.signature import place_of, return_annotation

__all__ = ["ClassScanner", "NamePatterns"]

_IS_ABSTRACT: Final = 1 << 20  # Py_TPFLAGS_IS_ABSTRACT, as inspect.isabstract() reads it
# Descriptors that make callables whose signatures they don't tell.
_UNREADABLE: Final = (partialmethod, singledispatchmethod)
_INTERNAL: Final = "__exekall_internal__"

# Nothing is to be done with classes that are of no use for one of these.
_UNTOUCHABLE: Final = frozenset({Cause.METACLASS, Cause.BROKEN_ATTRIBUTE})

# What makes an instance is the class itself as an operator, and the rest is bookkeeping.
_NO_METHODS: Final = frozenset(
    {"__init__", "__new__", "__module__", "__doc__", "__dict__", "__weakref__", "__annotations__"}
)


class NamePatterns(Protocol):
    """Says which full names are meant."""

    def matches(self, name: str) -> bool:
        """Tell whether *name* is meant."""


class ClassScanner:
    """Finds the operators of classes.

    *homes* are the names of the scanned modules: only what is defined there counts. *allow* says
    which special methods are to be operators nevertheless.
    """

    def __init__(
        self, homes: Container[str], findings: Findings, allow: NamePatterns | None
    ) -> None:
        self._homes = homes
        self._findings = findings
        self._allow = allow
        self._members: dict[object, list[Member]] = {}
        self._nested: dict[object, list[type]] = {}

    def scan(self, class_: type, module: str, name: str, bound: bool = False) -> None:
        """Add the operators of *class_*, which is found as *name* in *module*.

        *bound* tells that it calls itself otherwise.
        """
        bases = mro(class_)
        for base in bases[:-1]:  # the last one is object
            if _INTERNAL in class_vars(base):
                return
        obstacle = None
        if type(class_) is not type or class_flags(class_) & _IS_ABSTRACT:
            obstacle = _obstacle(class_)
        lacking = obstacle or constructor_shortcoming(class_)
        findings = self._findings
        if lacking is not None:
            findings.leave_out(module, name, class_, lacking)
            if lacking.cause in _UNTOUCHABLE:
                return
        elif bound:
            findings.add_bound(class_, module, name)
        else:
            findings.callables.append(class_)
        own = self._own(class_)
        if own:
            self._offer(class_, own, obstacle)
        for index in range(1, len(bases) - 1):
            inherited = self._own(bases[index])
            if inherited:
                before = bases[:index]
                members = [m for m in inherited if _is_inherited(m, before)]
                self._offer(class_, members, obstacle)
        for inner in self._nested.pop(_key(class_), ()) if self._nested else ():
            self.scan(inner, module, f"{name}.{class_name(inner)}")

    def _own(self, class_: type) -> list[Member]:
        """Return the usable functions in the body of *class_*; explain the others, only once."""
        key = _key(class_)
        found = self._members.get(key)
        if found is not None:
            return found
        found = self._members[key] = []
        homes = self._homes
        for name, value in class_vars(class_).items():
            if name in _NO_METHODS:
                continue
            kind = type(value)
            if kind is FunctionType:
                if value.__module__ in homes:
                    lacking = shortcoming(value, 1)
                    is_plain = lacking is None and name[:2] != "__" and value.__name__ == name
                    if is_plain and not getattr(value, "__isabstractmethod__", False):
                        found.append(value)
                    else:
                        self._judge(class_, SpecialMember(name, value), lacking, found)
            elif id(kind) not in PASSIVE_TYPES:
                self._meet(class_, name, value, found)
        return found

    def _meet(self, class_: type, name: str, value: Any, found: list[Member]) -> None:
        """Deal with an attribute that is no function itself."""
        if issubclass(type(value), type):
            is_nested = class_qualname(value) == f"{class_qualname(class_)}.{name}"
            if is_nested and class_home(value) in self._homes:
                self._nested.setdefault(_key(class_), []).append(value)
            return
        member = special_member(name, value)
        if issubclass(type(value), _UNREADABLE):
            untold = Shortcoming(Cause.NO_SIGNATURE, (), type(value).__name__)
            self._findings.leave_out(class_, name, value, untold)
        elif member is not None and home_of(member.function) in self._homes:
            lacking = shortcoming(member.function, member.kind is not Kind.FUNCTION)
            self._judge(class_, member, lacking, found)

    def _judge(
        self, class_: type, member: SpecialMember, lacking: Shortcoming | None, found: list[Member]
    ) -> None:
        """Add *member* to what was *found* in *class_*, or keep why it is of no use."""
        name, function, _ = member
        if _is_alias(class_, name, function):
            return
        if lacking is None:
            if getattr(function, "__isabstractmethod__", False) is True:
                lacking = Shortcoming(Cause.ABSTRACT)
            elif self._allow is None and _is_special(name):
                lacking = Shortcoming(Cause.DUNDER)
        if lacking is None:
            found.append(member)
        elif lacking.cause is not Cause.NOT_ANNOTATED or not _is_generated(function):
            self._findings.leave_out(class_, name, function, lacking)

    def _offer(self, class_: type, members: Iterable[Member], obstacle: Shortcoming | None) -> None:
        """Add *members* as used through *class_*, unless something stands against it."""
        take = self._findings.callables.append
        for member in members:
            if isinstance(member, SpecialMember):
                self._offer_special(class_, member, obstacle)
            elif obstacle is None:
                take(UnboundMethod(member, class_))
            else:
                named = SpecialMember(member.__name__, member)
                self._offer_special(class_, named, obstacle)

    def _offer_special(
        self, class_: type, member: SpecialMember, obstacle: Shortcoming | None
    ) -> None:
        name, function, kind = member
        findings = self._findings
        if obstacle is not None and _needs_instances(class_, function, kind):
            findings.leave_out(class_, name, function, obstacle)
            return
        if _is_special(name) and not self._is_allowed(full_name(class_, name)):
            findings.leave_out(class_, name, function, Shortcoming(Cause.DUNDER))
            return
        callable_: Any = function
        if kind is Kind.METHOD:
            callable_ = UnboundMethod(function, class_)
        elif kind is Kind.CLASSMETHOD:
            callable_ = MethodType(function, class_)
        if getattr(function, "__name__", None) == name:
            findings.callables.append(callable_)
        else:
            findings.add_bound(callable_, class_home(class_), f"{class_qualname(class_)}.{name}")

    def _is_allowed(self, name: str) -> bool:
        return self._allow is not None and self._allow.matches(name)


def _key(class_: type) -> object:
    """Return what *class_* is filed under: itself, unless a metaclass has a say in hashing it."""
    return class_ if type(class_) is type else id(class_)


def _is_inherited(member: Member, before: tuple[type, ...]) -> bool:
    """Tell whether a class whose MRO begins with *before* offers a base's *member* as its own.

    An inherited staticmethod is its base's operator, not one more of each class.
    """
    if isinstance(member, SpecialMember):
        return member.kind is not Kind.FUNCTION and not is_shadowed(member.name, before)
    return not is_shadowed(member.__name__, before)


def _is_special(name: str) -> bool:
    return name[:2] == "__" and is_dunder(name) and name != "__call__"


def _is_generated(function: Any) -> bool:
    """Tell whether nobody wrote *function*, like the ``__eq__`` of a dataclass."""
    return place_of(function).startswith("<")


def _is_alias(class_: type, name: str, function: Any) -> bool:
    """Tell whether the body of *class_* binds *function* to another name before *name*."""
    for other, value in class_vars(class_).items():
        if other == name:
            return False
        if value is function:
            return True
        if issubclass(type(value), (staticmethod, classmethod)) and value.__func__ is function:
            return True
    return False


def _obstacle(class_: type) -> Shortcoming | None:
    """Return why *class_* cannot be instantiated by calling it, whatever its parameters."""
    if not has_reliable_identity(class_):
        return Shortcoming(Cause.METACLASS)
    if class_flags(class_) & _IS_ABSTRACT:
        return Shortcoming(Cause.ABSTRACT, (), ", ".join(missing_members(class_)))
    found = class_vars(class_)
    if found.get("_is_protocol") is True:
        return Shortcoming(Cause.PROTOCOL)
    if "__required_keys__" in found:
        return Shortcoming(Cause.NO_SIGNATURE, (), "TypedDict")
    enum = sys.modules.get("enum")
    if enum is not None and issubclass(type(class_), enum.EnumType):
        return Shortcoming(Cause.NOT_ANNOTATED, ("value",))
    return None


def _needs_instances(class_: type, function: Any, kind: Kind) -> bool:
    """Tell whether *function* is of no use through *class_*, which cannot be instantiated.

    The methods of an abstract class are of use: a factory may be annotated with it.
    """
    if kind is Kind.METHOD:
        return class_vars(class_).get("_is_protocol") is True
    if kind is not Kind.CLASSMETHOD:
        return False
    product = return_annotation(function)
    text = product if isinstance(product, str) else str(product)
    return text.strip("'\"").rpartition(".")[2] == "Self"
