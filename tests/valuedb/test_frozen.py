"""Stored values: what is known of them, and their objects."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from exekall.store.errors import ValueProblem, ValueUnavailable
from exekall.store.records import Outcome
from exekall.traversal import walk
from exekall.valuedb import FrozenExprVal, StoredFailure, ValueDB
from exekall.values import NO_VALUE
from tests.valuedb import kitchen
from tests.valuedb.kitchen import LOADED, Bread, Dough, Flour, Kitchen, Rye
from tests.valuedb.saving import Saved, save

HERE = kitchen.__name__


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Saved:
    program = Kitchen()
    roots = [program.serve, program.overbake, program.lock]
    return save(tmp_path_factory.mktemp("kitchen"), roots)


@pytest.fixture
def database(saved: Saved) -> Iterator[ValueDB]:
    LOADED.clear()
    with saved.open() as database:
        yield database


@pytest.fixture
def served(database: ValueDB) -> FrozenExprVal:
    return next(iter(database.get_by_id("*serve")))


@pytest.fixture
def failed(database: ValueDB) -> tuple[FrozenExprVal, ...]:
    return tuple(database.get_by_id("*overbake"))


class TestWithoutLoading:
    def test_what_was_computed(self, saved: Saved, database: ValueDB) -> None:
        for live in saved.values:
            value = database.get_by_uuid(live.uuid)
            assert value.uuid == live.uuid
            assert value.duration == live.duration
            assert value.computed == live.computed
            assert {k: str(v) for k, v in live.get_tags().items()} == value.get_tags()
            assert value.callable_name == live.op.name
            assert list(value) == list(live)
            assert [v.uuid for v in value.values()] == [v.uuid for v in live.values()]
            assert {v.uuid for v in value.get_excep()} == {v.uuid for v in live.get_excep()}
        assert not LOADED

    def test_texts(self, served: FrozenExprVal) -> None:
        assert served.json == '"[100]"'
        assert served.repr_text == "'[100]'"
        assert served.text == "result [100]"
        assert served["bread"].text is None
        assert served.size > 0
        assert served.digest is not None
        assert served.refusal is None
        assert not served.is_stale
        assert list(served.log) == []

    def test_types(self, served: FrozenExprVal) -> None:
        flour = served["bread"]["flour"]
        assert (served.type_name, served.product_name) == ("str", "str")
        assert flour.type_name == flour.product_name == f"{HERE}.Flour"
        assert flour.type_base_names == (f"{HERE}.Flour", f"{HERE}.Noticed")
        assert flour.product_base_names == flour.type_base_names
        assert not LOADED

    def test_types_of_subclasses(self, database: ValueDB) -> None:
        rye = database.get_by_id("mill[grams=200]")
        assert [(value.type_name, value.product_name) for value in rye] == [
            (f"{HERE}.Rye", f"{HERE}.Flour")
        ]

    def test_where_it_comes_from(self, saved: Saved, served: FrozenExprVal) -> None:
        assert served.expression is not None
        assert served.expression.uuid == saved.expressions[0].uuid
        assert served.run is not None
        assert served.run.uuid == saved.run.uuid
        assert served.node.key == served.record.node
        assert not served.is_hidden

    def test_parameters(self, served: FrozenExprVal) -> None:
        bread = served["bread"]
        assert list(bread.keys()) == list(bread.param_map) == ["dough", "flour"]
        assert list(bread.items()) == list(bread.params)
        assert bread["flour"] is bread["dough"]["flour"]
        assert "dough" in bread
        assert len(bread) == 2
        assert not len(bread["flour"])
        assert bread["flour"]
        with pytest.raises(KeyError):
            bread["salt"]

    def test_failures(self, failed: tuple[FrozenExprVal, ...]) -> None:
        burnt, hot = failed
        assert (burnt.outcome, hot.outcome) == (Outcome.FAILED, Outcome.FAILED)
        assert burnt.failure is not None
        assert burnt.failure.type.name == f"{HERE}.Burnt"
        assert hot.failure is not None
        assert hot.failure.args == ("'too hot'", "200")
        assert hot.excep_tb == hot.failure.traceback
        assert "ValueError: ('too hot', 200)" in (hot.excep_tb or "")
        assert (hot.type_name, hot.text) == (f"{HERE}.Bread", None)
        assert hot.get_excep() == {hot}
        assert not LOADED

    def test_what_could_not_be_stored(self, database: ValueDB) -> None:
        [value] = database.get_by_id("lock")
        assert value.refusal is not None
        assert "lock" in value.refusal.path
        with pytest.raises(ValueUnavailable) as caught:
            _ = value.value
        assert caught.value.problem is ValueProblem.UNSERIALISABLE
        assert caught.value.uuid == value.uuid
        assert caught.value.subject == value.refusal.path


class TestLoading:
    def test_loads_what_it_refers_to_and_no_more(self, served: FrozenExprVal) -> None:
        dough = served["bread"]["dough"]
        assert isinstance(dough.value, Dough)
        assert sorted(LOADED) == ["Dough", "Flour"]
        assert dough.value is dough.value

    def test_identity(self, served: FrozenExprVal) -> None:
        bread = served["bread"]
        loaded = bread.value
        assert isinstance(loaded, Bread)
        assert loaded.dough is bread["dough"].value
        assert loaded.flour is bread["flour"].value is loaded.dough.flour
        assert loaded.dough.parts[0] is loaded.flour

    def test_failures_have_no_value(self, failed: tuple[FrozenExprVal, ...]) -> None:
        burnt, hot = failed
        assert burnt.value is hot.value is NO_VALUE
        assert isinstance(hot.excep, ValueError)
        assert hot.excep.args == ("too hot", 200)
        assert hot.excep is hot.excep

    def test_exceptions_that_do_not_pickle(self, failed: tuple[FrozenExprVal, ...]) -> None:
        burnt, _ = failed
        assert isinstance(burnt.excep, StoredFailure)
        assert burnt.excep.record == burnt.failure
        assert str(burnt.excep) == f"{HERE}.Burnt: black"

    def test_what_did_not_fail(self, served: FrozenExprVal) -> None:
        assert (served.excep, served.excep_tb, served.failure) == (None, None, None)

    def test_types_and_callables(self, database: ValueDB, served: FrozenExprVal) -> None:
        assert served.type_ is str
        assert served.callable_ is kitchen.serve
        [rye] = database.get_by_id("mill[grams=200]")
        assert rye.type_ is Rye
        assert served["bread"]["flour"].type_ is Flour


class TestIdentity:
    def test_by_uuid(self, saved: Saved, served: FrozenExprVal) -> None:
        with saved.open() as other:
            same = other.get_by_uuid(served.uuid)
            assert same is not served
            assert same == served
            assert hash(same) == hash(served)
            assert same != served["bread"]
            assert same != served.uuid

    def test_one_object_for_each_value(self, database: ValueDB, served: FrozenExprVal) -> None:
        assert database.get_by_uuid(served.uuid) is served
        assert all(database.get_by_uuid(value.uuid) is value for value in walk([served]))

    def test_repr(self, served: FrozenExprVal) -> None:
        assert repr(served) == f"<FrozenExprVal {HERE}.serve {served.uuid}>"


PROGRAM = """
class Kept:
    pass

