"""The header says which runs, how far they got, and what is lost."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from exekall.rendering.show_header import check_lines, header_lines, losses_lines
from exekall.store.damage import Damage
from exekall.store.errors import ValueProblem, ValueUnavailable
from exekall.store.records import BufferRecord, RunState
from exekall.valuedb.losses import Losses
from tests.rendering.databases import RUN, uuid

PATH = Path("/kitchen/VALUE_DB.sqlite")


def test_a_run() -> None:
    database, run, command = header_lines(PATH, [(RUN, RunState.COMPLETE)])
    assert database == "Database /kitchen/VALUE_DB.sqlite"
    assert re.fullmatch(rf"Run {RUN.uuid}: complete, 2001-09-\d\d \d\d:\d\d:40, 2.50 s", run)
    assert command == "  exekall run bake.py --select '*bake'"


def test_states() -> None:
    running = replace(RUN, ended=None, command=())
    for state in RunState:
        assert f": {state}, 2001" in header_lines(PATH, [(running, state)])[1]


def test_only_some_of_many_runs_are_told() -> None:
    lines = header_lines(PATH, [(replace(RUN, command=()), RunState.COMPLETE)] * 7)
    assert len(lines) == 1 + 5 + 1
    assert lines[-1] == "and 2 more runs"


def test_commands_do_nothing_to_the_terminal() -> None:
    odd = replace(RUN, command=("exekall", "\x1b[2J\nx"))
    assert not any(
        "\x1b" in line or "\n" in line for line in header_lines(PATH, [(odd, RunState.COMPLETE)])
    )


def test_losses_are_named() -> None:
    buffers = (BufferRecord(b"1", 3_000_000, "zlib", 1_000_000),) * 2
    rows = (Damage("value", 1, uuid(1)), Damage("log", 7))
    problem = ValueUnavailable(ValueProblem.DAMAGED, uuid(2))
    losses = Losses(buffers, rows, (problem,))
    missing, values, others = losses_lines(losses)
    assert missing.startswith("Missing: 2 files of large buffers (2.00 MB)")
    assert values == f"Damaged: 2 values cannot be read: {uuid(1)} and {uuid(2)}"
    assert others == "Damaged: 1 row of other things cannot be read"
    assert check_lines(losses)[:3] == [missing, values, others]
    assert uuid(2) in check_lines(losses)[3]


def test_no_losses() -> None:
    assert not Losses()
    assert losses_lines(Losses()) == []
    assert check_lines(Losses()) == ["Everything can be read."]
