"""The summary: a header, a table, and how much there is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from exekall.rendering.show_summary import Summary, nothing_line
from exekall.store.records import ExpressionState, RunState
from exekall.valuedb import ValueDB
from tests.rendering.databases import BREAD, STEAMED, Maker, kitchen


@pytest.fixture
def database(tmp_path: Path) -> Iterator[ValueDB]:
    with ValueDB.from_path(kitchen(tmp_path)) as database:
        yield database


FAILED = "ValueError: too wet (bake.py:4)"
TABLE = [
    "UUID          OUTCOME   DURATION  ID                            RESULT",
    "400000000000  computed   1.20 ms  Flour[500]:Dough:bake         459 g of bread",
    f"600000000000  failed     1.20 ms  {'Flour[500]:Dough:steam':28}  {FAILED}",
    "800000000000  skipped             Flour[500]:Dough:steam:serve  steam failed",
    "900000000000  no value    500 ms  empty",
    "",
    "3 results: 1 computed, 1 failed, 1 skipped; 1 expression without an end or a value.",
]


def test_results(database: ValueDB) -> None:
    lines = list(Summary(database, database.get_roots()).lines())
    assert lines[0].startswith("Database ")
    assert ": complete, " in lines[1]
    assert lines[3] == ""
    assert lines[4:] == TABLE


def test_all_values(database: ValueDB) -> None:
    lines = list(Summary(database, database.get_all(), are_all=True).lines())
    assert [line.split()[0] for line in lines[5:7]] == ["200000000000", "300000000000"]
    assert lines[-1].startswith("5 values: 3 computed, 1 failed, 1 skipped; 1 expression ")


def test_some_results(database: ValueDB) -> None:
    summary = Summary(database, database.get_roots(), lambda value: value.uuid == BREAD)
    assert list(summary.table())[1:] == [
        "400000000000  computed   1.20 ms  Flour[500]:Dough:bake  459 g of bread",
        "",
        "1 of 3 results: 1 computed.",
    ]
    assert summary.shown == 1


def test_no_results(database: ValueDB) -> None:
    assert list(Summary(database, [], lambda _: True).table()) == ["0 of no results."]
    assert list(Summary(database, []).table()) == ["No results."]


@pytest.mark.parametrize("width", [60, 80, 100])
def test_fits_the_terminal(database: ValueDB, width: int) -> None:
    lines = Summary(database, database.get_roots()).table(width)
    assert all(len(line) <= width for line in list(lines)[:-1])


def test_an_expression_that_was_running_when_its_run_ended_was_interrupted(tmp_path: Path) -> None:
    with Maker(tmp_path, state=RunState.INTERRUPTED) as maker:
        maker.expression(maker.node("m.f"), ExpressionState.RUNNING, duration=None)
    database = maker.open()
    lines = list(Summary(database, database.get_roots()).lines())
    assert ": interrupted, " in lines[1]
    assert lines[-3] == "100000000000  interrupted            f"


def test_json_is_one_document_with_what_the_table_has(database: ValueDB) -> None:
    lines = list(Summary(database, database.get_roots()).json())
    found = json.loads("\n".join(lines))
    assert [value["id"] for value in found["values"]][1] == "Flour[500]:Dough:steam"
    assert found["values"][1]["uuid"] == STEAMED
    assert len(lines) == 1 + 3


def test_nothing() -> None:
    assert nothing_line(0, is_all=True) == "no value is like that"
    assert nothing_line(0, is_all=False) == "no result is like that"
    assert "1 intermediate value is; --all" in nothing_line(1, is_all=False)
    assert "2 intermediate values are; --all" in nothing_line(2, is_all=False)
