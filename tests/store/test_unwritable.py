"""Disks that are full and folders that nobody may write to."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from exekall.store.errors import StoreError, StoreProblem
from exekall.store.reader import StoreReader
from exekall.store.records import DB_FILENAME, PayloadKind, RunState, Stored
from exekall.store.writer import StoreWriter
from tests.store.databases import SEED, expression_record, run_record, value_record
from tests.store.mounts import disk, read_only

ROOT = Path(__file__).parents[2]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    with disk(folder, "2m"):
        yield folder


def started(path: Path) -> StoreWriter:
    writer = StoreWriter(path, run_record())
    writer.add_node(SEED)
    writer.add_expression(expression_record(node=SEED.key))
    return writer


def fill(writer: StoreWriter) -> None:
    for number in range(1000):
        data = os.urandom(50_000)
        writer.add_value(value_record(writer, number), Stored(PayloadKind.PICKLE, data))
        writer.flush()


class TestFullDisk:
    def test_what_was_stored_stays(self, small_disk: Path) -> None:
        writer = started(small_disk / DB_FILENAME)
        with pytest.raises(StoreError) as raised:
            fill(writer)
        assert raised.value.problem is StoreProblem.FULL
        assert raised.value.path == small_disk / DB_FILENAME
        with pytest.raises(StoreError):
            writer.close(RunState.INTERRUPTED)
        check(small_disk)

    def test_what_is_pending_is_written_when_there_is_room(self, small_disk: Path) -> None:
        ballast = small_disk / "ballast"
        ballast.write_bytes(bytes(500_000))
        writer = started(small_disk / DB_FILENAME)
        with pytest.raises(StoreError):
            fill(writer)
        ballast.unlink()
        writer.close(RunState.INTERRUPTED)
        with StoreReader(small_disk) as reader:
            assert reader.runs[0].state is RunState.INTERRUPTED
            assert reader.keys() == [*range(1, writer.new_key())]
        check(small_disk)

    def test_no_room_for_a_database(self, small_disk: Path) -> None:
        with pytest.raises(OSError, match="No space"):
            (small_disk / "ballast").write_bytes(bytes(3_000_000))
        with pytest.raises(StoreError) as raised:
            StoreWriter(small_disk / DB_FILENAME, run_record())
        assert raised.value.problem is StoreProblem.FULL
        assert [path.name for path in small_disk.iterdir()] == ["ballast"]


def check(folder: Path) -> None:
    """See whether the values that were added first are all there."""
    with StoreReader(folder) as reader:
        keys = reader.keys()
        assert len(keys) > 10
        assert keys == [*range(1, len(keys) + 1)]
        assert reader.damage() == []
        assert all(len(reader.stored(key).data) == 50_000 for key in keys)


LIMITED = """
import resource, sys
from pathlib import Path
from tests.store.test_unwritable import *
writer = started(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
try:
    fill(writer)
except StoreError as error:
    print(error.problem)
try:
    writer.close(RunState.INTERRUPTED)
except StoreError as error:
    print(error.problem)
"""


def test_files_of_a_limited_size(tmp_path: Path) -> None:
    command = [sys.executable, "-c", LIMITED, str(tmp_path / DB_FILENAME)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, cwd=ROOT, timeout=120
    )
    assert done.stdout.split() == ["failed", "failed"], done.stderr
    check(tmp_path)


def test_a_folder_that_becomes_read_only(tmp_path: Path) -> None:
    writer = started(tmp_path / DB_FILENAME)
    writer.flush()
    with read_only(tmp_path):
        writer.add_value(value_record(writer, 1), None)
        with pytest.raises(StoreError) as raised:
            writer.flush()
        assert raised.value.problem is StoreProblem.READ_ONLY
        with pytest.raises(StoreError) as raised:
            StoreWriter(tmp_path / "other.sqlite", run_record())
        assert raised.value.problem is StoreProblem.READ_ONLY
        with StoreReader(tmp_path) as reader:
            assert reader.nodes() == [SEED]
            assert reader.keys() == []
    writer.close(RunState.COMPLETE)
    with StoreReader(tmp_path) as reader:
        assert reader.keys() == [1]


def test_a_lock_of_somebody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exekall.store.sqlite.database._PATIENCE", 0.05)
    writer = started(tmp_path / DB_FILENAME)
    writer.flush()
    other = sqlite3.connect(tmp_path / DB_FILENAME, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    writer.add_value(value_record(writer, 1), None)
    with pytest.raises(StoreError) as raised:
        writer.flush()
    assert raised.value.problem is StoreProblem.LOCKED
    with pytest.raises(StoreError) as raised:
        StoreReader(tmp_path)
    assert raised.value.problem is StoreProblem.LOCKED
    other.execute("ROLLBACK")
    other.close()
    writer.flush()
    writer.close(RunState.COMPLETE)
    with StoreReader(tmp_path) as reader:
        assert reader.keys() == [1]
