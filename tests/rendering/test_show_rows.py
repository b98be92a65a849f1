"""Values and expressions as rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from exekall.rendering.show_rows import MARK_LENGTH, expression_rows, value_rows
from exekall.rendering.show_table import Row
from exekall.store.records import ExpressionState, RunState
from exekall.valuedb import ValueDB
from tests.rendering.databases import RUN, SERVED, Maker, kitchen, uuid


def test_a_value_that_was_not_computed_took_no_time(tmp_path: Path) -> None:
    database = ValueDB.from_path(kitchen(tmp_path))
    value = database.get_by_uuid(SERVED)
    nodes = [value.node.key]
    assert list(value_rows([value], nodes, database, loads=False)) == [
        Row(SERVED[:MARK_LENGTH], "skipped", None, "Flour[500]:Dough:steam:serve", "steam failed")
    ]


def test_a_node_that_nobody_told_of_has_its_full_id(tmp_path: Path) -> None:
    database = ValueDB.from_path(kitchen(tmp_path))
    (row,) = value_rows([database.get_by_uuid(SERVED)], [], database, loads=False)
    assert row.id.endswith(":bake.serve")


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (ExpressionState.COMPLETE, None),
        (ExpressionState.FAILED, None),
        (ExpressionState.NO_VALUE, "no value"),
        (ExpressionState.INTERRUPTED, "interrupted"),
        (ExpressionState.RUNNING, "interrupted"),
    ],
)
def test_expressions_without_an_end(tmp_path: Path, state: ExpressionState, word: str) -> None:
    with Maker(tmp_path, RUN, RunState.COMPLETE) as maker:
        maker.expression(maker.node("m.f"), state)
    rows = list(expression_rows(maker.open()))
    expected = [Row(uuid(1)[:MARK_LENGTH], word, 0.5, "f", "")] if word else []
    assert rows == expected


def test_an_expression_of_a_run_that_goes_on_is_running(tmp_path: Path) -> None:
    with Maker(tmp_path, RUN, RunState.RUNNING) as maker:
        maker.expression(maker.node("m.f"), ExpressionState.RUNNING)
    database = maker.open()
    states = {database.state_of(run) for run in database.runs}
    (row,) = expression_rows(database)
    assert row.outcome == ("running" if states == {RunState.RUNNING} else "interrupted")
