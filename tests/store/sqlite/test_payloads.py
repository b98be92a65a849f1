"""Stored objects of values."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from exekall.store.errors import ValueProblem, ValueUnavailable
from exekall.store.records import (
    DB_FILENAME,
    BufferRecord,
    Outcome,
    PayloadKind,
    Reference,
    Refusal,
    Stored,
)
from exekall.store.sqlite.database import connect
from exekall.store.sqlite.payloads import Payloads
from exekall.store.sqlite.tables import Tables
from tests.store.databases import digest, value_record, writing

BUFFER = BufferRecord(digest("buffer"), 10, "raw", 10)
STORED = [
    Stored(PayloadKind.PICKLE, b"first"),
    Stored(PayloadKind.DILL, b"", (BUFFER, BUFFER), (Reference(1), Reference(1, 5))),
    Stored(PayloadKind.PICKLE, b"x" * 200_000),
    Stored(PayloadKind.PICKLE, b"last"),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with writing(tmp_path) as writer:
        for number, stored in enumerate(STORED):
            writer.add_value(value_record(writer, number), stored)
        skipped = value_record(writer, 10, outcome=Outcome.SKIPPED)
        writer.add_value(skipped, None)
        refused = value_record(writer, 11, refusal=Refusal(".a", "b", "c"))
        writer.add_value(refused, None)
        writer.add_value(value_record(writer, 12), None, is_lost=True)
    return tmp_path / DB_FILENAME


@pytest.fixture
def tables(path: Path) -> Iterator[Tables]:
    with closing(connect(path, "ro")) as connection:
        yield Tables(connection, path)


def problems(tables: Tables) -> dict[int, ValueProblem | None]:
    payloads = Payloads(tables)
    found: dict[int, ValueProblem | None] = {}
    for row in tables.scan("value"):
        try:
            stored = payloads.stored(row)
        except ValueUnavailable as error:
            found[row[0]] = error.problem
        else:
            assert stored == STORED[row[0] - 1]
            found[row[0]] = None
    return found


WHOLE = {
    1: None,
    2: None,
    3: None,
    4: None,
    5: ValueProblem.NOT_COMPUTED,
    6: ValueProblem.UNSERIALISABLE,
    7: ValueProblem.DAMAGED,
}


def test_objects(tables: Tables) -> None:
    assert problems(tables) == WHOLE


@pytest.mark.parametrize(
    ("statement", "lost"),
    [
        ("UPDATE block SET data = x'00' WHERE key = 1", {1, 2, 3}),
        ("DELETE FROM block WHERE key = 2", {4}),
        ("UPDATE buffer SET size = 5", {2}),
    ],
)
def test_what_is_lost_with_a_row(
    path: Path, tables: Tables, statement: str, lost: set[int]
) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)
    assert problems(tables) == WHOLE | dict.fromkeys(lost, ValueProblem.DAMAGED)
