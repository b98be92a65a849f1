"""The comparison of two databases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from exekall.comparison.causes import Cause, causes
from exekall.comparison.change import Aspect, Change
from exekall.comparison.contents import Contents
from exekall.comparison.differences import changes
from exekall.comparison.durations import duration_changes
from exekall.comparison.matching import Match, Matching
from exekall.comparison.options import ComparisonOptions
from exekall.comparison.populations import Kind, Population, PopulationJudge
from exekall.comparison.report import Difference, Insignificant, Report, Undecided
from exekall.comparison.sample import Sample, Side
from exekall.comparison.verdicts import Judge, Reason, Verdict

__all__ = ["compare"]


def compare(before: Side, after: Side, options: ComparisonOptions | None = None) -> Report:
    """Compare the results of two databases, or all their values if *options* say so."""
    return _Comparison(before, after, options or ComparisonOptions()).report()


class _Comparison:
    """One comparison: what is known of both sides, and how to judge."""

    def __init__(self, before: Side, after: Side, options: ComparisonOptions) -> None:
        self._before = before
        self._after = after
        self._options = options
        self._matching = Matching(before, after, options.pools)
        judge = Judge(options.tolerance, options.loads)
        self._judge = PopulationJudge(judge, options)
        self._roots = frozenset(sample.uuid for sample in (*before.roots, *after.roots))

    def report(self) -> Report:
        before, after = self._before, self._after
        if self._options.all_values:
            matches = self._matching.matches(before.values, after.values)
        else:
            matches = self._matching.matches(before.roots, after.roots)
        found = [self._compared(match) for match in matches]
        ratio = self._options.duration_ratio
        return Report(
            (before.name, after.name),
            sum(each is None for each in found),
            tuple([each for each in found if isinstance(each, Difference)]),
            tuple([each for each in found if isinstance(each, Undecided)]),
            tuple([each for each in found if isinstance(each, Insignificant)]),
            duration_changes(before.values, after.values, ratio),
        )

    def _compared(self, match: Match) -> Difference | Undecided | Insignificant | None:
        """Return what there is to tell of a match; None where it is the same."""
        if not match.before or not match.after:
            # With a value, the labels of what was made from it are lost as well.
            if self._before.is_damaged or self._after.is_damaged:
                return Undecided(match, Reason.LOST)
            kind = Kind.APPEARED if match.after else Kind.VANISHED
            first = (match.before or (None,))[0], (match.after or (None,))[0]
            told = changes(*first, self._options.tolerance)
            return Difference(kind, match, told, self._causes(match), count=_size(match))
        population = self._judge.judge(match.before, match.after)
        judgement = population.judgement
        if judgement.verdict is Verdict.DIFFERENT:
            return self._difference(match, population)
        counts = self._counts(match)
        if counts is not None:
            return Difference(Kind.COUNT, match, (counts,), self._causes(match))
        if judgement.verdict is Verdict.SAME:
            return None if population.test is None else Insignificant(match, population.test)
        return Undecided(match, judgement.reason or Reason.NOT_LOADED, judgement.detail)

    def _difference(self, match: Match, population: Population) -> Difference:
        kind, contents = population.kind or Kind.VALUE, population.contents
        told: tuple[Change, ...] = ()
        count = _size(match)
        if contents is not None and kind is not Kind.RATE:
            told = changes(*_example(contents), self._options.tolerance)
            count = len((*contents.pairs, *contents.only_before, *contents.only_after))
        return Difference(kind, match, told, self._causes(match), population.test, count)

    def _causes(self, match: Match) -> tuple[Cause, ...]:
        return causes(match, self._matching, self._judge)

    def _counts(self, match: Match) -> Change | None:
        """Return how many results an expression has, where that changed.

        How often an expression was run is the user's choice; how many results each run of it has
        is not. What was interrupted does not count.
        """
        if self._before.is_damaged or self._after.is_damaged:
            return None
        if any(sample.uuid not in self._roots for sample in (*match.before, *match.after)):
            return None
        before = _results_each(match.before, self._before.complete)
        after = _results_each(match.after, self._after.complete)
        if len(before) != 1 or len(after) != 1 or before == after:
            return None
        numbers = before.pop(), after.pop()
        texts = str(numbers[0]), str(numbers[1])
        return Change(Aspect.COUNT, *texts, numbers=numbers)


def _results_each(samples: Iterable[Sample], complete: frozenset[str]) -> set[int]:
    counts = Counter(sample.expression for sample in samples if sample.expression in complete)
    return set(counts.values())


def _size(match: Match) -> int:
    return max(len(match.before), len(match.after))


def _example(contents: Contents) -> tuple[Sample | None, Sample | None]:
    """Return the first samples that differ."""
    if contents.pairs:
        return contents.pairs[0]
    before = contents.only_before[0] if contents.only_before else None
    after = contents.only_after[0] if contents.only_after else None
    return before, after
