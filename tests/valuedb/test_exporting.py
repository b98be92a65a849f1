"""What is in an export."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from exekall.operator import Operator
from exekall.store.errors import ValueProblem, ValueUnavailable
from exekall.valuedb import PrunedFrozVal, ValueDB
from exekall.valuedb.exporting import exported
from tests.valuedb.kitchen import LOADED, Bread, Kitchen
from tests.valuedb.saving import save


@pytest.fixture
def database(tmp_path: Path) -> Iterator[ValueDB]:
    program = Kitchen()
    roots = [program.serve, program.overbake, program.lock]
    with save(tmp_path / "kitchen", roots).open() as database:
        yield database


def large_bytes() -> bytearray:
    return bytearray(os.urandom(1 << 18))


def test_is_put_together_without_loading(database: ValueDB) -> None:
    LOADED.clear()
    content = exported(database._registry)
    assert [record.uuid for record in content.records] == [v.uuid for v in database.get_all()]
    computed = {value.record.key for value in database.get_all() if value.computed}
    hot = [value.record.key for value in database.get_by_id("mill[grams=200]:knead:overbake")]
    [lock] = database.get_by_id("lock")
    assert content.stored.keys() == {*computed, *hot} - {lock.record.key}
    problems = {problem for problem, _, _ in content.unavailable.values()}
    assert problems == {ValueProblem.NOT_COMPUTED}
    assert not content.pruned
    assert not LOADED


def test_pruned_objects_are_left_out(database: ValueDB) -> None:
    view = database.prune_by_predicate(lambda value: "serve" in value.callable_name)
    content = exported(view._registry)
    served = {value.record.key for value in database.get_by_id("*serve")}
    assert not content.stored.keys() & served
    breads = {value.record.key for value in database.get_by_type(Bread)}
    assert not content.stored.keys() & {key for key in breads if key in content.logs}
    assert {value.uuid for value in database.get_by_id("*serve")} < content.pruned


def test_of_views(database: ValueDB, tmp_path: Path) -> None:
    path = tmp_path / "x.pickle"
    view = database.prune_by_predicate(lambda value: "knead" in value.callable_name)
    view.to_path(path)
    with ValueDB.from_path(path) as exported:
        assert list(exported.get_all()) == list(view.get_all())
        for value in view.get_all():
            seen = exported.get_by_uuid(value.uuid)
            assert type(seen) is type(value)
            assert seen.get_id() == value.get_id()
        bread = next(iter(exported.get_by_id("*serve")))["bread"]
        assert isinstance(bread["dough"], PrunedFrozVal)
        assert isinstance(bread.value, Bread)
    merged = ValueDB.merge([database, view], roots_from=[])
    merged.to_path(path)
    with ValueDB.from_path(path) as exported:
        assert list(exported.get_all()) == list(database.get_all())
        assert not exported.get_roots()


def test_what_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    program = Kitchen()
    large = program.node(Operator(large_bytes))
    saved = save(tmp_path / "run", [large, program.knead])
    for file in (tmp_path / "run").rglob("*"):
        if file.is_file() and file != saved.path:
            file.unlink()
    with saved.open() as database:
        database.to_path(tmp_path / "x.pickle")
    with ValueDB.from_path(tmp_path / "x.pickle") as exported:
        lost, *others = exported.get_roots()
        with pytest.raises(ValueUnavailable) as caught:
            _ = lost.value
        assert caught.value.problem is ValueProblem.BUFFER_MISSING
        assert caught.value.uuid == lost.uuid
        assert caught.value.subject
        assert all(value.value for value in others)
        assert exported.source.missing_buffers() == []
