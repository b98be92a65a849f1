"""Opening SQLite databases safely, and what SQLite's refusals mean.

The journal is a rollback journal (``DELETE``), the only kind that works on network homes.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from exekall.filesystem.directory import Directory
from exekall.filesystem.errors import ArtifactError, Problem
from exekall.store.errors import StoreError, StoreProblem
from exekall.store.sqlite.checks import Row
from exekall.store.sqlite.schema import TABLES, schema

__all__ = ["connect", "create", "journal_of", "refuse_link_as_journal", "store_error", "translated"]

# How long a lock of somebody else is waited for, in seconds.
_PATIENCE: Final = 30.0


def create(path: Path, rows: Mapping[str, Row]) -> None:
    """Make a database at *path*, where nothing may be, with a row for each of some tables.

    At any time it is all there or not at all. Raises :class:`StoreError`.
    """
    with translated(path), TemporaryDirectory() as folder:
        draft = Path(folder, "draft")
        with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("BEGIN")
            for statement in schema():
                connection.execute(statement)
            for table, row in rows.items():
                connection.execute(TABLES[table].insert, row)
            connection.execute("COMMIT")
        content = draft.read_bytes()
    try:
        with Directory(Path(os.path.realpath(path.parent))) as parent:
            parent.write_new(path.name, content)
    except ArtifactError as error:
        raise _not_made(error, path) from error


def connect(path: Path, mode: str) -> sqlite3.Connection:
    """Open the file *path*, which exists, in *mode* ``ro`` or ``rw``.

    Nothing is read yet. Raises :class:`sqlite3.Error`.
    """
    uri = f"{Path(os.path.abspath(path)).as_uri()}?mode={mode}"  # noqa: PTH100 - no link followed
    connection = sqlite3.connect(
        uri,
        uri=True,
        timeout=_PATIENCE,
        isolation_level=None,
        # A reader that is forgotten is closed by whatever thread collects garbage then.
        check_same_thread=mode != "ro",
    )
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    if mode == "ro":
        connection.execute("PRAGMA query_only = ON")
        # A file that was cut short, or whose schema is damaged, is read as far as it goes.
        connection.execute("PRAGMA writable_schema = ON")
    return connection


def journal_of(path: Path) -> Path:
    """Return where SQLite has the journal of the database *path*."""
    return path.with_name(f"{path.name}-journal")


def refuse_link_as_journal(path: Path) -> None:
    """Raise :class:`OSError` where a link is where the journal goes: SQLite would follow it."""
    journal = journal_of(path)
    if journal.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(journal))


_PROBLEMS: Final = {
    sqlite3.SQLITE_FULL: StoreProblem.FULL,
    sqlite3.SQLITE_READONLY: StoreProblem.READ_ONLY,
    sqlite3.SQLITE_PERM: StoreProblem.READ_ONLY,
    sqlite3.SQLITE_BUSY: StoreProblem.LOCKED,
    sqlite3.SQLITE_LOCKED: StoreProblem.LOCKED,
    sqlite3.SQLITE_CORRUPT: StoreProblem.DAMAGED,
    sqlite3.SQLITE_NOTADB: StoreProblem.DAMAGED,
    # The progress handler of a reader gave up an endless query.
    sqlite3.SQLITE_INTERRUPT: StoreProblem.DAMAGED,
}

_SYSTEM_PROBLEMS: Final = {
    errno.ENOSPC: StoreProblem.FULL,
    errno.EDQUOT: StoreProblem.FULL,
    errno.EFBIG: StoreProblem.FULL,
    errno.ENOENT: StoreProblem.MISSING,
    errno.EROFS: StoreProblem.READ_ONLY,
    errno.EACCES: StoreProblem.READ_ONLY,
    errno.EPERM: StoreProblem.READ_ONLY,
}


def store_error(path: Path, error: Exception) -> StoreError:
    """Return what *error*, of SQLite or of the system, means for the database *path*."""
    if isinstance(error, StoreError):
        return error
    if isinstance(error, OSError):
        problem = _SYSTEM_PROBLEMS.get(error.errno or 0, StoreProblem.FAILED)
        return StoreError(problem, path, str(error))
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return StoreError(StoreProblem.FAILED, path, f"{type(error).__name__}: {error}")
    is_there = path.exists()
    if code == sqlite3.SQLITE_READONLY_DBMOVED or (
        code == sqlite3.SQLITE_READONLY and not is_there
    ):
        return StoreError(StoreProblem.MOVED, path)  # SQLite calls it read-only, which misleads.
    if not is_there:
        return StoreError(StoreProblem.MISSING, path, str(error))
    if code & 0xFF == sqlite3.SQLITE_CANTOPEN and not os.access(path.parent, os.W_OK):
        return StoreError(StoreProblem.READ_ONLY, path, str(error))
    return StoreError(_PROBLEMS.get(code & 0xFF, StoreProblem.FAILED), path, str(error))


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn what SQLite or the system raises about *path* into a :class:`StoreError`."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise store_error(path, error) from error


def _not_made(error: ArtifactError, path: Path) -> StoreError:
    if isinstance(error.__cause__, OSError) and error.problem is Problem.FAILED:
        return store_error(path, error.__cause__)
    problem = {
        Problem.EXISTS: StoreProblem.EXISTS,
        Problem.NOT_WRITABLE: StoreProblem.READ_ONLY,
    }.get(error.problem, StoreProblem.FAILED)
    return StoreError(problem, path, error.detail)
