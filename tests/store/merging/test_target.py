"""The database that others are merged into."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from exekall.store.merging.target import MergeTarget
from tests.store.merge_inputs import writing_to


def a_type(target: MergeTarget, **changes: Any) -> dict[str, Any]:
    return {"key": target.new_key("type"), "name": "a.B", "bases": "[]"} | changes


def a_result(target: MergeTarget, expression: int) -> dict[str, Any]:
    key = target.new_key("result")
    return {"key": key, "expression": expression, "value": 7, "text": None}


def test_keys_begin_with_one_in_each_table(tmp_path: Path) -> None:
    with MergeTarget(tmp_path / "out") as target:
        keys = [target.new_key(table) for table in ("type", "type", "node", "type")]
    assert keys == [1, 2, 1, 3]


def test_rows_are_there_at_once(tmp_path: Path) -> None:
    with MergeTarget(tmp_path / "out") as target:
        for number in range(1_200):
            assert target.total("type") == number
            target.put("type", a_type(target))


def test_a_row_is_replaced(tmp_path: Path) -> None:
    with MergeTarget(tmp_path / "out") as target:
        target.put("type", a_type(target))
        target.put("type", a_type(target, key=1, name="c.D"))
        assert target.total("type") == 1
    with writing_to(tmp_path / "out") as connection:
        assert connection.execute("SELECT name FROM type").fetchall() == [("c.D",)]


def test_rows_that_belong_to_others(tmp_path: Path) -> None:
    with MergeTarget(tmp_path / "out") as target:
        for expression in (1, 2, 1):
            target.put("result", a_result(target, expression))
        assert [target.count("result", key) for key in (1, 2, 3)] == [2, 1, 0]
        target.remove("result", 1)
        assert [target.count("result", key) for key in (1, 2, 3)] == [0, 1, 0]


def test_rows_by_name(tmp_path: Path) -> None:
    buffer = {"key": 1, "digest": b"x", "size": 3, "codec": "raw", "stored": 3}
    with MergeTarget(tmp_path / "out") as target:
        assert target.find("buffer", b"x") is None
        target.put("buffer", buffer)
        assert target.find("buffer", b"x") == buffer
        assert target.find("buffer", b"y") is None


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_nothing_is_committed_after_a_failure(tmp_path: Path, error: type[BaseException]) -> None:
    def fail() -> None:
        with MergeTarget(tmp_path / "out") as target:
            target.put("type", a_type(target))
            raise error

    with pytest.raises(error):
        fail()
    with writing_to(tmp_path / "out") as connection:
        assert connection.execute("SELECT count(*) FROM type").fetchone() == (0,)


def test_nothing_is_left_open(tmp_path: Path) -> None:
    target = MergeTarget(tmp_path / "out")
    with target:
        target.put("type", a_type(target))
    with pytest.raises(sqlite3.ProgrammingError):
        target._connection.execute("SELECT 1")
