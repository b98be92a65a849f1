"""The thread that writes: it alone touches the database file while values are computed."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final, Protocol

from exekall.store.liveness import HEARTBEAT
from exekall.store.sqlite.batch import Amendment, Batch, Queue
from exekall.store.sqlite.blocks import Block, block_row
from exekall.store.sqlite.checks import Row, is_intact, sealed
from exekall.store.sqlite.database import connect, refuse_link_as_journal, store_error
from exekall.store.sqlite.schema import TABLES

__all__ = ["Committer"]

# How long it may take to notice that the interpreter is about to exit, in seconds.
_PATIENCE: Final = 0.5


class Files(Protocol):
    """Files that rows refer to."""

    def sync(self) -> None:
        """Make durable what was written; raises :class:`StoreError`."""


class Committer:
    """Commits what is in *queue* to the database *path*, the *files* that it refers to first.

    What could not be written is kept and written with what comes next. The thread ends when the
    queue is closed, and when the main thread has ended, since the interpreter waits for it then.
    """

    def __init__(self, path: Path, queue: Queue, files: Files) -> None:
        self._path = path
        self._queue = queue
        self._files = files
        self._backlog: list[Batch] = []
        self._thread = threading.Thread(target=self._run, name=f"exekall {path.name}")

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def join(self) -> None:
        """Wait for the end of the thread."""
        self._thread.join()

    def _run(self) -> None:
        error = None
        try:
            self._serve()
        except Exception as trouble:
            error = store_error(self._path, trouble)
        finally:
            self._queue.abandon(error)

    def _serve(self) -> None:
        # The connection is known to this frame only. In a process that is forked off, where no
        # thread goes on with it, nobody can close it, which would roll back what is in progress.
        connection: sqlite3.Connection | None = None
        beat = time.monotonic()
        is_last = False
        try:
            while not is_last:
                is_last = self._queue.is_closed or not threading.main_thread().is_alive()
                if is_last:
                    self._queue.close()
                taken = self._queue.take(_PATIENCE)
                if taken is not None:
                    batch, number = taken
                    if not batch.is_empty:
                        self._backlog.append(batch)
                    try:
                        connection = connection or _connected(self._path)
                        if self._backlog:
                            self._commit(connection)
                    except Exception as error:  # Whatever it is, the computing thread is told.
                        self._queue.done(number, store_error(self._path, error))
                    else:
                        self._queue.done(number, None)
                if time.monotonic() - beat > HEARTBEAT:
                    beat = time.monotonic()
                    self._touch()
        finally:
            if connection is not None:
                connection.close()

    def _touch(self) -> None:
        with suppress(OSError):  # The next commit tells what is wrong.
            os.utime(self._path, follow_symlinks=False)

    def _commit(self, connection: sqlite3.Connection) -> None:
        """Write the backlog, all or nothing."""
        refuse_link_as_journal(self._path)
        self._files.sync()
        connection.execute("BEGIN IMMEDIATE")
        try:
            for batch in self._backlog:
                _write(connection, batch)
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        self._backlog.clear()


def _connected(path: Path) -> sqlite3.Connection:
    connection = connect(path, "rw")
    try:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA cache_spill = OFF")
    except BaseException:
        connection.close()
        raise
    return connection


def _write(connection: sqlite3.Connection, batch: Batch) -> None:
    for name, table in TABLES.items():
        if name == "block":
            connection.executemany(table.insert, _block_rows(batch.blocks))
        elif rows := batch.rows.get(name):
            connection.executemany(table.insert, rows)
    for amendment in batch.amendments:
        _amend(connection, amendment)


def _block_rows(blocks: list[Block]) -> Iterator[Row]:
    for block in blocks:
        yield block_row(block.key, block.pickles)


def _amend(connection: sqlite3.Connection, amendment: Amendment) -> None:
    table = TABLES[amendment.table]
    query = f"{table.select} WHERE key = ?"
    row = connection.execute(query, (amendment.key,)).fetchone()
    if row is None or not is_intact(table.name, row):
        raise sqlite3.DatabaseError(f"{table.name} {amendment.key}")
    fields = {**dict(zip(table.names, row, strict=True)), **amendment.changes}
    del fields["checksum"]
    connection.execute(table.insert, sealed(table.name, tuple(fields.values())))
