"""Reading rows of a file that may be damaged, while somebody writes to it.

Only rows whose checksum is right are returned. Where SQLite refuses a page, what is on it is
skipped. Each query is short, so that the writer is not kept waiting, and has a bound, since in a
damaged file the pages may form a circle.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from exekall.store.checks import Field, is_intact
from exekall.store.database import store_error
from exekall.store.schema import TABLES, Table

__all__ = ["Checked", "Tables"]

# A row that was found intact, so that what is in it is what was written.
Checked = tuple[Any, ...]

_ROWS: Final = 500
_BULKY_ROWS: Final = 16

# A query is given up after so many steps of SQLite's machine, counted now and then; one for as
# many rows as above takes some ten thousand.
_STEPS: Final = 20_000
_CALLS: Final = 100

# So many keys in a row are tried where SQLite refuses pages: more than are on the pages that one
# page leads to.
_TRIALS: Final = 20_000

# In bytes; keys are about as many as rows, so that a small file has no large ones.
_LEAST_ROW: Final = 12

# Undecodable text is among what SQLite raises; lengths may be beyond what there is memory for.
_TROUBLE: Final = (sqlite3.Error, OverflowError, MemoryError)


class Tables:
    """The rows of the tables of the file *path*, behind *connection*.

    Every method raises :class:`StoreError` where the file stays locked.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._unindexed: dict[str, dict[Field, int]] = {}
        self._calls = 0
        connection.set_progress_handler(self._progress, _STEPS)

    def row(self, name: str, key: int) -> Checked | None:
        """Return the row of *key*, unless it is missing or damaged."""
        rows, _ = self._fetch(f"{TABLES[name].select} WHERE key = ?", key)
        return next((row for row in rows if row[0] == key and is_intact(name, row)), None)

    def rows_by(self, name: str, value: Field) -> list[Checked]:
        """Return the rows that have *value* in the column by which one looks up.

        Where that names a row, a damaged index does not keep it from being found.
        """
        table = TABLES[name]
        place = table.position(_lookup(table))
        query = f"SELECT key FROM {name} WHERE {table.lookup} = ? ORDER BY key"
        keys = [key for (key,) in self._fetch(query, value)[0]]
        rows = [self.row(name, key) for key in dict.fromkeys(keys)]
        found = [row for row in rows if row is not None and row[place] == value]
        if not found and table.unique:
            key = self._keys_without_index(name).get(value)
            row = None if key is None else self.row(name, key)
            found = [row] if row is not None and row[place] == value else []
        return found

    def scan(self, name: str) -> Iterator[Checked]:
        """Yield the intact rows in the order of their keys."""
        table = TABLES[name]
        limit = _BULKY_ROWS if table.bulk else _ROWS
        return self._scan(table.select, limit, lambda row: is_intact(name, row))

    def indexed(self, name: str) -> Iterator[Checked]:
        """Yield pairs of a row's key and what it is looked up by, unchecked, from the index."""
        table = TABLES[name]
        column = _lookup(table)
        query = (
            f"SELECT key, {column} FROM {name} INDEXED BY {table.index} "
            f"WHERE ({column}, key) > (?, ?) ORDER BY {column}, key LIMIT {_ROWS}"
        )
        last: tuple[Field, int] = (-1, 0)
        seen: set[tuple[Field, int]] = set()
        while True:
            before = last
            rows, _ = self._fetch(query, *last)
            for key, value in rows:
                last = (value, key)
                if last not in seen:
                    seen.add(last)
                    yield key, value
            if last == before or len(rows) < _ROWS:
                return

    def _keys_without_index(self, name: str) -> dict[Field, int]:
        """Return the keys of rows by what they are looked up by, unchecked, from the rows."""
        found = self._unindexed.get(name)
        if found is None:
            query = f"SELECT key, {_lookup(TABLES[name])} FROM {name} NOT INDEXED"
            pairs = self._scan(query, _ROWS, lambda row: isinstance(row[1], bytes))
            found = self._unindexed[name] = {value: key for key, value in pairs}
        return found

    def _scan(
        self, select: str, limit: int, is_wanted: Callable[[Checked], bool]
    ) -> Iterator[Checked]:
        """Yield rows whose key comes first; *is_wanted* tells those that can be trusted."""
        query = f"{select} WHERE key > ? ORDER BY key LIMIT {limit}"
        largest = self._path.stat().st_size // _LEAST_ROW
        after = trials = 0
        while trials <= min(_TRIALS, largest):
            before = after
            rows, is_whole = self._fetch(query, after)
            for row in rows:
                # On damaged pages keys may be any, in any order, again and again.
                if after < row[0] <= largest and is_wanted(row):
                    after = row[0]
                    yield row
            if is_whole and len(rows) < limit:
                return
            if after > before:
                trials = 0
            else:
                # Nothing more comes from here: try to get in behind it.
                after += 1
                trials += 1

    def _fetch(self, query: str, *values: Field) -> tuple[list[Checked], bool]:
        """Return the rows of a query, and whether that is all of them."""
        self._calls = 0
        rows: list[Checked] = []
        try:
            for row in self._connection.execute(query, values):
                rows.append(row)  # noqa: PERF402 - keeps what came before an error
        except _TROUBLE as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
                raise store_error(self._path, error) from error
            return rows, False
        return rows, True

    def _progress(self) -> bool:
        self._calls += 1
        return self._calls > _CALLS


def _lookup(table: Table) -> str:
    assert table.lookup is not None
    return table.lookup
