"""How one part of a value changed, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import unified_diff
from typing import Final

from exekall.comparison.change import Aspect, Change
from exekall.comparison.statistics import Method, StatisticalTest
from exekall.rendering.plain import cut, one_line, plain

__all__ = ["change_lines", "statistics_line"]

# Longer texts, and those of several lines, are shown as differences of lines.
_MAX_SHORT: Final = 200
_MAX_LINES: Final = 40
_MAX_COMPARED: Final = 1000
_CONTEXT: Final = 2
_MAX_WIDTH: Final = 500


def change_lines(change: Change, is_unmatched: bool = False) -> Iterator[str]:
    """Yield what a part was and is: on one line, or as a difference of lines.

    With *is_unmatched*, where it is known to be on one side only, just what it is.
    """
    before, after = change.before, change.after
    start = f"{one_line(change.path)}: " if change.path else ""
    if change.aspect is Aspect.CONTENT:
        yield f"looks the same, but is not: {_short(before or '')}"
    elif is_unmatched:
        yield _short(before or after or "")
    elif before is None or after is None:
        yield f"{start}{_one_sided(before, after)}"
    elif change.aspect is Aspect.COUNT:
        yield f"{before} -> {after} each time that the expression is executed"
    elif change.aspect is Aspect.TYPE:
        yield f"type: {_short(before)} -> {_short(after)}"
    elif "\n" in before + after or max(len(before), len(after)) > _MAX_SHORT:
        yield from _differing_lines(before, after)
    else:
        yield f"{start}{_short(before)} -> {_short(after)}{_by_how_much(change)}"


def _short(text: str) -> str:
    return cut(one_line(text), _MAX_WIDTH)


def _one_sided(before: str | None, after: str | None) -> str:
    if before is None:
        return f"appeared: {_short(after or '')}"
    return f"vanished: {_short(before)}"


def _by_how_much(change: Change) -> str:
    if change.difference is None:
        return ""
    try:
        return f" ({change.difference:+.6g}{_percentage(change.ratio)})"
    except OverflowError:  # an integer beyond all floats
        return ""


def _percentage(ratio: float | None) -> str:
    return "" if ratio is None else f", {100 * ratio:+.3g} %"


def _differing_lines(before: str, after: str) -> Iterator[str]:
    x, y = plain(before).splitlines(), plain(after).splitlines()
    if max(len(x), len(y)) > _MAX_COMPARED:
        # Comparing takes the square of the number of lines.
        start = max(0, next(_differing(x, y), min(len(x), len(y))) - _CONTEXT)
        x, y = (lines[start : start + _MAX_COMPARED] for lines in (x, y))
        yield f"from line {start + 1:,}:"
    lines = unified_diff(x, y, "before", "after", "", "", _CONTEXT, "")
    yield from _bounded([cut(line, _MAX_WIDTH) for line in lines])


def _differing(before: list[str], after: list[str]) -> Iterator[int]:
    """Yield the positions at which lines differ."""
    pairs = zip(before, after, strict=False)
    return (position for position, (x, y) in enumerate(pairs) if x != y)


def _bounded(lines: list[str]) -> Iterable[str]:
    if len(lines) <= _MAX_LINES:
        return lines
    return [*lines[:_MAX_LINES], f"... and {len(lines) - _MAX_LINES:,} more lines"]


def statistics_line(test: StatisticalTest) -> str:
    """Return what a statistical test found."""
    m, n = test.counts
    probability = f"p = {test.p_value:.2g}"
    if test.method is Method.FISHER:
        failed = f"{round(test.before * m):,} of {m:,} -> {round(test.after * n):,} of {n:,} failed"
        return f"{failed} (Fisher's exact test, {probability})"
    difference = test.after - test.before
    ratio = difference / abs(test.before) if test.before else None
    medians = f"median {test.before:.6g} -> {test.after:.6g}"
    size = f"{difference:+.3g}{_percentage(ratio)}"
    samples = f"{m:,} and {n:,} samples"
    return f"{medians} ({size}; Mann-Whitney U test of {samples}, {probability})"
