"""Samples by themselves."""

from __future__ import annotations

from exekall.comparison.sample import Sample, failure_of
from tests.comparison.samples import failed, skipped, value


def test_why_there_is_no_value() -> None:
    broken = failed("g", "KeyError")
    assert failure_of(broken) is broken.failure
    stage = skipped("h", {"ok": value("v", 1), "x": broken, "y": failed("z", "Other")})
    assert failure_of(skipped("f", {"x": stage})) is broken.failure
    assert failure_of(skipped("f", {})) is None
    assert failure_of(value("f", 1)) is None


def test_long_chains_have_a_short_text() -> None:
    found: Sample = failed("f", "KeyError")
    for _ in range(5000):
        found = skipped("f", {"x": found})
    assert failure_of(found) is not None
    assert len(repr(found)) < 1000
