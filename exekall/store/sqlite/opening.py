"""Opening a database for reading only, whoever wrote it and whatever became of it since.

A journal that a killed writer left has to be rolled back before anything is read. Where that
cannot be done in place, it is done in a copy.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from exekall.store.errors import StoreError, StoreProblem
from exekall.store.records import BUFFERS_SUFFIX, DB_FILENAME
from exekall.store.sqlite.database import connect, journal_of, store_error
from exekall.store.sqlite.schema import APPLICATION_ID, MIGRATIONS, VERSION

__all__ = ["Opened", "buffers_beside", "database_file", "open_to_read", "snapshot"]

_MAGIC: Final = b"SQLite format 3\0"


@dataclass(frozen=True, slots=True)
class Opened:
    """A connection, and the temporary folder that the file is in where it is a copy."""

    connection: sqlite3.Connection
    copy: TemporaryDirectory[str] | None = None

    def close(self) -> None:
        """Close the connection and remove the copy."""
        self.connection.close()
        if self.copy is not None:
            self.copy.cleanup()


def database_file(path: Path) -> Path:
    """Return the file that *path* means: itself, or the database in the folder that it is."""
    return path / DB_FILENAME if path.is_dir() else path


def buffers_beside(path: Path) -> Path:
    """Return the folder of large buffers that goes with the database file *path*.

    Where that is a link, the folder is beside the file that it leads to.
    """
    return Path(os.path.realpath(path)).with_suffix(BUFFERS_SUFFIX)


def open_to_read(path: Path) -> Opened:
    """Open the database file *path*; raises :class:`StoreError`."""
    _check_kind(path)
    try:
        opened = _recovered(path)
    except (sqlite3.Error, OSError) as error:
        raise store_error(path, error) from error
    try:
        return _current(opened, path)
    except BaseException:
        opened.close()
        raise


def snapshot(opened: Opened, path: Path) -> Opened:
    """Return what an open database holds now, in a copy that nobody changes; *opened* is closed.

    Who writes the database waits meanwhile. Raises :class:`StoreError`.
    """
    return _migrated(opened, path, VERSION)


def _check_kind(path: Path) -> None:
    """Refuse what is no file of SQLite."""
    try:
        if not path.is_file():
            problem = StoreProblem.FOREIGN if path.exists() else StoreProblem.MISSING
            raise StoreError(problem, path)
        with path.open("rb") as file:
            start = file.read(len(_MAGIC))
    except OSError as error:
        raise StoreError(StoreProblem.FAILED, path, error.strerror or "") from error
    if start != _MAGIC:
        raise StoreError(StoreProblem.FOREIGN, path)


def _recovered(path: Path) -> Opened:
    """Open a file, after rolling back what a killed writer began."""
    try:
        return Opened(_readable(path))
    except sqlite3.OperationalError as error:
        if not _has_hot_journal(path, error):
            raise
    try:
        with closing(connect(path, "rw")) as connection:
            _probe(connection)
        return Opened(_readable(path))
    except sqlite3.OperationalError:
        return _copied(path)


def _has_hot_journal(path: Path, error: sqlite3.Error) -> bool:
    """Tell whether *error* is SQLite's way to say that it may not roll back."""
    refusals = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}
    return error.sqlite_errorcode & 0xFF in refusals and journal_of(path).is_file()


def _readable(path: Path) -> sqlite3.Connection:
    connection = connect(path, "ro")
    try:
        _probe(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _probe(connection: sqlite3.Connection) -> None:
    """Begin and end a transaction, which is when a journal is rolled back."""
    connection.execute("PRAGMA schema_version").fetchone()


def _copied(path: Path) -> Opened:
    """Open a copy of a file and of its journal."""
    folder = TemporaryDirectory(prefix="exekall-")
    try:
        copy = Path(folder.name, path.name)
        for source, target in ((journal_of(path), journal_of(copy)), (path, copy)):
            if source.is_file():
                shutil.copyfile(source, target)
        with closing(connect(copy, "rw")) as connection:
            _probe(connection)
        return Opened(_readable(copy), folder)
    except BaseException:
        folder.cleanup()
        raise


def _current(opened: Opened, path: Path) -> Opened:
    """Check whose database it is, and bring an old one up to date, in a copy."""
    try:
        [application] = opened.connection.execute("PRAGMA application_id").fetchone()
        [version] = opened.connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.Error as error:
        raise store_error(path, error) from error
    if application != APPLICATION_ID:
        raise StoreError(StoreProblem.FOREIGN, path)
    if version == VERSION:
        return opened
    if version > VERSION:
        raise StoreError(StoreProblem.TOO_NEW, path, str(version))
    missing = [old for old in range(version, VERSION) if old not in MIGRATIONS]
    if missing:
        raise StoreError(StoreProblem.TOO_OLD, path, str(version))
    return _migrated(opened, path, version)


def _migrated(opened: Opened, path: Path, version: int) -> Opened:
    folder = TemporaryDirectory(prefix="exekall-")
    try:
        copy = Path(folder.name, path.name)
        with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
            opened.connection.backup(connection)
            for old in range(version, VERSION):
                MIGRATIONS[old](connection)
                connection.execute(f"PRAGMA user_version = {old + 1}")
        current = Opened(_readable(copy), folder)
    except (sqlite3.Error, OSError) as error:
        folder.cleanup()
        raise store_error(path, error) from error
    opened.close()
    return current
