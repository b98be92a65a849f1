"""Large buffers that go from one database to another."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from exekall.store.merging.buffers import MergeBuffers
from exekall.store.merging.source import NOWHERE, MergeSource
from exekall.store.merging.target import MergeTarget
from tests.store.merge_inputs import made, writing_to


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return made(tmp_path / "one", 1_000, [bytes([number]) * 200_000 for number in range(3)])


@pytest.fixture
def target(tmp_path: Path) -> Iterator[MergeTarget]:
    with MergeTarget(tmp_path / "out.sqlite") as opened:
        yield opened


def files(path: Path) -> list[str]:
    return sorted(file.name for file in path.with_suffix(".buffers").rglob("*.*"))


def brought(path: Path, target: MergeTarget, missing: set[bytes]) -> list[int]:
    with MergeSource(path) as source:
        buffers = MergeBuffers(source, target, missing)
        return [buffers.bring(row["key"]) for row in source.rows("buffer")]


def test_each_is_brought_once(path: Path, target: MergeTarget) -> None:
    missing: set[bytes] = set()
    keys = brought(path, target, missing)
    assert brought(path, target, missing) == keys == [1, 2, 3]
    assert not missing
    assert files(target.path) == files(path)
    assert len(files(path)) == 3


def test_one_that_is_lost(path: Path, target: MergeTarget) -> None:
    with writing_to(path) as connection:
        connection.execute("UPDATE buffer SET size = 1 WHERE key = 2")
    with MergeSource(path) as source:
        buffers = MergeBuffers(source, target, set())
        assert [buffers.bring(key) for key in (1, 2, 3)] == [1, NOWHERE, 2]


def test_files_that_another_database_has(tmp_path: Path, path: Path, target: MergeTarget) -> None:
    shutil.copytree(path.parent, tmp_path / "copy")
    for file in list(path.with_suffix(".buffers").rglob("*.*"))[:2]:
        file.unlink()
    missing: set[bytes] = set()
    keys = brought(path, target, missing)
    assert len(missing) == 2
    assert len(files(target.path)) == 1
    assert brought(tmp_path / "copy" / path.name, target, missing) == keys
    assert not missing
    assert len(files(target.path)) == 3


def test_a_file_that_was_cut(path: Path, target: MergeTarget) -> None:
    for file in path.with_suffix(".buffers").rglob("*.*"):
        file.write_bytes(file.read_bytes()[:-1])
    missing: set[bytes] = set()
    assert brought(path, target, missing) == [1, 2, 3]
    assert len(missing) == 3
    assert not files(target.path)
