"""Opening, adaptors, merging and pruning."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest

import exekall
from exekall.customization import AdaptorBase
from exekall.engine import ValueDB as EngineValueDB
from exekall.errors import HookError
from exekall.expression import NodeTable
from exekall.operator import Operator
from exekall.store.errors import StoreError, StoreProblem
from exekall.store.records import AdaptorRecord, RunState
from exekall.utils import DB_FILENAME
from exekall.valuedb import PrunedFrozVal, ValueDB
from exekall.values import NO_VALUE
from tests.valuedb.kitchen import LOADED, Bread, Dough, Flour, Kitchen
from tests.valuedb.saving import Saved, applied, chain, save


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Saved:
    program = Kitchen()
    return save(tmp_path_factory.mktemp("kitchen") / "run", [program.serve, program.overbake])


class TestOpening:
    def test_the_file_or_its_folder(self, saved: Saved, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(saved.path.parent.parent)
        for path in (saved.path, saved.path.parent, str(saved.path), f"run/{DB_FILENAME}", "run"):
            with ValueDB.from_path(path) as database:
                assert len(database.get_roots()) == 4
                assert database.path is not None
                assert database.path.samefile(saved.path)

    def test_relative_to_a_file_or_folder(self, saved: Saved) -> None:
        script = saved.path.parent / "somewhere" / "EXPRESSION.py"
        for path, base in [
            (f"../{DB_FILENAME}", script),
            ("..", str(script)),
            (DB_FILENAME, saved.path.parent),
            (saved.path, script),
        ]:
            script.parent.mkdir(exist_ok=True)
            with exekall.load(path, relative_to=base) as database:
                assert len(database.get_roots()) == 4

    def test_what_is_not_there(self, tmp_path: Path) -> None:
        for path in (tmp_path / "x", tmp_path / "x.sqlite", tmp_path / "x.pickle.gz"):
            with pytest.raises(StoreError) as caught:
                exekall.load(path)
            assert caught.value.problem is StoreProblem.MISSING

    def test_unpickles_and_imports_nothing(self, saved: Saved) -> None:
        LOADED.clear()
        modules = set(sys.modules)
        with saved.open() as database:
            for value in database.get_all():
                assert value.get_id()
                assert value.repr_text is not None
                repr(value)
            database.get_by_type("*Bread")
            assert database.expressions
            assert repr(database) == f"<ValueDB {database.path}>"
        assert not LOADED
        assert set(sys.modules) == modules

    def test_unknown_values(self, saved: Saved) -> None:
        with saved.open() as database:
            for uuid in ("0" * 32, "x", ""):
                with pytest.raises(KeyError):
                    database.get_by_uuid(uuid)

    def test_runs(self, saved: Saved, tmp_path: Path) -> None:
        with saved.open() as database:
            [run] = database.runs
            assert run.uuid == saved.run.uuid
            assert database.state_of(run) is RunState.COMPLETE
            assert [found.uuid for found in database.expressions] == [
                computable.uuid for computable in saved.expressions
            ]

    def test_public_names(self) -> None:
        assert exekall.ValueDB is EngineValueDB is ValueDB
        assert DB_FILENAME == "VALUE_DB.sqlite"

    def test_one_value_of_many(self, tmp_path: Path) -> None:
        root = chain(Operator(source), Operator(passed), "number", 5000)
        saved = save(tmp_path, [root])
        [live] = saved.results
        with saved.open() as database:
            value = database.get_by_uuid(live.uuid)
            assert value.value == 5000
            assert len(database._registry._values) == 1
            assert len(value.get_excep()) == 0


def source() -> int:
    return 0


def passed(number: int) -> int:
    return number + 1


class Link:
    def __init__(self, before: object) -> None:
        self.before = before


def first() -> Link:
    return Link(None)


def linked(link: Link) -> Link:
    return Link(link)


def test_long_chains_of_objects(tmp_path: Path) -> None:
    saved = save(tmp_path, [chain(Operator(first), Operator(linked), "link", 5000)])
    with saved.open() as database:
        [value] = database.get_roots()
        link: Any = value.value
        length = 0
        while link.before is not None:
            link, length = link.before, length + 1
        assert length == 5000
        pruned = database.prune_by_predicate(lambda found: found["link"] is value["link"])
        assert isinstance(pruned.get_by_uuid(value.uuid), PrunedFrozVal)


class TestImportPaths:
    def test_are_used_when_asked_for_only(self, tmp_path: Path) -> None:
        program = Kitchen()
        folder = tmp_path / "code"
        folder.mkdir()
        saved = save(tmp_path / "run", [program.knead], import_paths=(str(folder), "/nowhere"))
        before = list(sys.path)
        with saved.open() as database:
            assert database.import_paths == (str(folder), "/nowhere")
            _ = next(iter(database.get_roots())).value
            assert sys.path == before
            with database.import_paths_added():
                assert sys.path == [str(folder), *before]
            assert sys.path == before


class Adaptor(AdaptorBase):
    """Writes down what it is called with."""

    calls: ClassVar[list[tuple[ValueDB, Any]]] = []
    returned: ClassVar[Callable[[ValueDB], Any]] = staticmethod(lambda db: db)

    @classmethod
    def reload_db(cls, db: ValueDB, path: Any = None) -> Any:
        cls.calls.append((db, path))
        return cls.returned(db)


def recorded(class_: type, *overrides: str) -> AdaptorRecord:
    return AdaptorRecord("cook", class_.__module__, class_.__qualname__, overrides)


class TestAdaptors:
    @pytest.fixture(autouse=True)
    def _forget(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Adaptor, "calls", [])

    def saved(self, path: Path, adaptor: AdaptorRecord | None) -> Saved:
        return save(path, [Kitchen().knead], adaptor=adaptor)

    def test_is_found_by_its_name(self, tmp_path: Path) -> None:
        with self.saved(tmp_path, recorded(Adaptor)).open() as database:
            assert database.adaptor_cls is Adaptor

    def test_there_is_none(self, tmp_path: Path) -> None:
        for number, adaptor in enumerate(
            [
                None,
                recorded(Path),
                AdaptorRecord("x", "nowhere", "X"),
                AdaptorRecord("x", "os", "X"),
            ]
        ):
            with self.saved(tmp_path / f"{number}", adaptor).open() as database:
                assert database.adaptor_cls is None

    def test_is_asked_before_the_first_value_is_loaded(self, tmp_path: Path) -> None:
        with self.saved(tmp_path, recorded(Adaptor, "reload_db")).open() as database:
            first, second = database.get_roots()
            assert first.excep is None
            assert not Adaptor.calls
            LOADED.clear()
            assert first.value is first.value
            assert second.value is not first.value
            assert Adaptor.calls == [(database, database.path)]

    def test_may_load_values_and_change_them(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def moved(db: ValueDB) -> ValueDB:
            for value in db.get_by_type(Flour):
                value.value.grams += 1
            return db

        monkeypatch.setattr(Adaptor, "returned", moved)
        with self.saved(tmp_path, recorded(Adaptor, "reload_db")).open() as database:
            dough = next(iter(database.get_roots()))
            assert dough.value.flour.grams == 101
            assert dough["flour"].value is dough.value.flour

    def test_may_give_another_database(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        saved = self.saved(tmp_path, recorded(Adaptor, "reload_db"))
        with saved.open() as other, saved.open() as database:
            monkeypatch.setattr(Adaptor, "returned", staticmethod(lambda db: other))
            for value in database.get_all():
                assert value.value is other.get_by_uuid(value.uuid).value

    def test_its_errors_are_passed_on(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with self.saved(tmp_path, recorded(Adaptor, "reload_db")).open() as database:
            value = next(iter(database.get_roots()))
            monkeypatch.setattr(Adaptor, "returned", lambda db: 1 / 0)
            for _ in range(2):
                with pytest.raises(HookError) as caught:
                    _ = value.value
                assert caught.value.hook == "reload_db"
            monkeypatch.undo()
            assert isinstance(value.value, Dough)

    def test_is_not_asked(self, tmp_path: Path) -> None:
        saved = self.saved(tmp_path / "other", recorded(Adaptor, "show_db"))
        with saved.open() as database:
            assert next(iter(database.get_roots())).value
        saved = self.saved(tmp_path / "unwanted", recorded(Adaptor, "reload_db"))
        with ValueDB.from_path(saved.path, use_adaptor=False) as database:
            assert next(iter(database.get_roots())).value
        assert not Adaptor.calls

    def test_of_several_databases(self, tmp_path: Path) -> None:
        records = [recorded(Adaptor, "reload_db"), recorded(Adaptor), recorded(AdaptorBase)]
        saved = [
            self.saved(tmp_path / f"{number}", record) for number, record in enumerate(records)
        ]
        with ValueDB.merge([saved[0].open(), saved[0].open()]) as database:
            assert database.adaptor_cls is Adaptor
        with ValueDB.merge(found.open() for found in saved) as database:
            assert database.adaptor_cls is None
            assert next(iter(database.get_roots())).value
            assert Adaptor.calls == [(database, None)]
        path = tmp_path / "0"
        with ValueDB.merge([ValueDB.from_path(path, use_adaptor=False)]) as database:
            assert next(iter(database.get_roots())).value
        assert len(Adaptor.calls) == 1


class TestPruning:
    def test_values_lose_their_objects(self, saved: Saved) -> None:
        with saved.open() as database:
            view = database.prune_by_predicate(lambda value: value.callable_name.endswith("knead"))
            for value in database.get_all():
                if "overbake" not in value.callable_name and "bake" in value.callable_name:
                    seen = view.get_by_uuid(value.uuid)
                    dough = seen["dough"]
                    assert isinstance(dough, PrunedFrozVal)
                    assert dough.value is NO_VALUE
                    assert (dough.params, len(dough)) == ((), 0)
                    assert dough.type_name == value["dough"].type_name
                    assert dough.uuid == value["dough"].uuid
                    assert dough.get_tags() == value["dough"].get_tags()
                    assert isinstance(seen.value, Bread)
                    assert seen.value is value.value

    def test_ids_stay(self, saved: Saved) -> None:
        with saved.open() as database:
            view = database.prune_by_predicate(lambda value: "knead" in value.callable_name)
            for value in view.get_all():
                assert value.get_id() == database.get_by_uuid(value.uuid).get_id()

    def test_what_only_they_were_made_from_is_gone(self, saved: Saved) -> None:
        with saved.open() as database:
            whole = database.get_all()
            view = database.prune_by_predicate(lambda value: "serve" in value.callable_name)
            names = {value.callable_name.rpartition(".")[2] for value in view.get_all()}
            assert names == {"serve", "overbake", "knead", "mill"}
            assert view.get_roots() == database.get_roots()
            assert database.get_all() == whole
            assert not any(isinstance(value, PrunedFrozVal) for value in whole)

    def test_twice(self, saved: Saved) -> None:
        with saved.open() as database:
            once = database.prune_by_predicate(lambda value: "knead" in value.callable_name)
            twice = once.prune_by_predicate(lambda value: "serve" in value.callable_name)
            pruned = {
                value.callable_name.rpartition(".")[2]
                for value in twice.get_all()
                if isinstance(value, PrunedFrozVal)
            }
            assert pruned == {"knead", "serve"}
            assert all(twice.get_by_uuid(v.uuid).get_id() == v.get_id() for v in database.get_all())


def test_files_are_let_go_of(saved: Saved) -> None:
    def is_open() -> bool:
        links = [os.path.realpath(link) for link in Path("/proc/self/fd").iterdir()]
        return str(saved.path.resolve()) in links

    gc.collect()
    database = saved.open()
    view = database.prune_by_predicate(lambda value: False)
    database.get_all()
    assert is_open()
    view.close()
    database.close()
    assert not is_open()


def test_values_of_an_unfinished_run(tmp_path: Path) -> None:
    saved = save(tmp_path, [applied(NodeTable(), passed, number=source)], state=None)
    with saved.open() as database:
        [value] = database.get_roots()
        assert value.value == 1
        assert database.state_of(database.runs[0]) is RunState.RUNNING
