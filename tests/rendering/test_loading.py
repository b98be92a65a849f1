"""What is said of values that cannot be loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from exekall.loaded.errors import LoadError, LoadProblem
from exekall.rendering.loading import load_lines, lost_value_line
from exekall.store.errors import ValueProblem, ValueUnavailable
from tests.loaded.meals import held, library

LOST = [("stove", ValueUnavailable(ValueProblem.BUFFER_MISSING, "u"))]


@pytest.mark.parametrize("problem", LoadProblem)
def test_every_problem_has_a_text(problem: LoadProblem) -> None:
    [first, *rest] = load_lines(LoadError(problem, "WORD", ["one", "two"], "a.name", LOST))
    assert first.endswith(("one' or 'two'?", "one and two"))
    assert rest[0].startswith("  stove: the value u cannot be loaded")
    assert not any(line.startswith(" ") for line in [first])


def test_what_was_asked_for_is_named() -> None:
    [line] = load_lines(LoadError(LoadProblem.NO_TYPE, "*Tee", ["Tea"]))
    assert line == (
        "--load-type '*Tee' matches the type of no value in the database; did you mean 'Tea'?"
    )


def test_many_are_cut() -> None:
    lines = load_lines(LoadError(LoadProblem.NOTHING_LEFT, lost=LOST * 30))
    assert len(lines) == 12
    assert lines[-1] == "  and 20 more"


def test_one_that_is_left_out(tmp_path: Path) -> None:
    with library(tmp_path) as found:
        stove = held(found, "Stove")
        why = stove.objection()
        assert why is not None
        line = lost_value_line(stove, why)
    assert line.startswith(f"a tests.loaded.kitchen.Stove is left out: the value {stove.uuid} ")
    assert "(.flame)" in line
