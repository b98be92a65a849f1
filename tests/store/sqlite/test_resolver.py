"""Rows turned into records."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from exekall.store.sqlite.database import connect
from exekall.store.sqlite.resolver import Resolver, RowCache
from exekall.store.sqlite.tables import Tables
from tests.store.databases import DOUBLE, SEED, failure_record, identifier, make_database


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make_database(tmp_path, 20)


@pytest.fixture
def tables(path: Path) -> Iterator[Tables]:
    with closing(connect(path, "ro")) as connection:
        yield Tables(connection, path)


def lose(path: Path, table: str, where: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"UPDATE {table} SET checksum = checksum + 1 WHERE {where}")


class TestRowCache:
    def test_what_was_made_is_kept(self, tables: Tables) -> None:
        cache = RowCache(tables, "type", list)
        found = cache.get(1)
        assert found is not None
        assert found is cache.get(1)

    def test_what_is_lost_is_looked_for_again(self, path: Path, tables: Tables) -> None:
        lose(path, "type", "key = 1")
        cache = RowCache(tables, "type", list)
        assert cache.get(1) is None
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("UPDATE type SET checksum = checksum - 1 WHERE key = 1")
        assert cache.get(1) is not None
        assert cache.get(None) is None


class TestResolver:
    def test_records(self, tables: Tables) -> None:
        resolver = Resolver(tables)
        assert [resolver.node(row) for row in tables.scan("node")] == [SEED, DOUBLE]
        [expression] = [resolver.expression(row) for row in tables.scan("expression")]
        assert expression is not None
        assert (expression.run, expression.node) == (identifier(0), DOUBLE.key)
        values = [resolver.value(row) for row in tables.scan("value")]
        assert values[1] is not None
        assert values[1].parents == (identifier(2),)
        assert resolver.uuid(1) == identifier(2)
        failures = [resolver.failure(row[0]) for row in tables.scan("failure")]
        assert failure_record() in failures

    @pytest.mark.parametrize("table", ["node", "expression", "type"])
    def test_what_a_value_needs(self, path: Path, tables: Tables, table: str) -> None:
        lose(path, table, "true")
        resolver = Resolver(tables)
        found = [value for row in tables.scan("value") if (value := resolver.value(row))]
        # A value that was skipped has no type.
        assert all(table == "type" and value.type is None for value in found)

    def test_a_lost_parent(self, path: Path, tables: Tables) -> None:
        lose(path, "value", "key = 1")
        resolver = Resolver(tables)
        row = tables.row("value", 2)
        assert row is not None
        value = resolver.value(row)
        assert value is not None
        assert value.parents != (identifier(2),)
        assert tables.rows_by("value", bytes.fromhex(value.parents[0])) == []
        assert resolver.lost_uuid(1) == identifier(2)
        assert resolver.lost_uuid(1000) == ""

    def test_a_failure_behind_which_something_is_lost(self, path: Path, tables: Tables) -> None:
        lose(path, "failure", "message = 'the cause'")
        resolver = Resolver(tables)
        [key] = [row[0] for row in tables.scan("failure") if row[2] == "broken"][:1]
        assert resolver.failure(key) is None
