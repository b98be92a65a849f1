"""Selecting expressions by their IDs, and putting them into the order of listing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
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


class _Ids:
    """Writes the IDs of many expressions, without tags."""

    def __init__(self, is_hidden: Callable[[Operator], bool] | None) -> None:
        view = ExpressionView(is_hidden)
        self.short = IdWriter(view, NameForm.SHORT)
        self.qualified = IdWriter(view, NameForm.QUALIFIED)
        self.full = IdWriter(view, NameForm.FULL)


class Candidate:
    """An expression with its ID in three forms, each of them written when it is asked for."""

    def __init__(self, expr: Expression, ids: _Ids) -> None:
        self.expr = expr
        self._ids = ids

    @cached_property
    def short(self) -> str:
        """The ID in short names."""
        return self._ids.short.write(self.expr)

    @cached_property
    def qualified(self) -> str:
        """The ID in names that are qualified by the class only."""
        return self._ids.qualified.write(self.expr)

    @cached_property
    def full(self) -> str:
        """The ID in full names."""
        return self._ids.full.write(self.expr)

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
        self._ids = _Ids(is_hidden)
        self._seen: list[Candidate] = []
        self.count = 0

    def __iter__(self) -> Iterator[Candidate]:
        for expr in self._expressions:
            candidate = Candidate(expr, self._ids)
            self.count += 1
            if self.count <= MAX_SORTED:
                self._seen.append(candidate)
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
        if not self._patterns or self.count > MAX_SORTED:
            return ()
        return unused(self._patterns, (name for known in self._seen for name in known.ids))


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
