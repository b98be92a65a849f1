"""Which numbers are close enough."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exekall.comparison.tolerance import Tolerance

NUMBERS = st.one_of(st.integers(), st.floats())
LIMITS = st.floats(0, 10, allow_nan=False)


@given(NUMBERS, NUMBERS, LIMITS, LIMITS)
def test_the_order_does_not_matter(x: float, y: float, relative: float, absolute: float) -> None:
    tolerance = Tolerance(relative, absolute)
    assert tolerance.accepts(x, y) == tolerance.accepts(y, x)


@given(NUMBERS)
def test_a_number_is_close_to_itself(x: float) -> None:
    assert Tolerance().accepts(x, x)


@pytest.mark.parametrize(
    ("tolerance", "x", "y", "expected"),
    [
        (Tolerance(), 1, 1.0, True),
        (Tolerance(), 1, math.nextafter(1, 2), False),
        (Tolerance(), math.nan, math.nan, True),
        (Tolerance(1, 1), math.nan, 1, False),
        (Tolerance(1, 1), math.inf, 1, False),
        (Tolerance(0.1), 90, 100, True),
        (Tolerance(0.1), 89, 100, False),
        (Tolerance(0, 0.5), -0.25, 0.25, True),
        (Tolerance(0, 0.4), -0.25, 0.25, False),
        (Tolerance(0.1), 9 * 10**400, 10**401, True),
        (Tolerance(0.09), 9 * 10**400, 10**401, False),
        (Tolerance(0, 2), 10**400, 10**400 + 2, True),
        (Tolerance(0, 1), 10**400, 10**400 + 2, False),
    ],
)
def test_what_is_close(tolerance: Tolerance, x: float, y: float, expected: bool) -> None:
    assert tolerance.accepts(x, y) is expected


def test_without_limits_it_is_exact() -> None:
    assert Tolerance().is_exact
    assert not Tolerance(relative=0.1).is_exact
    assert not Tolerance(absolute=0.1).is_exact
