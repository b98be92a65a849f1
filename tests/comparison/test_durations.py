"""Durations that are told."""

from __future__ import annotations

import pytest

from exekall.comparison.durations import duration_changes
from exekall.comparison.sample import Sample
from tests.comparison.samples import failed, value


def runs(*durations: float, name: str = "f") -> list[Sample]:
    return [value(name, 1, duration=duration) for duration in durations]


@pytest.mark.parametrize(
    ("before", "after", "is_told"),
    [
        ((1.0,), (2.0,), True),
        ((2.0,), (1.0,), True),
        ((1.0,), (1.4,), False),
        ((0.01,), (0.09,), False),
        ((0.0,), (0.2,), True),
        ((1.0, 1.0, 9.0), (1.0,), False),
    ],
)
def test_by_ratio_and_difference_of_the_medians(
    before: tuple[float, ...], after: tuple[float, ...], is_told: bool
) -> None:
    assert bool(duration_changes(runs(*before), runs(*after), 1.5)) is is_told


def test_the_largest_difference_comes_first() -> None:
    before = [*runs(1, name="f"), *runs(5, name="g"), *runs(1, name="h")]
    after = [*runs(2, name="f"), *runs(1, name="g"), *runs(1, name="h")]
    found = duration_changes(before, after, 1.5)
    assert [(each.shown, each.before, each.after) for each in found] == [("g", 5, 1), ("f", 1, 2)]


def test_what_failed_or_is_missing_has_no_duration() -> None:
    assert not duration_changes(runs(1), [failed("f", duration=9.0)], 1.5)
    assert not duration_changes(runs(1), [], 1.5)
