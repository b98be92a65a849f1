"""What differs between the samples of one ID before and after.

One sample on either side is compared as it is. Several are compared by statistical tests where
there are enough of them for a test to find anything, and where they vary; else as they are, too.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from exekall.comparison.contents import Contents, compare_contents
from exekall.comparison.options import ComparisonOptions
from exekall.comparison.quantity import quantity
from exekall.comparison.sample import Sample
from exekall.comparison.statistics import (
    StatisticalTest,
    can_be_significant,
    compare_numbers,
    compare_rates,
    has_scipy,
)
from exekall.comparison.verdicts import DIFFERENT, SAME, Judge, Judgement, Reason, Verdict
from exekall.store.records import Outcome

__all__ = ["Kind", "Population", "PopulationJudge"]


class Kind(StrEnum):
    """What kind of difference there is between two databases."""

    APPEARED = "appeared"
    VANISHED = "vanished"
    OUTCOME = "outcome"
    FAILURE = "failure"
    VALUE = "value"
    RATE = "failure-rate"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Population:
    """The judgement of all samples of an ID; *kind* says what differs, *contents* where exactly.

    *test* is the test that decided, whichever way.
    """

    judgement: Judgement
    kind: Kind | None = None
    contents: Contents | None = None
    test: StatisticalTest | None = None


_NEEDS_SCIPY: Final = Judgement(Verdict.UNDECIDED, Reason.NEEDS_SCIPY)


class PopulationJudge:
    """Compares the samples of an ID before and after; *judge* compares single ones."""

    def __init__(self, judge: Judge, options: ComparisonOptions) -> None:
        self._judge = judge
        self._options = options

    def judge(self, before: Sequence[Sample], after: Sequence[Sample]) -> Population:
        """Compare samples, of which there is at least one on each side."""
        contents = compare_contents(before, after, self._judge)
        is_exact = contents.judgement.verdict is not Verdict.DIFFERENT and (
            not contents.has_leftovers
        )
        if is_exact or not self._suffice(before, after):
            return _exact(contents, before, after)
        failed, counts = (_failures(before), _failures(after)), (len(before), len(after))
        if failed in ((0, 0), counts):
            return self._numbers(before, after) or _exact(contents, before, after)
        rates = self._rates(failed, counts, contents)
        if rates.judgement.verdict is not Verdict.SAME:
            return rates
        # About as many fail: what do the others give?
        before = [sample for sample in before if sample.is_computed]
        after = [sample for sample in after if sample.is_computed]
        if not before or not after:
            return rates
        contents = compare_contents(before, after, self._judge)
        found = self._numbers(before, after) or _exact(contents, before, after)
        return rates if found.test is None and found.judgement == SAME else found

    def _suffice(self, before: Sequence[Sample], after: Sequence[Sample]) -> bool:
        return can_be_significant(len(before), len(after), self._options.alpha)

    def _rates(
        self, failed: tuple[int, int], counts: tuple[int, int], contents: Contents
    ) -> Population:
        """Return what the rates of failures say."""
        if failed in ((0, counts[1]), (counts[0], 0)):
            return Population(DIFFERENT, Kind.OUTCOME, contents)
        if failed[0] * counts[1] == failed[1] * counts[0]:
            return Population(SAME)
        if not has_scipy():
            return Population(_NEEDS_SCIPY, contents=contents)
        test = compare_rates(failed, counts)
        if test.p_value > self._options.alpha:
            return Population(SAME, test=test)
        return Population(DIFFERENT, Kind.RATE, contents, test)

    def _numbers(self, before: Sequence[Sample], after: Sequence[Sample]) -> Population | None:
        """Return what the numbers say; None where there are too few, or none, or no variation."""
        x, y = _measured(before), _measured(after)
        if x is None or y is None or x.unit != y.unit or not self._suffice(before, after):
            return None
        if len(set(x.numbers)) == len(set(y.numbers)) == 1:
            return None
        if not has_scipy():
            return Population(_NEEDS_SCIPY)
        test = compare_numbers(x.numbers, y.numbers)
        tolerance = self._options.tolerance
        if test.p_value > self._options.alpha or (
            not tolerance.is_exact and tolerance.accepts(test.before, test.after)
        ):
            return Population(SAME, test=test)
        return Population(DIFFERENT, Kind.VALUE, test=test)


class _Measured(NamedTuple):
    """Numbers, all of one unit."""

    numbers: list[float]
    unit: tuple[str, str]


def _measured(samples: Sequence[Sample]) -> _Measured | None:
    """Return the numbers that the samples are; None where one is none, or is not finite."""
    found = [quantity(sample) for sample in samples]
    numbers = [_finite(each.number) for each in found if each is not None]
    known = [number for number in numbers if number is not None]
    units = {each.unit for each in found if each is not None}
    if len(known) < len(samples) or len(units) != 1:
        return None
    return _Measured(known, units.pop())


def _finite(number: float) -> float | None:
    try:
        return float(number) if math.isfinite(number) else None
    except OverflowError:  # an integer beyond all floats
        return None


def _failures(samples: Sequence[Sample]) -> int:
    return sum(not sample.is_computed for sample in samples)


def _exact(contents: Contents, before: Sequence[Sample], after: Sequence[Sample]) -> Population:
    """Return what comparing the samples as they are says."""
    if contents.judgement.verdict is not Verdict.DIFFERENT:
        return Population(contents.judgement, contents=contents)
    return Population(DIFFERENT, _kind(contents, before, after), contents)


def _kind(contents: Contents, before: Sequence[Sample], after: Sequence[Sample]) -> Kind:
    if _failures(before) + _failures(after) == len(before) + len(after):
        return Kind.FAILURE if _outcomes(before) == _outcomes(after) else Kind.OUTCOME
    unmatched = (*contents.only_before, *contents.only_after)
    if any(not sample.is_computed for sample in unmatched):
        return Kind.OUTCOME
    outcomes = {(x.outcome, y.outcome) for x, y in contents.pairs}
    if any(x is not y for x, y in outcomes):
        return Kind.OUTCOME
    is_failure = outcomes and all(x is not Outcome.COMPUTED for x, _ in outcomes)
    return Kind.FAILURE if is_failure else Kind.VALUE


def _outcomes(samples: Sequence[Sample]) -> set[Outcome]:
    return {sample.outcome for sample in samples}
