"""How much a number changed."""

from __future__ import annotations

import pytest

from exekall.comparison.change import Aspect, Change


def number(before: float, after: float) -> Change:
    return Change(Aspect.NUMBER, str(before), str(after), numbers=(before, after))


def test_difference_and_ratio() -> None:
    assert number(4, 5).difference == 1
    assert number(4, 5).ratio == 0.25
    assert number(-4, -5).ratio == -0.25


def test_nothing_is_no_share_of_nothing() -> None:
    assert number(0, 5).difference == 5
    assert number(0, 5).ratio is None


def test_texts_have_no_difference() -> None:
    change = Change(Aspect.TEXT, "a", "b")
    assert change.difference is None
    assert change.ratio is None


@pytest.mark.parametrize(("before", "after"), [(10**400, 1.5), (1.5, 10**400)])
def test_an_integer_beyond_floats(before: float, after: float) -> None:
    assert number(before, after).difference is None
    assert number(before, after).ratio is None


def test_a_ratio_beyond_floats() -> None:
    assert number(1, 10**400).difference == 10**400 - 1
    assert number(1, 10**400).ratio is None
