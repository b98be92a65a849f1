"""Patterns that match nothing."""

from __future__ import annotations

from exekall.patterns import UnusedPattern
from exekall.rendering.patterns import unused_pattern_lines


def test_near_misses_are_offered() -> None:
    patterns = [UnusedPattern("a*"), UnusedPattern("!b", ("bb", "bc"))]
    assert unused_pattern_lines("--select", patterns) == [
        "--select 'a*' matches nothing",
        "--select '!b' matches nothing; did you mean 'bb' or 'bc'?",
    ]
