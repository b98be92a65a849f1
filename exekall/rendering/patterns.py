"""Patterns that match nothing, in words."""

from __future__ import annotations

from collections.abc import Iterable

from exekall.patterns import UnusedPattern
from exekall.rendering.wording import either

__all__ = ["unused_pattern_lines"]


def unused_pattern_lines(option: str, patterns: Iterable[UnusedPattern]) -> list[str]:
    """Return one warning for each pattern that was given to *option* and matches nothing."""
    lines = []
    for unused in patterns:
        line = f"{option} '{unused.pattern}' matches nothing"
        if unused.near_misses:
            line += f"; did you mean {either(unused.near_misses)}?"
        lines.append(line)
    return lines
