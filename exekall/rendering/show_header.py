"""What is said of a database as a whole: its runs, how far they got, and what is lost."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from exekall.rendering.measures import duration_text, size_text, time_text
from exekall.rendering.plain import one_line
from exekall.rendering.store_errors import unavailable_text
from exekall.rendering.wording import counted, listed, place
from exekall.store.records import RunRecord, RunState
from exekall.valuedb.losses import Losses

__all__ = ["check_lines", "header_lines", "losses_lines"]

_MAX_RUNS: Final = 5


def header_lines(path: Path, runs: Sequence[tuple[RunRecord, RunState]]) -> list[str]:
    """Return which database it is, and when its runs were started by which commands."""
    lines = [f"Database {one_line(place(str(path)))}"]
    for run, state in runs[:_MAX_RUNS]:
        took = "" if run.ended is None else f", {duration_text(run.ended - run.started)}"
        lines.append(f"Run {one_line(run.uuid)}: {state}, {time_text(run.started)}{took}")
        if run.command:
            lines.append(f"  {one_line(shlex.join(run.command))}")
    if len(runs) > _MAX_RUNS:
        lines.append(f"and {counted(len(runs) - _MAX_RUNS, 'more run', 'more runs')}")
    return lines


def losses_lines(losses: Losses) -> list[str]:
    """Return what of the database is lost; nothing where nothing is."""
    lines = []
    if losses.buffers:
        size = size_text(sum(buffer.stored for buffer in losses.buffers))
        files = counted(len(losses.buffers), "file")
        lines.append(
            f"Missing: {files} of large buffers ({size}), without which values do not load"
        )
    if losses.values:
        values = counted(len(losses.values), "value")
        lines.append(f"Damaged: {values} cannot be read: {listed(losses.values)}")
    others = sum(1 for row in losses.rows if row.uuid is None)
    if others:
        lines.append(f"Damaged: {counted(others, 'row')} of other things cannot be read")
    return lines


def check_lines(losses: Losses) -> list[str]:
    """Return what reading everything found: a line for each value that does not load."""
    lines = losses_lines(losses)
    return [*lines, *map(unavailable_text, losses.objects)] or ["Everything can be read."]