class Gone(Kept):
    pass

class Holder:
    def __init__(self, gone: Gone, kept: Kept) -> None:
        self.gone = gone

class Free:
    def __init__(self, kept: Kept) -> None:
        self.kept = kept

class GoneError(Exception):
    pass

def failing(kept: Kept) -> Free:
    raise GoneError("gone")
"""


def test_classes_that_are_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    file = tmp_path / "vanishing.py"
    file.write_text(PROGRAM)
    import vanishing  # type: ignore[import-not-found]

    program = Kitchen()
    kept, gone = (program.node(kitchen.Operator(c)) for c in (vanishing.Kept, vanishing.Gone))
    roots = [
        program.node(kitchen.Operator(vanishing.Holder), gone=gone, kept=kept),
        program.node(kitchen.Operator(vanishing.Free), kept=kept),
        program.node(kitchen.Operator(vanishing.failing), kept=kept),
    ]
    saved = save(tmp_path / "saved", roots)
    for name in ("Gone", "Holder", "GoneError", "failing"):
        monkeypatch.delattr(vanishing, name)
    with saved.open() as database:
        holder, free, failed = database.get_roots()
        assert isinstance(free.value, vanishing.Free)
        for value in (holder, holder["gone"]):
            with pytest.raises(ValueUnavailable) as caught:
                _ = value.value
            assert caught.value.problem is ValueProblem.CLASS_MISSING
            assert "Gone" in caught.value.subject or "Holder" in caught.value.subject
        assert holder["kept"].value is free.value.kept
        assert isinstance(failed.excep, StoredFailure)
        for lost in ("type_", "callable_"):
            with pytest.raises(ValueUnavailable) as caught:
                getattr(holder, lost)
            assert caught.value.subject == "vanishing.Holder"
        monkeypatch.delitem(sys.modules, "vanishing")
        file.unlink()
        assert holder.type_name == "vanishing.Holder"
    with saved.open() as database:
        free = database.get_by_uuid(free.uuid)
        with pytest.raises(ValueUnavailable) as caught:
            _ = free.value
        assert caught.value.problem is ValueProblem.CLASS_MISSING
        assert "vanishing" in caught.value.subject
