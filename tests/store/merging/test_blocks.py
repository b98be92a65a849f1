"""Blocks that go from one database to another."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from exekall.store.merging.blocks import MergeBlocks, TargetBlocks
from exekall.store.merging.source import NOWHERE, MergeSource
from exekall.store.merging.target import MergeTarget
from tests.store.merge_inputs import made, writing_to


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return made(tmp_path / "one", 1_000, [[number] for number in range(600)])


@pytest.fixture
def source(path: Path) -> Iterator[MergeSource]:
    with MergeSource(path) as opened:
        yield opened


@pytest.fixture
def ours(tmp_path: Path) -> Iterator[TargetBlocks]:
    with MergeTarget(tmp_path / "out.sqlite") as target:
        yield TargetBlocks(target)


def values(source: MergeSource) -> list[dict[str, Any]]:
    return list(source.rows("value"))


def test_each_block_is_brought_once(source: MergeSource, ours: TargetBlocks) -> None:
    blocks = MergeBlocks(source, ours)
    keys = {row["key"] for row in source.rows("block")}
    assert len(keys) > 1
    brought = {key: blocks.bring(key) for key in keys}
    assert {key: blocks.bring(key) for key in keys} == brought
    assert len(set(brought.values())) == len(keys) == ours.target.total("block")
    for key in keys:
        found = source.block(key)
        assert found is not None
        assert ours.content(brought[key]) == found[1]


def test_the_same_block_of_another_database(
    tmp_path: Path, path: Path, source: MergeSource, ours: TargetBlocks
) -> None:
    shutil.copytree(path.parent, tmp_path / "copy")
    with MergeSource(tmp_path / "copy") as copy:
        assert MergeBlocks(source, ours).bring(2) == MergeBlocks(copy, ours).bring(2)


def test_blocks_that_are_lost(path: Path, source: MergeSource, ours: TargetBlocks) -> None:
    with writing_to(path) as connection:
        connection.execute("UPDATE block SET data = x'00' WHERE key = 1")
    blocks = MergeBlocks(source, ours)
    assert blocks.bring(NOWHERE) == NOWHERE
    assert blocks.bring(1) == NOWHERE
    assert blocks.pickle(values(source)[0]) is None
    assert blocks.bring(2) != NOWHERE


def test_pickles_are_compared(source: MergeSource, ours: TargetBlocks) -> None:
    blocks = MergeBlocks(source, ours)
    first, second, *_ = values(source)
    ours_first = first | {"block": blocks.bring(first["block"])}
    assert blocks.is_same(first, ours_first)
    assert not blocks.is_same(second, ours_first)
    assert not blocks.is_same(first, ours_first | {"kind": "dill"})
    assert not blocks.is_same(first, ours_first | {"length": first["length"] + 1})


def test_the_same_pickle_elsewhere(tmp_path: Path, source: MergeSource, ours: TargetBlocks) -> None:
    first = values(source)[0]
    ours_first = first | {"block": MergeBlocks(source, ours).bring(first["block"])}
    path = made(tmp_path / "other", 2_000, ["something", [0]])
    with MergeSource(path) as other:
        something, same = values(other)
        blocks = MergeBlocks(other, ours)
        assert same["offset"] > first["offset"]
        assert blocks.is_same(same, ours_first)
        assert not blocks.is_same(something, ours_first)
