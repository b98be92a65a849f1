"""Measures are short, and say what they mean."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exekall.rendering.measures import duration_text, size_text, time_text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 us"),
        (-1e-9, "0 us"),
        (43e-6, "43 us"),
        (999.4e-6, "999 us"),
        (999.6e-6, "1.00 ms"),
        (0.0012, "1.20 ms"),
        (0.0123, "12.3 ms"),
        (0.123, "123 ms"),
        (0.9996, "1.00 s"),
        (9.996, "10.0 s"),
        (59.94, "59.9 s"),
        (59.96, "1 min 00 s"),
        (200, "3 min 20 s"),
        (3599.4, "59 min 59 s"),
        (3599.6, "1 h 00 min"),
        (90_000, "25 h 00 min"),
    ],
)
def test_durations(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.00 kB"),
        (12_345, "12.3 kB"),
        (999_600, "1.00 MB"),
        (3_000_000_000, "3.00 GB"),
        (5 * 10**15, "5000 TB"),
    ],
)
def test_sizes(size: int, text: str) -> None:
    assert size_text(size) == text


@given(st.floats(0, 1e9))
def test_a_duration_is_about_what_its_text_says(seconds: float) -> None:
    units = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "min": 60.0, "h": 3600.0}
    words = duration_text(seconds).split()
    told = sum(float(n) * units[unit] for n, unit in zip(words[::2], words[1::2], strict=True))
    assert math.isclose(told, seconds, rel_tol=0.01, abs_tol=1e-6)


def test_times() -> None:
    assert time_text(1e9).startswith("2001-09-")
    assert time_text(1e300) == "1e+300 s"
