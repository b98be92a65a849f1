"""The operators that a class stands for: itself, and what can be called through it."""

from __future__ import annotations

import sys
from types import MethodType
from typing import TYPE_CHECKING, Any, Final, Protocol

from exekall.construction import missing_members
from exekall.discovery.completeness import Shortcoming, constructor_shortcoming, shortcoming
from exekall.discovery.findings import full_name
from exekall.discovery.members import is_dunder, is_shadowed, own_members
from exekall.discovery.statics import (
    class_flags,
    class_home,
    class_name,
    class_qualname,
    class_vars,
    mro,
    static_attribute,
)
from exekall.operator import Kind, UnboundMethod
from exekall.reasons import Cause
from exekall.signature import return_annotation

if TYPE_CHECKING:
    from collections.abc import Container

    from exekall.discovery.findings import Findings
    from exekall.discovery.members import Member

__all__ = ["ClassScanner", "NamePatterns"]

_IS_ABSTRACT: Final = 1 << 20  # Py_TPFLAGS_IS_ABSTRACT, as inspect.isabstract() reads it
_INTERNAL: Final = "__exekall_internal__"


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
        # By identity, since a metaclass may make its classes unhashable.
        self._functions: dict[int, list[Member]] = {}
        self._nested: dict[int, list[type]] = {}

    def scan(self, class_: type, module: str, name: str) -> None:
        """Add the operators of *class_*, which is found as *name* in *module*."""
        findings = self._findings
        bases = mro(class_)
        if any([_INTERNAL in class_vars(base) for base in bases]):
            return
        if type(class_) is not type and static_attribute(type(class_), "__hash__") is None:
            unusable = Shortcoming(Cause.BROKEN_ATTRIBUTE, (), "__hash__")
            findings.leave_out(module, name, class_, unusable)
            return
        obstacle = _obstacle(class_)
        lacking = obstacle or constructor_shortcoming(class_)
        if lacking is not None:
            findings.leave_out(module, name, class_, lacking)
        elif name.rpartition(".")[2] == class_name(class_):
            findings.callables.append(class_)
        else:
            findings.add_bound(class_, module, name)
        for member in self._members(class_):
            self._offer(class_, member, obstacle)
        for index in range(1, len(bases) - 1):  # the last one is object
            for member in self._members(bases[index]):
                # An inherited staticmethod is its own class's operator, not one more of each.
                if member[2] is not Kind.FUNCTION and not is_shadowed(member[0], bases[:index]):
                    self._offer(class_, member, obstacle)
        for inner in self._nested.get(id(class_), ()):
            self.scan(inner, module, f"{name}.{class_name(inner)}")

    def _members(self, class_: type) -> list[Member]:
        """Return the usable functions in the body of *class_*; explain the others, only once."""
        found = self._functions.get(id(class_))
        if found is not None:
            return found
        found = self._functions[id(class_)] = []
        for member in own_members(class_):
            name, function, kind, home = member
            if home not in self._homes:
                continue
            if kind is Kind.CLASS:
                if class_qualname(function) == f"{class_qualname(class_)}.{name}":
                    self._nested.setdefault(id(class_), []).append(function)
                continue
            lacking = self._shortcoming(name, function, kind)
            if lacking is None:
                found.append(member)
            elif lacking.cause is not Cause.NOT_ANNOTATED or not _is_generated(function):
                self._findings.leave_out(class_, name, function, lacking)
        return found

    def _shortcoming(self, name: str, function: Any, kind: Kind) -> Shortcoming | None:
        lacking = shortcoming(function, 0 if kind is Kind.FUNCTION else 1)
        if lacking is not None:
            return lacking
        if getattr(function, "__isabstractmethod__", False) is True:
            return Shortcoming(Cause.ABSTRACT, (), name)
        if self._allow is None and _is_special(name):
            return Shortcoming(Cause.DUNDER)
        return None

    def _offer(self, class_: type, member: Member, obstacle: Shortcoming | None) -> None:
        """Add *member* as used through *class_*, unless something stands against it."""
        name, function, kind, _ = member
        findings = self._findings
        if obstacle is not None and _needs_instances(class_, function, kind):
            findings.leave_out(class_, name, function, obstacle)
            return
        if self._allow is not None and _is_special(name):
            if not self._allow.matches(full_name(class_, name)):
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


def _is_special(name: str) -> bool:
    return name[:2] == "__" and is_dunder(name) and name != "__call__"


def _is_generated(function: Any) -> bool:
    """Tell whether nobody wrote *function*, like the ``__eq__`` of a dataclass."""
    code = getattr(function, "__code__", None)
    return code is not None and code.co_filename.startswith("<")


def _obstacle(class_: type) -> Shortcoming | None:
    """Return why *class_* cannot be instantiated by calling it, whatever its parameters."""
    if class_flags(class_) & _IS_ABSTRACT:
        return Shortcoming(Cause.ABSTRACT, (), ", ".join(missing_members(class_)))
    if type(class_) is type:
        return None
    found = class_vars(class_)
    if found.get("_is_protocol") is True:
        return Shortcoming(Cause.ABSTRACT, (), "Protocol")
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
