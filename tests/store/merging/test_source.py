"""Reading a database row by row, for merging."""

from __future__ import annotations

from pathlib import Path

import pytest

from exekall.store.errors import StoreError, StoreProblem
from exekall.store.merging.source import NOWHERE, MergeSource, fields_of
from exekall.store.records import RunState
from exekall.store.sqlite.schema import TABLES
from tests.store.databases import make_database
from tests.store.merge_inputs import Run, writing_to


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make_database(tmp_path, 700)


@pytest.mark.parametrize("table", TABLES)
def test_rows(path: Path, table: str) -> None:
    with MergeSource(path) as source, writing_to(path) as connection:
        expected = connection.execute(f"{TABLES[table].select} ORDER BY key").fetchall()
        found = list(source.rows(table))
        assert found == [fields_of(table, row) for row in expected]
        assert source.lost == 0
        for row in found[:10]:
            assert source.row(table, row["key"]) == row


def test_fields_are_in_the_order_of_the_columns(path: Path) -> None:
    with MergeSource(path) as source:
        [run] = (row for row, _ in source.runs())
    assert tuple(run) == TABLES["run"].names[:-1]


def test_blocks(path: Path) -> None:
    with MergeSource(path) as source:
        block = source.block(1)
        assert block is not None
        row, content = block
        assert row["size"] == len(content)
        assert source.block(NOWHERE) is None
        assert source.lost == 0


def test_what_is_lost_is_counted_once(path: Path) -> None:
    with writing_to(path) as connection:
        connection.execute("UPDATE value SET repr = 'x' WHERE key IN (3, 5, 900)")
        connection.execute("UPDATE block SET data = x'00' WHERE key = 1")
        connection.execute("DELETE FROM failure WHERE key = 1")
    with MergeSource(path) as source:
        for _ in range(2):
            assert not {3, 5, 900} & {row["key"] for row in source.rows("value")}
            assert source.block(1) is None
            assert source.row("failure", 1) is None
        assert source.lost == 5


def test_results_of_an_expression(path: Path) -> None:
    with MergeSource(path) as source:
        results = list(source.rows("result"))
        assert source.count("result", 1) == len(results) > 0
        assert source.count("result", 2) == 0


@pytest.mark.parametrize("is_closed", [False, True])
def test_how_far_runs_got(tmp_path: Path, is_closed: bool) -> None:
    run = Run(tmp_path, 1_000)
    if is_closed:
        run.close()
    with MergeSource(tmp_path) as source:
        assert source.path == run.path
        [(row, state)] = source.runs()
        assert row["uuid"].hex() == run.uuid
        assert state is (RunState.COMPLETE if is_closed else RunState.RUNNING)
    run.close()


def test_a_run_that_goes_on_is_read_as_it_is(tmp_path: Path) -> None:
    run = Run(tmp_path, 1_000)
    run.add([1], 1_010)
    run.writer.flush()
    with MergeSource(tmp_path) as source:
        for number in range(3):
            run.add([2], 1_011 + number)
            run.writer.flush()
            assert [row["key"] for row in source.rows("value")] == [1]
            assert len(list(source.rows("result"))) == 1
        assert source.lost == 0
    run.close()
    with MergeSource(tmp_path) as source:
        assert len(list(source.rows("value"))) == 4


def test_no_database(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as error:
        MergeSource(tmp_path)
    assert error.value.problem is StoreProblem.MISSING
