"""Which types and operators the user's patterns mean."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from exekall.names import NameForm, local_qualname, type_name
from exekall.operator import Operator
from exekall.relation import nominal_head

__all__ = ["NamePatterns", "TypeMatcher", "class_of", "operator_names", "type_names"]

_FORMS = (NameForm.FULL, NameForm.QUALIFIED, NameForm.SHORT)


class NamePatterns(Protocol):
    """A set of patterns, as :class:`exekall.patterns.PatternSet` is one."""

    def matches_any(self, names: Iterable[str]) -> bool:
        """Tell whether something known by all of *names* is meant."""
        ...

    def wants_any(self, names: Iterable[str]) -> bool:
        """Tell whether one of *names* speaks for being meant."""
        ...

    def rejects_any(self, names: Iterable[str]) -> bool:
        """Tell whether one of *names* speaks against being meant."""
        ...


def operator_names(op: Operator) -> tuple[str, ...]:
    """Return every name that a pattern may use for *op*."""
    qualified = op.qualname
    return (op.name, qualified, qualified.rpartition(".")[2])


def type_names(type_: Any) -> tuple[str, ...]:
    """Return every name that a pattern may use for *type_*: its own and those of its bases."""
    names: dict[str, None] = dict.fromkeys(own_names(type_))
    head = class_of(type_)
    if head is not None:
        for base in head.__mro__:
            if base is not object:
                names.update(dict.fromkeys(own_names(base)))
    return tuple(names)


def own_names(type_: Any) -> tuple[str, ...]:
    """Return every name of *type_* itself: full, without its module, and bare."""
    if isinstance(type_, type) and type_.__module__ != "builtins":
        local = local_qualname(type_.__qualname__)
        return (f"{type_.__module__}.{local}", local, local.rpartition(".")[2])
    return tuple(type_name(type_, form) for form in _FORMS)


def class_of(type_: Any) -> type | None:
    """Return the class of a type's values, that of its supertype for a NewType; None for others."""
    if isinstance(type_, type):  # a metaclass may claim to have every attribute
        return nominal_head(type_)
    inner = getattr(type_, "__origin__", type_)
    if not hasattr(inner, "__supertype__"):
        return nominal_head(type_)
    while hasattr(inner, "__supertype__"):
        inner = inner.__supertype__
    return nominal_head(inner)


class TypeMatcher:
    """Tells which types match a set of patterns, asking once a type and once a base."""

    __slots__ = ("_bases", "_known", "_patterns")

    def __init__(self, patterns: NamePatterns) -> None:
        self._patterns = patterns
        self._known: dict[Any, bool] = {}
        self._bases: dict[type, tuple[bool, bool]] = {}

    def matches(self, type_: Any) -> bool:
        """Tell whether *type_* or one of its bases is meant."""
        found = self._known.get(type_)
        if found is None:
            found = self._known[type_] = self._is_meant(type_)
        return found

    def _is_meant(self, type_: Any) -> bool:
        head = class_of(type_)
        judged = [] if head is type_ else [self._judged(type_)]
        for base in head.__mro__ if head is not None else ():
            if base is not object:
                flags = self._bases.get(base)
                if flags is None:
                    flags = self._bases[base] = self._judged(base)
                judged.append(flags)
        return any(wanted for wanted, _ in judged) and not any(rejected for _, rejected in judged)

    def _judged(self, type_: Any) -> tuple[bool, bool]:
        """Tell whether the names of *type_* itself speak for, and against, its being meant."""
        names = own_names(type_)
        return self._patterns.wants_any(names), self._patterns.rejects_any(names)
