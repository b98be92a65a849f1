"""Measures as people read them: durations, sizes, points in time."""

from __future__ import annotations

import time
from typing import Final

__all__ = ["duration_text", "size_text", "time_text"]

_SIZES: Final = ("kB", "MB", "GB", "TB")


def duration_text(seconds: float) -> str:
    """Return a duration in three digits or so: ``43 us``, ``1.20 ms``, ``3 min 20 s``."""
    if seconds >= 3599.5:
        minutes = round(seconds / 60)
        return f"{minutes // 60} h {minutes % 60:02} min"
    if seconds >= 59.95:
        whole = round(seconds)
        return f"{whole // 60} min {whole % 60:02} s"
    for unit, factor in (("s", 1.0), ("ms", 1e3)):
        if seconds * factor >= 0.9995:
            return f"{_three_digits(seconds * factor)} {unit}"
    return f"{round(max(0.0, seconds) * 1e6)} us"


def size_text(size: int) -> str:
    """Return a number of bytes in powers of 1,000: ``512 B``, ``1.20 MB``."""
    if size < 1000:
        return f"{size} B"
    power = 1
    while power < len(_SIZES) and size >= 999.5 * 1000**power:
        power += 1
    return f"{_three_digits(size / 1000**power)} {_SIZES[power - 1]}"


def time_text(seconds: float) -> str:
    """Return a point in time, given in seconds since the epoch, in local time."""
    try:
        return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(seconds))
    except (OverflowError, OSError, ValueError):  # no clock ever told such a time
        return f"{seconds} s"


def _three_digits(amount: float) -> str:
    if amount < 9.995:
        return f"{amount:.2f}"
    return f"{amount:.1f}" if amount < 99.95 else f"{amount:.0f}"
