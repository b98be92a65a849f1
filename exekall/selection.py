"""Selecting expressions by their IDs, and putting them into the order of listing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final

from exekall.expression import Expression, ExpressionView
from exekall.identifiers import IdWriter
from exekall.names import NameForm
from exekall.operator import Operator
from exekall.patterns import PatternSet, UnusedPattern, unused

__all__ = ["MAX_SORTED", "Candidate", "Listed", "Selection", "distinctions"]

__exekall_internal__ = True

# So many expressions are collected and sorted; more are taken as they come.
MAX_SORTED: Final = 10_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """An expression with its ID in the three forms, without tags."""

    expr: Expression
    short: str
    qualified: str
    full: str

    @property
    def ids(self) -> tuple[str, str, str]:
        """All forms of the ID, the short one first."""
        return (self.short, self.qualified, self.full)


@dataclass(frozen=True, slots=True)
class Listed:
    """What was selected: sorted, or with *is_streamed* in the order of enumeration, lazily."""

    candidates: Iterable[Candidate]
    is_streamed: bool = False


class Selection:
    """The expressions among *expressions* that *patterns* mean, by any form of their IDs.

    Without patterns that is all of them. *is_hidden* tells which operators IDs leave out.
    """

    def __init__(
        self,
        expressions: Iterable[Expression],
        patterns: PatternSet,
        is_hidden: Callable[[Operator], bool] | None = None,
    ) -> None:
        self._expressions = expressions
        self._patterns = patterns
        view = ExpressionView(is_hidden)
        self._writers = [
            IdWriter(view, form) for form in (NameForm.SHORT, NameForm.QUALIFIED, NameForm.FULL)
        ]
        self._seen: list[tuple[str, str, str]] = []
        self.count = 0

    def __iter__(self) -> Iterator[Candidate]:
        for expr in self._expressions:
            short, qualified, full = (writer.write(expr) for writer in self._writers)
            candidate = Candidate(expr, short, qualified, full)
            self.count += 1
            if self.count <= MAX_SORTED:
                self._seen.append(candidate.ids)
            if not self._patterns or self._patterns.matches_any(candidate.ids):
                yield candidate

    def listed(self) -> Listed:
        """Return what is selected in the order of listing.

        Up to :data:`MAX_SORTED` expressions are sorted by their class-qualified ID, ties by the
        full one. Where there are more, none but the first of them has been looked for yet.
        """
        found = iter(self)
        first = list(islice(found, MAX_SORTED + 1))
        if len(first) > MAX_SORTED:
            return Listed(chain(first, found), is_streamed=True)
        first.sort(key=lambda candidate: (candidate.qualified, candidate.full))
        return Listed(first)

    def unused(self) -> tuple[UnusedPattern, ...]:
        """Return the patterns that none of the expressions seen so far matches.

        Nothing is said where there were too many to remember.
        """
        if self.count > MAX_SORTED:
            return ()
        return unused(self._patterns, (name for ids in self._seen for name in ids))


def distinctions(candidates: Iterable[Candidate]) -> Iterator[str]:
    """Yield for each candidate what tells it from the others with the same short ID.

    That is the class-qualified ID, else the full one, else that with the digest of the structure;
    empty for a short ID that is the only one.
    """
    known = list(candidates)
    short = Counter(candidate.short for candidate in known)
    qualified = Counter(candidate.qualified for candidate in known)
    full = Counter(candidate.full for candidate in known)
    for candidate in known:
        if short[candidate.short] == 1:
            yield ""
        elif qualified[candidate.qualified] == 1:
            yield candidate.qualified
        elif full[candidate.full] == 1:
            yield candidate.full
        else:
            yield f"{candidate.full} ~{candidate.expr.digest.hex()[:12]}"
