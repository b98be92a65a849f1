"""The tables as SQLite sees them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from exekall.store.sqlite.schema import APPLICATION_ID, MIGRATIONS, TABLES, VERSION, Table, schema


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        for statement in schema():
            connection.execute(statement)
        yield connection


def test_the_file_says_what_it_is(connection: sqlite3.Connection) -> None:
    assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)
    assert APPLICATION_ID.to_bytes(4, "big") == b"exek"


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_tables(connection: sqlite3.Connection, table: Table) -> None:
    found = connection.execute(f"PRAGMA table_info({table.name})").fetchall()
    assert tuple(name for _, name, *_ in found) == table.names
    assert (table.names[0], table.names[-1]) == ("key", "checksum")
    assert all(table.position(name) == place for place, name, *_ in found)
    indexes = connection.execute(f"PRAGMA index_list({table.name})").fetchall()
    if table.lookup is None:
        assert not indexes
    else:
        [(_, name, is_unique, *_)] = indexes
        assert (name, bool(is_unique)) == (table.index, table.unique)


def test_what_is_referred_to_exists_and_comes_first(connection: sqlite3.Connection) -> None:
    tables = list(TABLES)
    for name in tables:
        for _, _, other, *_ in connection.execute(f"PRAGMA foreign_key_list({name})"):
            assert tables.index(other) <= tables.index(name)


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_readers_of_the_schema_see_the_remarks(
    connection: sqlite3.Connection, table: Table
) -> None:
    query = "SELECT sql FROM sqlite_master WHERE name = ?"
    [text] = connection.execute(query, (table.name,)).fetchone()
    assert table.remark in text
    for column in table.columns:
        assert column.remark in text


def test_the_overview_is_a_query_that_works(connection: sqlite3.Connection) -> None:
    assert connection.execute("SELECT * FROM overview").fetchall() == []


def test_migrations_lead_to_this_version() -> None:
    assert all(0 <= version < VERSION for version in MIGRATIONS)
