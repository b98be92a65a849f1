"""Several databases seen as one."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from exekall.expression import NodeTable
from exekall.store.errors import ValueProblem, ValueUnavailable
from exekall.store.reader import StoreReader
from exekall.store.records import BUFFERS_SUFFIX, ExpressionState, RunRecord, RunState
from exekall.store.writer import StoreWriter
from exekall.valuedb import PrunedFrozVal, ValueDB
from tests.valuedb.kitchen import Bread, Dough, Flour, Kitchen
from tests.valuedb.saving import Saved, applied, save

LARGE = 200_000


def loaves() -> bytearray:
    return bytearray(b"loaf" * LARGE)


def sliced(loaf: bytearray) -> list[bytearray]:
    return [loaf, loaf]


def copied(reader: StoreReader, uuids: list[str], folder: Path, *extra: Any) -> Path:
    """Make a database that has values of another one, as a run that loads them does."""
    folder.mkdir()
    path = folder / "VALUE_DB.sqlite"
    writer = StoreWriter(path, RunRecord("f" * 32, 1.0))
    writer.import_values(reader, uuids)
    writer.close(RunState.COMPLETE)
    return path


@pytest.fixture
def kitchen(tmp_path: Path) -> Saved:
    program = Kitchen()
    return save(tmp_path / "kitchen", [program.bake, program.overbake, program.lock])


@pytest.fixture
def other(tmp_path: Path) -> Saved:
    return save(tmp_path / "other", [Kitchen().serve])


def test_everything_of_all(kitchen: Saved, other: Saved) -> None:
    with kitchen.open() as first, other.open() as second:
        merged = ValueDB.merge([first, second])
        assert merged.path is None
        assert list(merged.get_all()) == [*first.get_all(), *second.get_all()]
        assert list(merged.get_roots()) == [*first.get_roots(), *second.get_roots()]
        assert [run.uuid for run in merged.runs] == [kitchen.run.uuid, other.run.uuid]
        assert all(merged.state_of(run) is RunState.COMPLETE for run in merged.runs)
        assert len(merged.expressions) == 4
        assert len(merged.source.nodes()) == 6
        for part in (first, second):
            for value in part.get_all():
                seen = merged.get_by_uuid(value.uuid)
                assert seen.get_id() == value.get_id()
                assert seen.param_map == value.param_map
                assert seen.failure == value.failure
                assert (seen.text, seen.digest, seen.run) == (value.text, value.digest, value.run)
                assert list(seen.log) == list(value.log)


def test_identity(kitchen: Saved, other: Saved) -> None:
    with ValueDB.merge([kitchen.open(), other.open()]) as merged:
        for bread in merged.get_by_type(Bread):
            if bread.computed:
                assert bread.value.flour is bread["flour"].value is bread["dough"].value.flour
        hot = merged.get_by_predicate(lambda v: v.failure is not None and bool(v.failure.args[1:]))
        assert [value.excep.args for value in hot if value.excep] == [("too hot", 200)]


def test_the_same_twice(kitchen: Saved) -> None:
    with kitchen.open() as first, kitchen.open() as second, kitchen.open() as alone:
        merged = ValueDB.merge([first, second, first])
        assert list(merged.get_all()) == list(alone.get_all())
        assert list(merged.get_roots()) == list(alone.get_roots())
        assert [run.uuid for run in merged.runs] == [kitchen.run.uuid]
        again = ValueDB.merge([merged, alone])
        assert list(again.get_all()) == list(alone.get_all())
        assert {type(value.value) for value in again.get_by_type(Flour)} == {
            type(value.value) for value in alone.get_by_type(Flour)
        }


def test_roots_of_some(kitchen: Saved, other: Saved) -> None:
    with kitchen.open() as first, other.open() as second:
        merged = ValueDB.merge([first, second], roots_from=[second])
        assert merged.get_roots() == second.get_roots()
        assert len(merged.get_all()) == len(first.get_all()) + len(second.get_all())
        assert len(merged.sequences) == 1
        everything = ValueDB.merge([merged, first], roots_from=[merged])
        assert everything.get_roots() == second.get_roots()


def test_common_objects_are_one(kitchen: Saved, tmp_path: Path) -> None:
    """Both databases have the flour; the dough that only the first has refers to it."""
    with StoreReader.open(kitchen.path) as reader:
        flour = [v.uuid for v in kitchen.values if v.op.name.endswith("mill")]
        path = copied(reader, flour, tmp_path / "copied")
    with ValueDB.merge([ValueDB.from_path(path), kitchen.open()]) as merged:
        for dough in merged.get_by_type(Dough):
            assert dough.value.flour is dough["flour"].value
        assert {merged.source.key_of(uuid) % 2 for uuid in flour} == {0}


def test_who_knows_more_counts(tmp_path: Path) -> None:
    node = applied(NodeTable(), sliced, loaf=loaves)
    saved = save(tmp_path / "run", [node])
    lacking = tmp_path / "lacking.sqlite"
    shutil.copy(saved.path, lacking)
    uuid = saved.results[0].uuid
    with ValueDB.from_path(lacking) as database:
        value = database.get_by_uuid(uuid)
        with pytest.raises(ValueUnavailable) as caught:
            _ = value.value
        assert caught.value.problem is ValueProblem.BUFFER_MISSING
        assert database.source.missing_buffers()
    with ValueDB.merge([ValueDB.from_path(lacking), saved.open()]) as merged:
        found: Any = merged.get_by_uuid(uuid).value
        assert found == [loaves(), loaves()]
        assert found[0] is found[1] is merged.get_by_uuid(uuid)["loaf"].value
        assert merged.source.missing_buffers() == []
    assert saved.path.with_suffix(BUFFERS_SUFFIX).exists()


def test_complete_expressions_count(tmp_path: Path, kitchen: Saved) -> None:
    early = tmp_path / "early.sqlite"
    program = Kitchen()
    saved = save(tmp_path / "run", [program.knead], state=None)
    shutil.copy(saved.path, early)
    with ValueDB.from_path(early) as first, saved.open() as second:
        merged = ValueDB.merge([first, second])
        [expression] = merged.expressions
        assert expression.state is ExpressionState.COMPLETE
        assert len(merged.get_roots()) == 2


def test_pruned_parts(kitchen: Saved, other: Saved) -> None:
    with kitchen.open() as first, other.open() as second:
        pruned = first.prune_by_predicate(lambda value: "knead" in value.callable_name)
        merged = ValueDB.merge([pruned, second])
        for value in pruned.get_all():
            seen = merged.get_by_uuid(value.uuid)
            assert isinstance(seen, PrunedFrozVal) == isinstance(value, PrunedFrozVal)
        assert not any(
            isinstance(merged.get_by_uuid(v.uuid), PrunedFrozVal) for v in second.get_all()
        )
        whole = ValueDB.merge([pruned, first])
        assert not any(isinstance(value, PrunedFrozVal) for value in whole.get_all())


def test_of_none() -> None:
    with ValueDB.merge([]) as merged:
        assert len(merged.get_all()) == 0
        assert merged.runs == ()
        with pytest.raises(KeyError):
            merged.get_by_uuid("0" * 32)
