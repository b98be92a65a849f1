"""Views written as databases."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from exekall.operator import Operator
from exekall.store.errors import StoreError, StoreProblem
from exekall.valuedb import ValueDB
from tests.valuedb.kitchen import Bread, Kitchen
from tests.valuedb.saving import Saved, save


def large() -> bytearray:
    return bytearray(b"x" * 200_000)


@pytest.fixture
def kitchen(tmp_path: Path) -> Saved:
    program = Kitchen()
    return save(tmp_path / "kitchen", [program.bake, program.overbake])


@pytest.fixture
def other(tmp_path: Path) -> Saved:
    return save(tmp_path / "other", [Kitchen().node(Operator(large))])


def test_a_merged_view_becomes_one_database(kitchen: Saved, other: Saved, tmp_path: Path) -> None:
    path = tmp_path / "out" / "all.sqlite"
    path.parent.mkdir()
    with kitchen.open() as first, other.open() as second:
        merged = ValueDB.merge([first, second, ValueDB.merge([first])])
        merged.to_path(path)
        with ValueDB.from_path(path) as written:
            assert set(written.get_all()) == set(merged.get_all())
            assert list(written.get_roots()) == list(merged.get_roots())
            assert {run.uuid for run in written.runs} == {kitchen.run.uuid, other.run.uuid}
            for value in merged.get_all():
                assert written.get_by_uuid(value.uuid).get_id() == value.get_id()
            bread = next(value for value in written.get_by_type(Bread) if value.computed)
            assert bread.value.flour is bread["dough"].value.flour
            found: Any = written.get_by_id("large")
            assert [value.value for value in found] == [large()]
    assert sorted(os.listdir(path.parent)) == ["all.buffers", "all.sqlite"]  # noqa: PTH208 - names


def test_a_single_database_is_copied(kitchen: Saved, tmp_path: Path) -> None:
    with kitchen.open() as database:
        database.to_path(tmp_path / "copy.sqlite")
        with ValueDB.from_path(tmp_path / "copy.sqlite") as copy:
            assert set(copy.get_all()) == set(database.get_all())


@pytest.mark.parametrize("name", ["taken.sqlite", "taken.buffers"])
def test_nothing_is_replaced(kitchen: Saved, tmp_path: Path, name: str) -> None:
    (tmp_path / name).symlink_to("nowhere")
    with kitchen.open() as database, pytest.raises(StoreError) as caught:
        database.to_path(tmp_path / "taken.sqlite")
    assert caught.value.problem is StoreProblem.EXISTS
    assert caught.value.path == tmp_path / name


def test_what_is_no_whole_database(kitchen: Saved, tmp_path: Path) -> None:
    with kitchen.open() as database:
        database.to_path(tmp_path / "x.pickle")
        pruned = database.prune_by_predicate(lambda value: True)
        partial = ValueDB.merge([database], roots_from=[])
        with ValueDB.from_path(tmp_path / "x.pickle") as exported:
            for view in (pruned, partial, exported, ValueDB.merge([database, exported])):
                with pytest.raises(StoreError) as caught:
                    view.to_path(tmp_path / "x.sqlite")
                assert caught.value.problem is StoreProblem.UNSUPPORTED
        with pytest.raises(StoreError) as caught:
            database.to_path(tmp_path / "x.db")
        assert caught.value.problem is StoreProblem.UNSUPPORTED
        with pytest.raises(StoreError) as caught:
            database.to_path(tmp_path / "missing" / "x.sqlite")
        assert caught.value.problem is StoreProblem.MISSING
    assert sorted(os.listdir(tmp_path)) == ["kitchen", "x.pickle"]  # noqa: PTH208 - names
