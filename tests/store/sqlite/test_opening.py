"""Opening what killed writers and other versions left."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from exekall.store.errors import StoreError, StoreProblem
from exekall.store.reader import StoreReader
from exekall.store.sqlite import opening
from exekall.store.sqlite.database import connect, journal_of
from exekall.store.sqlite.schema import VERSION
from tests.store.databases import Content, content_of, make_database
from tests.store.mounts import read_only


@pytest.fixture
def interrupted(tmp_path: Path) -> tuple[Path, Content]:
    """Make a database whose writer was killed in the middle of a transaction."""
    path = make_database(tmp_path)
    with StoreReader(path) as reader:
        content = content_of(reader)
    copy = tmp_path / "copy" / path.name
    copy.parent.mkdir()
    with closing(connect(path, "rw")) as connection:
        # Before it ends, some of its pages are in the file already.
        connection.execute("PRAGMA cache_size = 2")
        connection.execute("BEGIN")
        connection.execute("DELETE FROM log")
        connection.execute("UPDATE value SET repr = 'changed'")
        shutil.copy(path, copy)
        shutil.copy(journal_of(path), journal_of(copy))
        connection.execute("ROLLBACK")
    assert copy.read_bytes() != path.read_bytes()
    return copy, content


class TestJournals:
    def test_it_is_rolled_back(self, interrupted: tuple[Path, Content]) -> None:
        path, content = interrupted
        with StoreReader(path) as reader:
            assert content_of(reader) == content
        assert not journal_of(path).exists()

    def test_in_a_copy_where_nothing_can_be_written(
        self, interrupted: tuple[Path, Content], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        path, content = interrupted
        temporary = tmp_path / "temporary"
        temporary.mkdir()
        monkeypatch.setattr("tempfile.tempdir", str(temporary))
        before = path.read_bytes(), journal_of(path).read_bytes()
        with read_only(path.parent):
            reader = StoreReader(path)
            assert reader.path == path
            assert content_of(reader) == content
            assert (path.read_bytes(), journal_of(path).read_bytes()) == before
            assert list(temporary.iterdir())
            reader.close()
        assert not list(temporary.iterdir())

    def test_a_journal_that_is_none(self, tmp_path: Path) -> None:
        path = make_database(tmp_path)
        for content in (b"", b"no journal" * 100):
            journal_of(path).write_bytes(content)
            with StoreReader(path) as reader:
                assert reader.keys()


def with_version(folder: Path, pragma: str, number: int) -> Path:
    path = make_database(folder)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA {pragma} = {number}")
    return path


def refused(path: Path) -> StoreError:
    with pytest.raises(StoreError) as raised:
        StoreReader(path)
    assert raised.value.path == path
    return raised.value


class TestVersions:
    def test_a_later_version_is_refused(self, tmp_path: Path) -> None:
        error = refused(with_version(tmp_path, "user_version", VERSION + 1))
        assert (error.problem, error.detail) == (StoreProblem.TOO_NEW, str(VERSION + 1))

    def test_an_earlier_version_is_refused(self, tmp_path: Path) -> None:
        error = refused(with_version(tmp_path, "user_version", 0))
        assert (error.problem, error.detail) == (StoreProblem.TOO_OLD, "0")

    def test_another_application_is_refused(self, tmp_path: Path) -> None:
        error = refused(with_version(tmp_path, "application_id", 7))
        assert error.problem is StoreProblem.FOREIGN

    def test_an_earlier_version_is_migrated_in_a_copy(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = with_version(tmp_path, "user_version", 0)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("ALTER TABLE value RENAME TO thing")
        before = path.read_bytes()
        monkeypatch.setattr(
            opening,
            "MIGRATIONS",
            {0: lambda connection: connection.execute("ALTER TABLE thing RENAME TO value")},
        )
        with StoreReader(path) as reader:
            assert reader.keys()
            assert reader.path == path
        assert path.read_bytes() == before

    def test_a_migration_that_fails(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = with_version(tmp_path, "user_version", 0)
        monkeypatch.setattr(
            opening, "MIGRATIONS", {0: lambda connection: connection.execute("nonsense")}
        )
        assert refused(path).problem is StoreProblem.FAILED


def test_sqlite_is_needed_for_databases_only() -> None:
    code = "import sys, exekall.cli.entry; sys.exit('sqlite3' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_reader_may_be_closed_by_any_thread(tmp_path: Path) -> None:
    """As the garbage collector does, which runs in whatever thread there is."""
    reader = StoreReader(make_database(tmp_path))
    with ThreadPoolExecutor(1) as threads:
        threads.submit(reader.close).result()
    with pytest.raises((StoreError, sqlite3.ProgrammingError), match="closed"):
        reader.expressions()
