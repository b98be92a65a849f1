"""What is to be known about a comparison besides what it found."""

from __future__ import annotations

from exekall.rendering.wording import counted
from exekall.store.records import RunState

__all__ = ["damage_lines", "incomplete_note", "scipy_lines"]

_STATES = {
    RunState.RUNNING: "is still being written; what is there by now is compared",
    RunState.INTERRUPTED: "was interrupted; what was stored before is compared",
}


def incomplete_note(name: str, state: RunState) -> str:
    """Return that a database lacks what its run did not come to."""
    return f"{name} {_STATES[state]}"


def damage_lines(name: str, rows: int) -> list[str]:
    """Return that *rows* of a database cannot be read."""
    return [
        f"{name} is damaged: {counted(rows, 'row')} cannot be read, which leaves values out",
        "  Where nothing else differs, the exit code is 2.",
    ]


def scipy_lines() -> list[str]:
    """Return that several samples cannot be compared, and how they could be."""
    return [
        "comparing several samples needs SciPy, which is not installed",
        "  Install it with: pip install 'exekall[stats]'",
    ]
