"""A database that is merged into another one, row by row."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Self

from exekall.store.liveness import state_of
from exekall.store.objects.buffers import BufferFolder
from exekall.store.records import RunState
from exekall.store.sqlite.blocks import block_content
from exekall.store.sqlite.opening import (
    Opened,
    buffers_beside,
    database_file,
    open_to_read,
    snapshot,
)
from exekall.store.sqlite.rows import run_record
from exekall.store.sqlite.schema import TABLES
from exekall.store.sqlite.tables import Tables

__all__ = ["NOWHERE", "Fields", "MergeSource", "fields_of"]

# The key of what was lost before it came into the database: there is no such row.
NOWHERE: Final = 0

# What is in a row by column, but for the checksum.
Fields = dict[str, Any]


class MergeSource:
    """The database at or in *path*, to be closed. It is read as it is now, whoever writes it.

    Rows that cannot be read are left out, and :attr:`lost` counts them. Raises
    :class:`StoreError` where nothing can be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = database_file(path)
        self._lost_in_scans: dict[str, int] = {}
        self._lost_rows: set[tuple[str, int]] = set()
        self._open(open_to_read(self.path))
        try:
            if any(state is RunState.RUNNING for _, state in self.runs()):
                self._open(snapshot(self._opened, self.path))
        except BaseException:
            self.close()
            raise
        self.buffers = BufferFolder(buffers_beside(self.path))

    def _open(self, opened: Opened) -> None:
        self._opened = opened
        self._tables = Tables(opened.connection, self.path)

    @property
    def lost(self) -> int:
        """How many rows could not be read so far, at least."""
        return sum(self._lost_in_scans.values()) + len(self._lost_rows)

    def close(self) -> None:
        """Let go of the file; once is enough."""
        self._opened.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def runs(self) -> Iterator[tuple[Fields, RunState]]:
        """Yield the runs, and how far they got: those whose process is gone were interrupted."""
        for row in self.rows("run"):
            yield row, state_of(run_record((*row.values(), None)), self.path)

    def rows(self, table: str) -> Iterator[Fields]:
        """Yield the rows of *table* in the order of their keys."""
        number = self._number(table)
        for row in self._tables.scan(table):
            number -= 1
            yield fields_of(table, row)
        self._lost_in_scans[table] = max(0, number)

    def row(self, table: str, key: int) -> Fields | None:
        """Return the row of *table* with this key, None where it is lost."""
        found = self._tables.row(table, key)
        if found is None:
            self._note_lost(table, key)
        return None if found is None else fields_of(table, found)

    def count(self, table: str, name: int) -> int:
        """Return how many rows of *table* belong to *name*, a key that looks them up."""
        return len(self._tables.rows_by(table, name))

    def block(self, key: int) -> tuple[Fields, bytearray] | None:
        """Return a block with what is in it, None where it is lost."""
        row = self._tables.row("block", key)
        content = None if row is None else block_content(row)
        if row is None or content is None:
            self._note_lost("block", key)
            return None
        return fields_of("block", row), content

    def _note_lost(self, table: str, key: int) -> None:
        if key != NOWHERE:
            self._lost_rows.add((table, key))

    def _number(self, table: str) -> int:
        """Return how many rows there are; one where that is unknown."""
        query = f"SELECT count(*) FROM {table}"
        try:
            return int(self._opened.connection.execute(query).fetchone()[0])
        except sqlite3.Error:
            return 1


def fields_of(table: str, row: tuple[Any, ...]) -> Fields:
    """Return a row by column."""
    fields = dict(zip(TABLES[table].names, row, strict=True))
    del fields["checksum"]
    return fields
