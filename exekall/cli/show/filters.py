"""Which values are shown: by ID, by type, by tag, by outcome."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from exekall.names import NameForm
from exekall.patterns import PatternSet, UnusedPattern, unused
from exekall.store.records import Outcome
from exekall.valuedb.query import spellings

if TYPE_CHECKING:
    from exekall.valuedb import FrozenExprVal

__all__ = ["Filters"]

Names = Callable[["FrozenExprVal"], Iterable[str]]

_FORMS: Final = (NameForm.SHORT, NameForm.QUALIFIED, NameForm.FULL)
_BRACKET: Final = "[[]"
_NO_PATTERNS: Final = PatternSet()


@dataclass(frozen=True, slots=True)
class Filters:
    """What a value must be to be shown: everything that is asked for here.

    *ids* are patterns of IDs in any form, with their tags or without; *types* are patterns of the
    names of types and of their bases; *tags* are pairs of a name and the text that the tag must
    have, None where any will do. With *failed_only*, the value was not computed.
    """

    ids: PatternSet = _NO_PATTERNS
    types: PatternSet = _NO_PATTERNS
    tags: tuple[tuple[str, str | None], ...] = ()
    failed_only: bool = False

    @classmethod
    def of(cls, args: argparse.Namespace) -> Filters:
        """Read the filters from the parsed options."""
        return cls(
            PatternSet.from_words(spelling for word in args.id for spelling in _spellings(word)),
            PatternSet.from_words(args.type),
            tuple(map(_tag, args.tag)),
            args.failed,
        )

    def __bool__(self) -> bool:
        return bool(self.ids or self.types or self.tags or self.failed_only)

    def accepts(self, value: FrozenExprVal) -> bool:
        """Tell whether *value* is to be shown."""
        return (
            not (self.failed_only and value.outcome is Outcome.COMPUTED)
            and self._has_tags(value)
            and _matches(self.types, _type_names, value)
            and _matches(self.ids, _ids, value)
        )

    def _has_tags(self, value: FrozenExprVal) -> bool:
        tags = value.record.tags
        return all(name in tags and wanted in (None, tags[name]) for name, wanted in self.tags)

    def unused(self, values: Iterable[FrozenExprVal]) -> Iterator[tuple[str, UnusedPattern]]:
        """Yield the patterns that match none of *values*, each with its option."""
        known = list(values)
        for option, patterns, names_of in (
            ("--id", self.ids, _ids),
            ("--type", self.types, _type_names),
        ):
            if patterns:
                names = (name for value in known for name in names_of(value))
                found = unused(patterns, names)
                yield from ((option, one) for one in found if _BRACKET not in one.pattern)


def _matches(patterns: PatternSet, names_of: Names, value: FrozenExprVal) -> bool:
    """Tell whether one of the names of *value* matches; they are written one after the other."""
    if not patterns:
        return True
    return not patterns.rejects_any(names_of(value)) and patterns.wants_any(names_of(value))


def _ids(value: FrozenExprVal) -> Iterator[str]:
    for form in _FORMS:
        yield value.id_in(form)
        yield value.id_in(form, with_tags=False)


def _type_names(value: FrozenExprVal) -> Iterator[str]:
    names = (*value.type_base_names, *value.product_base_names)
    for name in dict.fromkeys([value.type_name, value.product_name, *names]):
        yield from spellings(name)


def _spellings(pattern: str) -> Iterator[str]:
    """Yield *pattern* as it is, and with brackets that stand for themselves, as those of tags."""
    yield pattern
    if "[" in pattern:
        yield pattern.replace("[", _BRACKET)


def _tag(word: str) -> tuple[str, str | None]:
    name, equals, text = word.partition("=")
    return name, text if equals else None
