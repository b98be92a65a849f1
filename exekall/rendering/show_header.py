"""What is said of a database as a whole: its runs, how far they got, and what is lost."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from exekall.rendering.measures import duration_text, size_text, time_text
from exekall.rendering.plain import one_line
from exekall.rendering.wording import counted, place
from exekall.store.records import BufferRecord, RunRecord, RunState

__all__ = ["header_lines", "missing_lines"]

_MAX_RUNS: Final = 5

_STATES: Final = {
    RunState.COMPLETE: "complete",
    RunState.RUNNING: "still running: there will be more",
    RunState.INTERRUPTED: "interrupted: what it stored before is here",
}


def header_lines(path: Path, runs: Sequence[tuple[RunRecord, RunState]]) -> list[str]:
    """Return which database it is, and when its runs were started by which commands."""
    lines = [f"Database {one_line(place(str(path)))}"]
    for run, state in runs[:_MAX_RUNS]:
        took = "" if run.ended is None else f", {duration_text(run.ended - run.started)}"
        lines.append(f"Run {one_line(run.uuid)}, {time_text(run.started)}{took}, {_STATES[state]}")
        if run.command:
            lines.append(f"  {one_line(shlex.join(run.command))}")
    if len(runs) > _MAX_RUNS:
        lines.append(f"and {counted(len(runs) - _MAX_RUNS, 'more run', 'more runs')}")
    return lines


def missing_lines(buffers: Iterable[BufferRecord]) -> list[str]:
    """Return that files of large buffers are not there; nothing where all are."""
    sizes = [buffer.stored for buffer in buffers]
    if not sizes:
        return []
    files = f"{counted(len(sizes), 'file')} of large buffers ({size_text(sum(sizes))})"
    return [f"Missing: {files}; values that need them cannot be loaded"]
