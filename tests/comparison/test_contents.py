"""Lists of samples, compared as they are."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from exekall.comparison.contents import compare_contents
from exekall.comparison.tolerance import Tolerance
from exekall.comparison.verdicts import Judge, Verdict
from tests.comparison.samples import failed, opaque, value


def verdict(before: list[object], after: list[object], tolerance: float = 0) -> Verdict:
    judge = Judge(Tolerance(0, tolerance))
    x, y = ([value("f", each) for each in side] for side in (before, after))
    return compare_contents(x, y, judge).judgement.verdict


@given(st.lists(st.integers(0, 3), min_size=1), st.randoms(use_true_random=False))
def test_the_order_does_not_matter(numbers: list[int], random: Random) -> None:
    shuffled = random.sample(numbers, len(numbers))
    assert verdict([*numbers], [*shuffled]) is Verdict.SAME


def test_more_of_the_same_is_the_same() -> None:
    assert verdict([1, 2], [1, 2, 2, 1]) is Verdict.SAME
    assert verdict([1, 2], [1, 2, 3]) is Verdict.DIFFERENT
    assert verdict([1, 1, 2], [1, 2, 2]) is Verdict.DIFFERENT
    assert verdict([1, 2], [1, 1]) is Verdict.DIFFERENT


def test_what_differs_comes_in_pairs() -> None:
    before = [value("f", number) for number in (1, 2, 3)]
    after = [value("f", number) for number in (3, 4, 1, 5)]
    found = compare_contents(before, after, Judge(Tolerance()))
    assert found.pairs == ((before[1], after[1]),)
    assert found.only_before == ()
    assert found.only_after == (after[3],)
    assert found.has_leftovers


def test_what_is_undecided_comes_in_pairs() -> None:
    before = [opaque("f", "x"), opaque("f", "y"), value("f", 1)]
    after = [opaque("f", "y"), value("f", 1), opaque("f", "z")]
    found = compare_contents(before, after, Judge(Tolerance()))
    assert found.judgement.verdict is Verdict.UNDECIDED
    assert found.pairs == ((before[0], after[2]),)
    assert not found.has_leftovers


def test_failures_are_contents_too() -> None:
    before = [failed("f", "A"), value("f", 1)]
    after = [value("f", 1), failed("f", "A")]
    found = compare_contents(before, after, Judge(Tolerance()))
    assert found.judgement.verdict is Verdict.SAME


def test_within_a_tolerance_the_closest_come_together() -> None:
    assert verdict([1, 2, 3], [3.1, 1.1, 2.1], 0.2) is Verdict.SAME
    assert verdict([1, 2, 3], [3.1, 1.1, 2.5], 0.2) is Verdict.DIFFERENT
    assert verdict([1], [1.1, 0.9, 1], 0.2) is Verdict.SAME
    assert verdict([1], [1.1, 1.5], 0.2) is Verdict.DIFFERENT
    assert verdict([1, "a"], ["a", 1.1], 0.2) is Verdict.SAME


def test_a_lot_is_compared_in_linear_time() -> None:
    # Trying every pair would take 10 to the 10 comparisons.
    before = [value("f", number) for number in range(100_000)]
    after = [value("f", number + 1) for number in reversed(range(100_000))]
    found = compare_contents(before, after, Judge(Tolerance(0, 0.5)))
    assert found.pairs == ((before[0], after[0]),)
