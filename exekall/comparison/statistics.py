"""Tests of whether two sets of samples differ by more than chance would have it.

They come from SciPy, which is installed as the extra ``stats`` and imported only when some values
need it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from math import comb
from statistics import median

__all__ = [
    "Method",
    "StatisticalTest",
    "can_be_significant",
    "compare_numbers",
    "compare_rates",
    "has_scipy",
]


class Method(StrEnum):
    """Which test: of the rates of failures, or of numbers."""

    FISHER = "fisher-exact"
    MANN_WHITNEY = "mann-whitney-u"


@dataclass(frozen=True, slots=True)
class StatisticalTest:
    """What a test gave: *p_value* is the probability of so large a difference by chance.

    *counts* are the numbers of samples. *before* and *after* are the rates of failures, or the
    medians of the numbers. *effect* is the probability that a number from after is larger than one
    from before, a tie counting half; None for rates.
    """

    method: Method
    p_value: float
    counts: tuple[int, int]
    before: float
    after: float
    effect: float | None = None


@cache
def has_scipy() -> bool:
    """Tell whether SciPy is installed, without importing it."""
    from importlib.util import find_spec

    return find_spec("scipy") is not None


def can_be_significant(before: int, after: int, alpha: float) -> bool:
    """Tell whether so many samples suffice for any difference to be significant at *alpha*.

    Of all orders in which the samples may come, the two that keep the sides apart are the least
    likely ones.
    """
    return 2 / comb(before + after, before) <= alpha


def compare_rates(failed: tuple[int, int], counts: tuple[int, int]) -> StatisticalTest:
    """Test by Fisher's exact test whether as many of the samples fail before as after."""
    from scipy.stats import fisher_exact

    table = [[bad, count - bad] for bad, count in zip(failed, counts, strict=True)]
    p_value = float(fisher_exact(table).pvalue)
    before, after = (bad / count for bad, count in zip(failed, counts, strict=True))
    return StatisticalTest(Method.FISHER, p_value, counts, before, after)


def compare_numbers(before: Sequence[float], after: Sequence[float]) -> StatisticalTest:
    """Test by the Mann-Whitney U test, on both sides, whether the numbers tend to be larger."""
    from scipy.stats import mannwhitneyu

    found = mannwhitneyu(after, before, alternative="two-sided")
    counts = len(before), len(after)
    effect = float(found.statistic) / (counts[0] * counts[1])
    medians = float(median(before)), float(median(after))
    return StatisticalTest(Method.MANN_WHITNEY, float(found.pvalue), counts, *medians, effect)
