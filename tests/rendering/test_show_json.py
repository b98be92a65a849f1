"""The documents for machines have the keys that the manual promises."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from exekall.rendering.show_json import database_json, expression_json, value_json
from exekall.store.records import BufferRecord, RunState
from exekall.valuedb import FrozenExprVal, ValueDB
from exekall.valuedb.losses import Losses
from tests.rendering.databases import (
    BAKING,
    BREAD,
    DOUGH,
    FLOUR,
    RUN,
    SERVED,
    STEAMED,
    Maker,
    kitchen,
    uuid,
)

VALUE_KEYS = {
    *("uuid", "id", "qualified_id", "full_id", "outcome", "duration", "operator", "type", "bases"),
    *("product", "tags", "text", "repr", "json", "size", "digest", "is_stale", "is_hidden"),
    *("refusal", "failure", "expression", "run", "params"),
}


NOTHING_LOST = Losses()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[ValueDB]:
    with ValueDB.from_path(kitchen(tmp_path)) as database:
        yield database


def read(lines: Iterator[str]) -> dict[str, Any]:
    def refused(constant: str) -> None:
        raise ValueError(constant)

    found: dict[str, Any] = json.loads("\n".join(lines), parse_constant=refused)
    return found


def document(database: ValueDB, losses: Losses = NOTHING_LOST) -> dict[str, Any]:
    runs = [(run, RunState.COMPLETE) for run in database.runs]
    values = database.get_roots()
    return read(database_json(Path("x"), runs, losses, database.expressions, values))


def test_a_database(database: ValueDB) -> None:
    found = document(database)
    assert set(found) == {
        *("format", "database", "runs", "missing_buffers", "damaged_rows", "lost_values"),
        *("expressions", "values"),
    }
    (run,) = found["runs"]
    assert run["uuid"] == RUN.uuid
    assert run["command"] == list(RUN.command)
    assert [one["state"] for one in found["expressions"]].count("no-value") == 1
    assert [value["uuid"] for value in found["values"]] == [BREAD, STEAMED, SERVED]
    assert all(set(value) == VALUE_KEYS for value in found["values"])


def test_losses(database: ValueDB) -> None:
    found = document(database, Losses((BufferRecord(b"\1", 12, "raw", 12),)))
    assert found["missing_buffers"] == [{"digest": "01", "size": 12}]


def test_no_values(tmp_path: Path) -> None:
    with Maker(tmp_path) as maker:
        maker.node("m.f")
    with maker.open() as database:
        assert document(database)["values"] == []


def test_a_value(database: ValueDB) -> None:
    found = read(value_json(database.get_by_uuid(BREAD), Path("/kitchen")))
    assert set(found) == VALUE_KEYS | {"format", "log", "artifacts", "ancestry"}
    assert found["json"] == {"weight": 459}
    assert found["params"] == {"self": DOUGH}
    assert [one["uuid"] for one in found["ancestry"]] == [FLOUR, DOUGH]
    assert found["ancestry"][0]["tags"] == {"": "500"}
    assert found["artifacts"] == "/kitchen"
    assert found["failure"] is None


def test_a_failure(database: ValueDB) -> None:
    found = read(value_json(database.get_by_uuid(STEAMED)))
    assert found["failure"]["traceback"].startswith("Traceback")
    assert found["failure"]["args"] == ["'too wet'"]
    assert found["log"][0]["text"] == "hot\nand wet"
    assert found["outcome"] == "failed"


def test_an_expression(database: ValueDB) -> None:
    (expression,) = (found for found in database.expressions if found.uuid == BAKING)
    values = [database.get_by_uuid(BREAD)]
    found = read(expression_json(expression, values, None))
    assert found["uuid"] == BAKING
    assert [value["uuid"] for value in found["values"]] == [BREAD]


def test_loading_says_what_came_of_it(database: ValueDB) -> None:
    found = read(value_json(database.get_by_uuid(BREAD), loads=True))
    assert BREAD in found["loaded"]
    assert "loaded" not in read(value_json(database.get_by_uuid(SERVED), loads=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[1, NaN, 1e999]", [1, None, None]),
        ("[" * 100_000, None),
        ("not JSON", None),
        ("1" * 5_000, None),
    ],
    ids=["constants", "depth", "nonsense", "digits"],
)
def test_odd_json_is_no_trouble(tmp_path: Path, text: str, expected: object) -> None:
    with Maker(tmp_path) as maker:
        maker.value(maker.node("m.f"), json=text)
    with maker.open() as database:
        value: FrozenExprVal = database.get_by_uuid(uuid(1))
        assert read(value_json(value))["json"] == expected
