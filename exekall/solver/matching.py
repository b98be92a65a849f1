"""Which types and operators the user's patterns mean."""

from __future__ import annotations

from typing import Any, Protocol

from exekall.names import NameForm, in_form, type_name
from exekall.operator import Operator
from exekall.relation import nominal_head

__all__ = ["NamePatterns", "TypeMatcher", "class_of", "operator_names", "type_names"]

_FORMS = (NameForm.FULL, NameForm.QUALIFIED, NameForm.SHORT)


class NamePatterns(Protocol):
    """A set of patterns, as :class:`exekall.patterns.PatternSet` is one."""

    def matches_any(self, names: tuple[str, ...]) -> bool:
        """Tell whether something known by all of *names* is meant."""
        ...


def operator_names(op: Operator) -> tuple[str, ...]:
    """Return every name that a pattern may use for *op*."""
    qualified = op.qualname
    return (op.name, qualified, qualified.rpartition(".")[2])


def type_names(type_: Any) -> tuple[str, ...]:
    """Return every name that a pattern may use for *type_*: its own and those of its bases."""
    names: dict[str, None] = dict.fromkeys(type_name(type_, form) for form in _FORMS)
    head = class_of(type_)
    if head is not None:
        for base in head.__mro__:
            if base is not object:
                module, qualname = base.__module__, base.__qualname__
                names.update(dict.fromkeys(in_form(module, qualname, form) for form in _FORMS))
    return tuple(names)


def class_of(type_: Any) -> type | None:
    """Return the class of a type's values, that of its supertype for a NewType; None for others."""
    inner = getattr(type_, "__origin__", type_)
    if not hasattr(inner, "__supertype__"):
        return nominal_head(type_)
    while hasattr(inner, "__supertype__"):
        inner = inner.__supertype__
    return nominal_head(inner)


class TypeMatcher:
    """Tells which types match a set of patterns, asking once a type."""

    __slots__ = ("_known", "_patterns")

    def __init__(self, patterns: NamePatterns) -> None:
        self._patterns = patterns
        self._known: dict[Any, bool] = {}

    def matches(self, type_: Any) -> bool:
        """Tell whether *type_* or one of its bases is meant."""
        found = self._known.get(type_)
        if found is None:
            found = self._known[type_] = self._patterns.matches_any(type_names(type_))
        return found
