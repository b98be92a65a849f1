"""Rows of files that may be damaged; :mod:`tests.store.test_damage` damages them at random."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from exekall.store.errors import StoreError
from exekall.store.sqlite.checks import sealed
from exekall.store.sqlite.database import connect, create
from exekall.store.sqlite.schema import TABLES
from exekall.store.sqlite.tables import Tables

PAGE = 4096
COUNT = 20_000


def log_row(key: int) -> tuple[object, ...]:
    return sealed("log", (key, key % 1000, 0.0, "INFO", "package", f"text {key}" * 10))


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("log") / "file.sqlite"
    create(path, {})
    with closing(sqlite3.connect(path)) as connection, connection:
        rows = [log_row(key) for key in range(1, COUNT + 1)]
        connection.executemany(TABLES["log"].insert, rows)
    return path.read_bytes()


@pytest.fixture
def path(content: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "file.sqlite"
    path.write_bytes(content)
    return path


@pytest.fixture
def tables(path: Path) -> Iterator[Tables]:
    with closing(connect(path, "ro")) as connection:
        yield Tables(connection, path)


def damage(path: Path, kind: int) -> int:
    """Overwrite the first page of a kind that has rows of the log; return how many there were.

    Kinds are 13, rows of a table, and 5, a page that leads to these, but for the topmost one.
    """
    content = bytearray(path.read_bytes())
    for start in range(PAGE, len(content), PAGE):
        page = bytes(content[start : start + PAGE])
        cells = int.from_bytes(page[3:5], "big")
        is_topmost = kind == 5 and cells < 20
        if page[0] == kind and cells and not is_topmost and (kind == 5 or b"package" in page):
            content[start : start + PAGE] = bytes(PAGE)
            path.write_bytes(content)
            return cells
    raise AssertionError("no such page")


def test_rows(tables: Tables) -> None:
    assert tables.row("log", 5) == log_row(5)
    assert tables.row("log", COUNT + 1) is None
    assert tables.has("log", 5)
    assert not tables.has("log", COUNT + 1)
    assert tables.rows_by("log", 7) == [log_row(key) for key in range(7, COUNT, 1000)]
    assert tables.rows_by("log", 1000) == []
    assert list(tables.scan("log")) == [log_row(key) for key in range(1, COUNT + 1)]
    assert dict(tables.indexed("log")) == {key: key % 1000 for key in range(1, COUNT + 1)}
    assert list(tables.scan("value")) == []


def test_a_changed_row_is_left_out(path: Path, tables: Tables) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE log SET text = 'changed' WHERE key IN (7, 8, 1007)")
    assert tables.row("log", 7) is None
    assert tables.has("log", 7)
    assert [row[0] for row in tables.rows_by("log", 7)] == list(range(2007, COUNT, 1000))
    keys = [row[0] for row in tables.scan("log")]
    assert keys == [key for key in range(1, COUNT + 1) if key not in {7, 8, 1007}]


def test_a_page_of_rows_is_left_out(path: Path, tables: Tables) -> None:
    lost = damage(path, 13)
    rows = list(tables.scan("log"))
    assert len(rows) == COUNT - lost
    assert rows == [log_row(row[0]) for row in rows]


def test_a_page_that_leads_to_others(path: Path, tables: Tables) -> None:
    pages = damage(path, 5)
    rows = list(tables.scan("log"))
    assert rows == [log_row(row[0]) for row in rows]
    # Pages have at most some thirty rows.
    assert COUNT - (pages + 1) * 40 <= len(rows) < COUNT


def test_what_is_found_without_an_index(path: Path, tables: Tables) -> None:
    buffer = sealed("buffer", (1, b"digest", 1, "raw", 1))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(TABLES["buffer"].insert, buffer)
        # As if the index had lost it.
        [definition] = connection.execute(
            "SELECT sql FROM sqlite_master WHERE name = 'buffer_digest'"
        ).fetchone()
        connection.execute("DROP INDEX buffer_digest")
        connection.execute(f"{definition} WHERE key > 1")
    assert tables.rows_by("buffer", b"digest") == [buffer]
    assert tables.rows_by("buffer", b"another") == []


def test_endless_queries_are_given_up(tables: Tables) -> None:
    endless = (
        "WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number) "
        "SELECT n FROM number WHERE n < ?"
    )
    assert tables._fetch(endless, 0) == ([], False)


def test_a_closed_file(path: Path) -> None:
    connection = connect(path, "ro")
    tables = Tables(connection, path)
    connection.close()
    with pytest.raises(StoreError):
        tables.row("log", 1)


def test_a_table_whose_schema_was_changed(path: Path) -> None:
    """Without its key, it looks as if it were empty."""
    content = path.read_bytes()
    before = b"CREATE TABLE log (  -- what was logged while a value was computed\n  key INTEGER"
    assert content.count(before) == 1
    path.write_bytes(content.replace(before, before[:-1] + b"X"))
    with closing(connect(path, "ro")) as connection:
        tables = Tables(connection, path)
        assert tables.broken == {"log"}
        assert list(tables.scan("log")) == []
