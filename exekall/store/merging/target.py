"""The database into which others are merged, row by row."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from exekall.store.merging.source import Fields, fields_of
from exekall.store.objects.buffers import BufferFolder
from exekall.store.records import BUFFERS_SUFFIX, BufferRecord
from exekall.store.sqlite.blocks import block_content
from exekall.store.sqlite.checks import Row, sealed
from exekall.store.sqlite.database import connect, create, translated
from exekall.store.sqlite.schema import TABLES

if TYPE_CHECKING:
    import sqlite3

__all__ = ["MergeTarget"]

# Rows are inserted so many at a time.
_BATCH: Final = 500


class MergeTarget:
    """A new database at *path*: a context manager that commits at the end, unless it failed.

    The file is of no use before, and whoever makes it is to throw it away after a failure.
    Everything raises :class:`StoreError`.
    """

    def __init__(self, path: Path, copies: bool = False) -> None:
        self.path = path
        self._copies = copies
        self._buffers = BufferFolder(path.with_suffix(BUFFERS_SUFFIX))
        self._last_keys: Counter[str] = Counter()
        self._pending: dict[str, list[Row]] = {}

    def __enter__(self) -> Self:
        create(self.path, {})
        with translated(self.path):
            self._connection: sqlite3.Connection = connect(self.path, "rw")
            # Nobody sees it before it is complete, nor after a failure.
            self._connection.execute("PRAGMA journal_mode = OFF")
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self._connection.execute("BEGIN EXCLUSIVE")
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._buffers.sync()
                for table in TABLES:
                    self._flush(table)
                with translated(self.path):
                    self._connection.execute("COMMIT")
        finally:
            self._connection.close()

    def new_key(self, table: str) -> int:
        """Return the key for another row of *table*."""
        self._last_keys[table] += 1
        return self._last_keys[table]

    def put(self, table: str, fields: Fields) -> None:
        """Add a row, or replace the one of its key."""
        pending = self._pending.setdefault(table, [])
        pending.append(sealed(table, tuple(fields.values())))
        if len(pending) >= _BATCH:
            self._flush(table)

    def find(self, table: str, name: bytes) -> Fields | None:
        """Return the row of *table* that *name* (its UUID, ID or digest) looks up."""
        row = self._row(table, f"{TABLES[table].select} WHERE {TABLES[table].lookup} = ?", name)
        return None if row is None else fields_of(table, row)

    def adopt(self, buffer: BufferRecord, source: BufferFolder) -> None:
        """Bring the file of a buffer; raises :class:`BufferUnavailable` where there is none."""
        self._buffers.adopt(buffer, source, self._copies)

    def block(self, key: int) -> bytearray | None:
        """Return what is in a block; None for one that was lost before."""
        row = self._row("block", f"{TABLES['block'].select} WHERE key = ?", key)
        return None if row is None else block_content(row)

    def count(self, table: str, name: int) -> int:
        """Return how many rows of *table* belong to *name*, a key that looks them up."""
        query = f"SELECT count(*) FROM {table} WHERE {TABLES[table].lookup} = ?"
        row = self._row(table, query, name)
        return 0 if row is None else int(row[0] or 0)

    def remove(self, table: str, name: int) -> None:
        """Remove the rows of *table* that belong to *name*."""
        self._row(table, f"DELETE FROM {table} WHERE {TABLES[table].lookup} = ?", name)

    def total(self, table: str) -> int:
        """Return how many rows *table* has."""
        row = self._row(table, f"SELECT count(*) FROM {table}")
        return 0 if row is None else int(row[0] or 0)

    def _row(self, table: str, query: str, *names: int | bytes) -> Row | None:
        """Carry out a query and return its first row, if any."""
        self._flush(table)
        with translated(self.path):
            row: Row | None = self._connection.execute(query, names).fetchone()
            return row

    def _flush(self, table: str) -> None:
        rows = self._pending.get(table)
        if rows:
            with translated(self.path):
                self._connection.executemany(TABLES[table].insert, rows)
            rows.clear()
