"""What a value asks its database for; what is lost of a damaged one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from exekall.expression import NodeTable
from exekall.store.errors import StoreError, ValueProblem, ValueUnavailable
from exekall.store.records import Outcome
from exekall.traversal import walk
from exekall.valuedb import LostFrozVal, PrunedFrozVal, ValueDB
from tests.rendering.databases import Maker
from tests.valuedb.kitchen import Kitchen
from tests.valuedb.saving import Saved, applied, save


@pytest.fixture
def saved(tmp_path: Path) -> Saved:
    program = Kitchen()
    return save(tmp_path / "run", [program.serve, program.overbake])


def damage(saved: Saved, name: str) -> list[str]:
    """Damage the rows of the values that the operator *name* made; return their UUIDs."""
    uuids = [value.uuid for value in saved.values if value.op.name.endswith(f".{name}")]
    with closing(sqlite3.connect(saved.path)) as connection:
        for uuid in uuids:
            changed = connection.execute(
                "UPDATE value SET duration = duration + 1 WHERE uuid = ?", (bytes.fromhex(uuid),)
            )
            assert changed.rowcount == 1
        connection.commit()
    return uuids


class TestDamage:
    def test_a_parameter(self, saved: Saved) -> None:
        damage(saved, "knead")
        with saved.open() as database:
            breads = [v for v in database.get_all() if v.callable_name.endswith(".bake")]
            assert not {value["dough"] for value in breads} & set(database.get_all())
            dough = breads[0]["dough"]
            assert isinstance(dough, LostFrozVal)
            assert dough is breads[0].param_map["dough"]
            assert not dough.computed
            assert (dough.params, dough.get_tags(), dough.failure) == ((), {}, None)
            assert (dough.excep, dough.text, dough.expression, dough.run) == (None,) * 4
            assert list(dough.log) == []
            assert dough.get_id(qual=False) == "knead"
            assert dough.type_name.endswith(".Dough")
            assert breads[0].get_id(qual=False) == "knead:bake(flour=mill[grams=100])"
            with pytest.raises(ValueUnavailable) as caught:
                _ = dough.value
            assert caught.value.problem is ValueProblem.DAMAGED
            assert caught.value.uuid == dough.uuid
            assert dough in set(walk(breads))

    def test_is_not_among_what_can_be_asked_for(self, saved: Saved) -> None:
        lost = damage(saved, "knead")
        with saved.open() as database:
            assert not {value.uuid for value in database.get_all()} & set(lost)
            for _ in range(2):
                with pytest.raises((KeyError, ValueUnavailable)):
                    database.get_by_uuid(lost[0])
                list(walk(database.get_roots()))

    def test_results(self, saved: Saved) -> None:
        lost = damage(saved, "serve")
        with saved.open() as database:
            serve, overbake = database.sequences
            assert (len(serve), len(overbake)) == (0, 2)
            assert len(database.get_roots()) == 2
            assert not database.get_by_predicate(lambda value: value.uuid in lost)

    def test_views_of_it(self, saved: Saved, tmp_path: Path) -> None:
        damage(saved, "knead")
        with saved.open() as database:
            pruned = database.prune_by_predicate(lambda value: "serve" in value.callable_name)
            merged = ValueDB.merge([database])
            database.to_path(tmp_path / "x.pickle")
            with ValueDB.from_path(tmp_path / "x.pickle") as exported:
                for view in (pruned, merged, exported):
                    for value in database.get_all():
                        seen = view.get_by_uuid(value.uuid) if view is not pruned else value
                        assert seen.get_id() == value.get_id()
                    assert any(
                        isinstance(value, LostFrozVal)
                        for root in view.get_roots()
                        for value in walk([root])
                    )


def test_texts_of_results_that_others_are_made_from(tmp_path: Path) -> None:
    program = Kitchen()
    saved = save(tmp_path, [program.serve, program.bake, program.knead])
    with saved.open() as database:
        for live in saved.values:
            is_root = live.op.name.rpartition(".")[2] in {"serve", "bake", "knead"}
            text = database.get_by_uuid(live.uuid).text
            assert text == (f"result {live.value}" if is_root else None)


def test_pruned_results_stay(tmp_path: Path) -> None:
    program = Kitchen()
    saved = save(tmp_path, [program.serve, program.knead])
    with saved.open() as database:
        view = database.prune_by_predicate(lambda value: "serve" in value.callable_name)
        names = sorted(value.callable_name.rpartition(".")[2] for value in view.get_all())
        assert names == ["knead", "knead", "mill", "mill", "serve", "serve"]
        assert sum(isinstance(value, PrunedFrozVal) for value in view.get_all()) == 2
        view = view.prune_by_predicate(lambda value: "knead" in value.callable_name)
        names = sorted(value.callable_name.rpartition(".")[2] for value in view.get_all())
        assert names == ["knead", "knead", "serve", "serve"]


def fails(text: str) -> int:
    raise KeyError(text)


def text() -> str:
    return "text"


def after(number: int) -> float:
    return float(number)


def test_what_could_not_be_attempted(tmp_path: Path) -> None:
    table = NodeTable()
    root = applied(table, after, number=applied(table, fails, text=text))
    saved = save(tmp_path, [root])
    with saved.open() as database:
        [value] = database.get_roots()
        assert value.outcome is Outcome.SKIPPED
        assert (value.failure, value.excep, value.excep_tb) == (None, None, None)
        assert value.get_excep() == {value["number"]}
        assert value["number"]["text"].value == "text"


def test_a_closed_database(saved: Saved) -> None:
    with saved.open() as database:
        [value, *_] = database.get_roots()
    assert value.uuid
    with pytest.raises(StoreError):
        database.get_by_uuid("0" * 32)
    with pytest.raises(StoreError):
        _ = value.value


@pytest.mark.parametrize("is_one", [True, False], ids=["one-expression", "many-expressions"])
def test_many_results_come_in_their_order(tmp_path: Path, is_one: bool) -> None:
    count = 1_100
    with Maker(tmp_path) as maker:
        node = maker.node("m.f")
        expression = maker.expression(node)
        expected = []
        for _ in range(count):
            value = maker.value(node)
            expected.append(value)
            maker.result(expression if is_one else maker.expression(node), value)
    with maker.open() as database:
        found = list(database.get_roots())
        assert [value.uuid for value in found] == expected
        assert all(database.get_by_uuid(value.uuid) is value for value in found)


def test_a_value_whose_parameter_is_lost_with_its_node(tmp_path: Path) -> None:
    with Maker(tmp_path) as maker:
        flour = maker.node("bake.Flour")
        dough = maker.node("bake.Dough", ("flour", flour))
        value = maker.value(dough, maker.value(flour))
    with closing(sqlite3.connect(maker.path)) as connection:
        connection.execute("UPDATE node SET place = 'changed' WHERE key = 1")
        connection.commit()
    with maker.open() as database:
        found = database.get_by_uuid(value)
        assert found.get_id() == "?:bake.Dough"
        assert isinstance(found["flour"], LostFrozVal)
        assert found["flour"].callable_name == found["flour"].type_name == "?"
