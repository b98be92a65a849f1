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

from exekall.store.sqlite.checks import Field, is_intact
from exekall.store.sqlite.database import store_error
from exekall.store.sqlite.schema import TABLES, Table

__all__ = ["Checked", "Tables"]

# A row that was found intact, so that what is in it is what was written.
Checked = tuple[Any, ...]

_ROWS: Final = 500
_BULKY_ROWS: Final = 16

# A query is given up after so many steps of SQLite's machine, counted now and then; one for as
# many rows as above takes some ten thousand.
_STEPS: Final = 20_000
_CALLS: Final = 100

# A page whose cells have odd sizes is refused at first sight only, and rows on it may be intact.
_ATTEMPTS: Final = 3

# As many rows as are on a page, or somewhat more.
_NEAR: Final = 200

# In bytes; keys are about as many as rows, so that a small file has no large ones.
_LEAST_ROW: Final = 12

# Undecodable text is among what SQLite raises; lengths may be beyond what there is memory for.
_TROUBLE: Final = (sqlite3.Error, UnicodeDecodeError, OverflowError, MemoryError)


class Tables:
    """The rows of the tables of the file *path*, behind *connection*.

    Every method raises :class:`StoreError` where the file stays locked. Nobody knows what was in
    the tables that are :attr:`broken`: their schema was changed, or pages were refused when they
    were scanned.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._unindexed: dict[str, dict[Field, int]] = {}
        self._calls = 0
        connection.set_progress_handler(self._progress, _STEPS)
        self.broken = self._changed()

    def row(self, name: str, key: int) -> Checked | None:
        """Return the row of *key*, unless it is missing or damaged."""
        rows, _ = self._fetch(f"{TABLES[name].select} WHERE key = ?", key)
        return next((row for row in rows if row[0] == key and is_intact(name, row)), None)

    def has(self, name: str, key: int) -> bool:
        """Tell whether there is a row of *key*, damaged or not, where one looks for it."""
        rows, _ = self._fetch(f"SELECT key FROM {name} WHERE key = ?", key)
        return rows == [(key,)]

    def keys_by(self, name: str, value: Field) -> set[int]:
        """Return the keys of the rows that have *value*, as the index has it, unchecked."""
        query = f"SELECT key FROM {name} WHERE {_lookup(TABLES[name])} = ?"
        return {key for (key,) in self._fetch(query, value)[0] if isinstance(key, int)}

    def rows_by(self, name: str, value: Field) -> list[Checked]:
        """Return the rows that have *value* in the column by which one looks up.

        Where that names a row, a damaged index does not keep it from being found.
        """
        table = TABLES[name]
        place = table.position(_lookup(table))
        rows = [self.row(name, key) for key in sorted(self.keys_by(name, value))]
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
        return self._scan(name, table.select, limit, lambda row: is_intact(name, row))

    def indexed(self, name: str) -> Iterator[Checked]:
        """Yield pairs of a row's key and what it is looked up by, unchecked, from the index."""
        table = TABLES[name]
        column = _lookup(table)
        query = (
            f"SELECT key, {column} FROM {name} INDEXED BY {table.index} "
            f"WHERE ({column}, key) > (?, ?) ORDER BY {column}, key LIMIT {_ROWS}"
        )
        kind = bytes if table.unique else int
        last: tuple[Field, Field] = (-1, 0)
        seen: set[tuple[Field, Field]] = set()
        while True:
            before = len(seen)
            rows, _ = self._fetch(query, *last)
            for key, value in rows:
                last = (value, key)
                if last not in seen and isinstance(key, int) and isinstance(value, kind):
                    seen.add(last)
                    yield key, value
            # In a damaged index one may come round again.
            if len(seen) == before or len(rows) < _ROWS:
                return

    def _keys_without_index(self, name: str) -> dict[Field, int]:
        """Return the keys of rows by what they are looked up by, unchecked, from the rows."""
        found = self._unindexed.get(name)
        if found is None:
            query = f"SELECT key, {_lookup(TABLES[name])} FROM {name} NOT INDEXED"
            pairs = self._scan(name, query, _ROWS, lambda row: isinstance(row[1], bytes))
            found = self._unindexed[name] = {value: key for key, value in pairs}
        return found

    def _changed(self) -> set[str]:
        """Return the tables whose schema is not as it was made, such as without their key."""
        found, _ = self._fetch("SELECT sql FROM sqlite_master")
        statements = {statement for (statement,) in found}
        return {
            name for name, table in TABLES.items() if not statements.issuperset(table.definitions())
        }

    def _scan(
        self, name: str, select: str, limit: int, is_wanted: Callable[[Checked], bool]
    ) -> Iterator[Checked]:
        """Yield rows whose key comes first; *is_wanted* tells those that can be trusted."""
        query = f"{select} WHERE key >= ? ORDER BY key LIMIT {limit}"
        largest = self._path.stat().st_size // _LEAST_ROW
        start, step = 1, 1
        while start <= largest:
            before = start
            rows, is_whole = self._fetch(query, start)
            for row in rows:
                # On damaged pages keys may be any, in any order, again and again.
                if start <= row[0] <= largest and is_wanted(row):
                    start = row[0] + 1
                    yield row
            if is_whole and len(rows) < limit:
                return
            if not is_whole:
                self.broken.add(name)
            if start > before:
                step = 1
            else:
                start = self._behind(query, start + step, largest)
                step *= 2

    def _behind(self, query: str, start: int, largest: int) -> int:
        """Return from which key the rows can be fetched again, that being *start* or larger.

        It may be near, where a page of rows is damaged. Where that is a page that leads to such
        pages, it is far away.
        """
        for near in range(start, min(start + _NEAR, largest)):
            if self._fetch(query, near)[1]:
                return near
        refused, far, step = start, start + _NEAR, _NEAR
        while not self._fetch(query, far)[1]:
            if far > largest:
                return far
            refused, far, step = far, far + step, 2 * step
        while far - refused > 1:
            middle = (far + refused) // 2
            if self._fetch(query, middle)[1]:
                far = middle
            else:
                refused = middle
        return far

    def _fetch(self, query: str, *values: Field) -> tuple[list[Checked], bool]:
        """Return the rows of a query, and whether that is all of them."""
        rows: list[Checked] = []
        for _ in range(_ATTEMPTS):
            self._calls = 0
            rows.clear()
            try:
                for row in self._connection.execute(query, values):
                    rows.append(row)  # noqa: PERF402 - keeps what came before an error
            except sqlite3.ProgrammingError as error:  # It is closed, or another thread's.
                raise store_error(self._path, error) from error
            except _TROUBLE as error:
                code = getattr(error, "sqlite_errorcode", 0) & 0xFF
                if code == sqlite3.SQLITE_BUSY:
                    raise store_error(self._path, error) from error
                if code != sqlite3.SQLITE_CORRUPT:
                    break
            else:
                return rows, True
        return rows, False

    def _progress(self) -> bool:
        self._calls += 1
        return self._calls > _CALLS


def _lookup(table: Table) -> str:
    assert table.lookup is not None
    return table.lookup
