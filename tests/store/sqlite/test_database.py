"""Databases are made and opened safely, and what is refused is understood."""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from exekall.store.errors import StoreError, StoreProblem
from exekall.store.sqlite.database import (
    connect,
    create,
    journal_of,
    refuse_link_as_journal,
    store_error,
    translated,
)
from exekall.store.sqlite.rows import run_row
from exekall.store.sqlite.schema import TABLES
from tests.store.databases import run_record


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file.sqlite"


def test_made_with_rows(path: Path) -> None:
    row = run_row(1, run_record())
    create(path, {"run": row})
    with closing(connect(path, "ro")) as connection:
        assert connection.execute(TABLES["run"].select).fetchall() == [row]
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert [found.name for found in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("content", [None, b"precious"])
def test_nothing_is_replaced_and_no_link_is_followed(path: Path, content: bytes | None) -> None:
    if content is None:
        path.symlink_to(path.with_name("elsewhere"))
    else:
        path.write_bytes(content)
    with pytest.raises(StoreError) as raised:
        create(path, {})
    assert raised.value.problem is StoreProblem.EXISTS
    assert [found.name for found in path.parent.iterdir()] == [path.name]


def test_no_file_is_made_by_opening(path: Path) -> None:
    for mode in ("ro", "rw"):
        with pytest.raises(sqlite3.OperationalError):
            connect(path, mode).execute("SELECT 1 FROM run")
    assert not path.exists()


def test_readers_cannot_write(path: Path) -> None:
    create(path, {})
    with closing(connect(path, "ro")) as connection:
        with pytest.raises(sqlite3.OperationalError):
            connection.execute("DELETE FROM run")
        for pragma, value in (("query_only", 1), ("trusted_schema", 0), ("cell_size_check", 1)):
            assert connection.execute(f"PRAGMA {pragma}").fetchone() == (value,)


def test_links_in_place_of_journals(path: Path) -> None:
    refuse_link_as_journal(path)
    journal_of(path).symlink_to("elsewhere")
    with pytest.raises(OSError, match=r"file\.sqlite-journal"):
        refuse_link_as_journal(path)


@pytest.mark.parametrize(
    ("code", "is_there"),
    [
        (sqlite3.SQLITE_READONLY_DBMOVED, True),
        (sqlite3.SQLITE_READONLY_DBMOVED, False),
        (sqlite3.SQLITE_READONLY, False),
    ],
)
def test_what_was_moved_away(path: Path, code: int, is_there: bool) -> None:
    if is_there:
        path.touch()
    error = sqlite3.OperationalError("attempt to write a readonly database")
    error.sqlite_errorcode = code
    found = store_error(path, error)
    assert (found.problem, found.path, found.detail) == (StoreProblem.MOVED, path, "")


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        (sqlite3.SQLITE_FULL, StoreProblem.FULL),
        (sqlite3.SQLITE_READONLY, StoreProblem.READ_ONLY),
        (sqlite3.SQLITE_BUSY, StoreProblem.LOCKED),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, StoreProblem.LOCKED),
        (sqlite3.SQLITE_CORRUPT_INDEX, StoreProblem.DAMAGED),
        (sqlite3.SQLITE_NOTADB, StoreProblem.DAMAGED),
        (sqlite3.SQLITE_IOERR_WRITE, StoreProblem.FAILED),
    ],
)
def test_what_sqlite_says(path: Path, code: int, problem: StoreProblem) -> None:
    path.touch()
    error = sqlite3.OperationalError("what it says")
    error.sqlite_errorcode = code
    found = store_error(path, error)
    assert (found.problem, found.path, found.detail) == (problem, path, "what it says")


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        (errno.ENOSPC, StoreProblem.FULL),
        (errno.EDQUOT, StoreProblem.FULL),
        (errno.EROFS, StoreProblem.READ_ONLY),
        (errno.ENOENT, StoreProblem.MISSING),
        (errno.EIO, StoreProblem.FAILED),
    ],
)
def test_what_the_system_says(path: Path, code: int, problem: StoreProblem) -> None:
    with pytest.raises(StoreError) as raised, translated(path):
        raise OSError(code, os.strerror(code))
    assert raised.value.problem is problem
    assert os.strerror(code) in raised.value.detail


def test_other_errors(path: Path) -> None:
    found = store_error(path, OverflowError("too large"))
    assert (found.problem, found.detail) == (StoreProblem.FAILED, "OverflowError: too large")
    assert store_error(path, found) is found
