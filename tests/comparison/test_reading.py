"""Samples out of databases: all that is kept, and nothing unpickled."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from exekall.comparison.comparing import compare
from exekall.comparison.options import ComparisonOptions
from exekall.comparison.reading import read_side
from exekall.comparison.sample import Side
from exekall.comparison.verdicts import Reason
from exekall.store.records import Outcome, RunState
from exekall.traversal import walk
from exekall.valuedb import ValueDB
from tests.valuedb import kitchen
from tests.valuedb.kitchen import Kitchen
from tests.valuedb.saving import Saved, save


@pytest.fixture
def saved(tmp_path: Path) -> Saved:
    return cooked(tmp_path / "run")


def cooked(folder: Path, state: RunState | None = RunState.COMPLETE) -> Saved:
    program = Kitchen()
    return save(folder, [program.serve, program.overbake, program.lock], state=state)


def read(saved: Saved, is_damaged: bool = False) -> Side:
    with saved.open() as database:
        return read_side("name", database, is_damaged)


def test_what_is_kept(saved: Saved) -> None:
    kitchen.LOADED.clear()
    side = read(saved)
    assert not kitchen.LOADED
    assert {sample.uuid for sample in side.values} == {value.uuid for value in saved.values}
    assert {sample.uuid for sample in side.roots} == {value.uuid for value in saved.results}
    assert list(walk(side.values)) == list(side.values)
    served = next(sample for sample in side.roots if sample.shown.endswith(":serve"))
    assert served.shown == "mill:knead:bake(flour=mill):serve"
    assert served.id == ":".join(
        f"tests.valuedb.kitchen.{name}"
        for name in ("mill", "knead", "bake(flour=tests.valuedb.kitchen.mill)", "serve")
    )
    assert (served.type, served.json, served.text) == ("str", '"[100]"', "result [100]")
    assert served.outcome is Outcome.COMPUTED
    assert served.digest is not None
    assert served.expression in side.complete
    (name, bread) = served.params[0]
    assert name == "bread"
    mill = dict(bread.params)["flour"]
    assert mill.is_generated
    assert mill.tags == {"grams": "100"}
    assert not bread.is_generated


def test_what_failed(saved: Saved) -> None:
    failed = [sample for sample in read(saved).roots if sample.shown.endswith(":overbake")]
    assert [sample.outcome for sample in failed] == [Outcome.FAILED] * 2
    names = [sample.failure.type.name for sample in failed if sample.failure is not None]
    assert names == ["tests.valuedb.kitchen.Burnt", "ValueError"]


def test_an_object_is_loaded_when_that_is_asked_for(saved: Saved) -> None:
    with saved.open() as database:
        side = read_side("name", database)
        kitchen.LOADED.clear()
        bread = next(sample for sample in side.values if sample.shown.endswith("flour=mill)"))
        found = bread.load()
    assert isinstance(found, kitchen.Bread)
    assert "Bread" in kitchen.LOADED


def test_runs_of_one_program_are_the_same(saved: Saved, tmp_path: Path) -> None:
    other = cooked(tmp_path / "other")
    options = ComparisonOptions(all_values=True)
    report = compare(read(saved), read(other), options)
    assert not report.differences
    # What cannot be pickled cannot be told apart.
    assert [each.reason for each in report.undecided] == [Reason.NOT_STORED]
    assert [each.match.shown for each in report.undecided] == ["lock"]


def test_merged_databases_and_exports_are_read_as_well(saved: Saved, tmp_path: Path) -> None:
    other = cooked(tmp_path / "other")
    path = tmp_path / "export.pickle"
    with saved.open() as one:
        one.to_path(path)
    with saved.open() as one, other.open() as two, ValueDB.from_path(path) as export:
        merged = read_side("merged", ValueDB.merge([one, two]))
        exported = read_side("export", export)
    assert len(merged.roots) == 2 * len(exported.roots)
    assert not compare(exported, merged).differences
    assert not compare(read(saved), exported).differences


def test_of_an_interrupted_run_what_is_there(saved: Saved, tmp_path: Path) -> None:
    part = save(tmp_path / "part", [Kitchen().serve], state=None)
    report = compare(read(saved), read(part))
    assert {each.match.shown for each in report.differences} == {"lock", "mill:knead:overbake"}


def test_a_lost_parameter_keeps_its_place_and_ids_stay(saved: Saved) -> None:
    whole = read(saved)
    with closing(sqlite3.connect(saved.path)) as connection:
        for uuid in [value.uuid for value in saved.values if value.op.name.endswith(".knead")]:
            connection.execute(
                "UPDATE value SET duration = duration + 1 WHERE uuid = ?", (bytes.fromhex(uuid),)
            )
        connection.commit()
    damaged = read(saved, is_damaged=True)
    assert [sample.shown for sample in damaged.values if sample.is_lost] == ["mill:knead"] * 2
    assert [sample.id for sample in damaged.roots] == [sample.id for sample in whole.roots]
    served = next(sample for sample in damaged.roots if sample.shown.endswith(":serve"))
    assert dict(dict(served.params)["bread"].params)["dough"].is_lost
    report = compare(whole, damaged, ComparisonOptions(all_values=True))
    assert not report.differences
    assert {each.reason for each in report.undecided} == {Reason.LOST}
