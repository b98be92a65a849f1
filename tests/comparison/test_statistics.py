"""Statistical tests, against counting all possibilities."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exekall.comparison.statistics import (
    Method,
    can_be_significant,
    compare_numbers,
    compare_rates,
    has_scipy,
)
from tests.oracle.comparison import fisher, mann_whitney


@pytest.mark.parametrize("counts", [(1, 1), (2, 3), (4, 4), (3, 6)])
def test_fisher(counts: tuple[int, int]) -> None:
    for failed in itertools.product(range(counts[0] + 1), range(counts[1] + 1)):
        found = compare_rates(failed, counts)
        assert found.p_value == pytest.approx(fisher(failed, counts))
        assert found.method is Method.FISHER
        assert (found.before, found.after) == (failed[0] / counts[0], failed[1] / counts[1])


@settings(deadline=None)
@given(st.lists(st.floats(-9, 9), min_size=2, max_size=8, unique=True), st.data())
def test_mann_whitney(numbers: list[float], data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(numbers) - 1))
    before, after = numbers[:size], numbers[size:]
    found = compare_numbers(before, after)
    assert found.p_value == pytest.approx(mann_whitney(before, after))
    larger = sum(y > x for x in before for y in after)
    assert found.effect == pytest.approx(larger / len(before) / len(after))
    assert found.counts == (len(before), len(after))


@pytest.mark.parametrize("counts", list(itertools.product(range(1, 6), repeat=2)))
def test_what_can_be_significant(counts: tuple[int, int]) -> None:
    m, n = counts
    least = mann_whitney(range(m), range(m, m + n))
    assert can_be_significant(m, n, least)
    assert not can_be_significant(m, n, least * 0.999)


def test_nothing_is_significant_at_zero() -> None:
    assert not can_be_significant(500, 500, 0)


def test_scipy_is_here() -> None:
    assert has_scipy()
