"""The thread that writes."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from exekall.store.errors import StoreError, StoreProblem
from exekall.store.records import TypeRecord
from exekall.store.sqlite import committer
from exekall.store.sqlite.batch import Amendment, Queue
from exekall.store.sqlite.checks import is_intact, sealed
from exekall.store.sqlite.committer import Committer
from exekall.store.sqlite.database import create
from exekall.store.sqlite.rows import run_row, type_row
from exekall.store.sqlite.schema import TABLES
from tests.store.databases import run_record


class Files:
    """Files that can or cannot be made durable."""

    def __init__(self) -> None:
        self.error: StoreError | None = None
        self.synced = 0

    def sync(self) -> None:
        self.synced += 1
        if self.error is not None:
            raise self.error


class Writing:
    def __init__(self, path: Path) -> None:
        self.path = path
        create(path, {"run": run_row(1, run_record())})
        self.queue = Queue()
        self.files = Files()
        self.committer = Committer(path, self.queue, self.files)

    def rows(self, table: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(f"{TABLES[table].select} ORDER BY key").fetchall()


@pytest.fixture
def writing(tmp_path: Path) -> Writing:
    return Writing(tmp_path / "file.sqlite")


def end(writing: Writing) -> None:
    writing.queue.close()
    writing.committer.join()


def test_rows_blocks_and_amendments(writing: Writing) -> None:
    writing.committer.start()
    row = type_row(1, TypeRecord("a", ()))
    writing.queue.add_row("type", row)
    writing.queue.add_pickle(b"abc")
    writing.queue.amend(Amendment("run", 1, {"state": "complete", "ended": 5.0}))
    end(writing)
    assert writing.rows("type") == [row]
    assert [block[4] for block in writing.rows("block")] == [b"abc"]
    [run] = writing.rows("run")
    fields = dict(zip(TABLES["run"].names, run, strict=True))
    assert (fields["state"], fields["ended"]) == ("complete", 5.0)
    assert is_intact("run", run)  # type: ignore[arg-type]
    assert writing.files.synced == 1


def test_nothing_refers_to_files_that_are_not_durable(writing: Writing) -> None:
    writing.files.error = StoreError(StoreProblem.FULL, Path("buffers"))
    writing.committer.start()
    row = type_row(1, TypeRecord("a", ()))
    writing.queue.add_row("type", row)
    with pytest.raises(StoreError) as raised:
        writing.queue.settle()
    assert raised.value is writing.files.error
    assert writing.rows("type") == []
    writing.files.error = None
    writing.queue.settle()
    assert writing.rows("type") == [row]
    end(writing)


def test_a_transaction_is_all_or_nothing(writing: Writing) -> None:
    writing.committer.start()
    writing.queue.add_row("type", type_row(1, TypeRecord("a", ())))
    writing.queue.add_row("log", sealed("log", (1, 1, None, None, "x", "y")))
    with pytest.raises(StoreError):
        writing.queue.settle()
    assert writing.rows("type") == []
    end(writing)


def test_an_amendment_of_nothing(writing: Writing) -> None:
    writing.committer.start()
    with pytest.raises(StoreError) as raised:
        writing.queue.settle([Amendment("value", 5, {"is_stale": 1})])
    assert raised.value.path == writing.path
    end(writing)


def test_the_file_is_touched_while_nothing_is_written(
    writing: Writing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(committer, "HEARTBEAT", 0.01)
    os.utime(writing.path, (0, 0))
    writing.committer.start()
    while writing.path.stat().st_mtime == 0:
        pass
    end(writing)
