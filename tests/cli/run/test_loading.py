"""What a run takes from the databases of earlier ones."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from exekall.artifacts import ArtifactFolder
from exekall.cli.console import Console
from exekall.cli.run.loading import Loading
from exekall.computable import ComputableExpression
from exekall.customization import AdaptorBase
from exekall.loaded.errors import LoadError, LoadProblem
from exekall.loaded.operator import LoadedOperator
from exekall.loaded.selection import Wanted
from exekall.patterns import PatternSet
from exekall.program import Program
from exekall.store.adoption import adopt_values
from exekall.store.errors import ValueProblem
from exekall.store.reader import StoreReader
from exekall.store.records import RunRecord, RunState
from exekall.store.writer import StoreWriter
from exekall.valuedb import ValueDB
from tests.loaded import kitchen, meals

PROGRAM = Program((*meals.OPERATORS, meals.degrees(), *meals.GOALS), frozenset(meals.GOALS))
TEA = Wanted(PatternSet(("*Tea",)))


class Target:
    """The database of a run."""

    def __init__(self, writer: StoreWriter) -> None:
        self._writer = writer

    def take(self, reader: StoreReader, uuids: Iterable[str]) -> None:
        self._writer.import_values(reader, uuids)

    def adopt(self, reader: StoreReader, uuids: Iterable[str]) -> None:
        given = list(uuids)
        assert given
        adopt_values(self._writer, reader, given)


@contextmanager
def opened(path: Path, adaptor: type[AdaptorBase] = AdaptorBase) -> Iterator[Any]:
    """Open the database at *path*, and keep what is told."""
    told = io.StringIO()
    loading = Loading([path], Console("exekall run", told, told), adaptor)
    try:
        yield loading, told
    finally:
        loading.close()


def results(program: Program) -> list[str]:
    expressions = program.solver(program.goals("*Result")).expressions()
    computables = ComputableExpression.from_expr_list(expressions)
    return [str(v.value) for made in computables for v in made.execute() if v.computed]


def test_values_that_failed_are_told_of_once(tmp_path: Path) -> None:
    with opened(meals.saved(tmp_path).path) as (loading, told):
        for _ in range(2):
            program = loading.extended(PROGRAM, TEA)
        [line] = told.getvalue().splitlines()
        assert line.startswith("exekall run: warning: a tests.loaded.kitchen.Tea is left out: ")
        assert [text for text in results(program) if "sugar" in text] == [
            "60 True no sugar",
            "80 True no sugar",
        ]


def test_what_cannot_be_unpickled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What its class refuses turns out before anything runs, and not when listing."""

    def refuse(self: kitchen.Tea, state: dict[str, Any]) -> None:
        raise ValueError("refused")

    path = meals.saved(tmp_path).path
    with opened(path) as (loading, told):
        program = loading.extended(PROGRAM, TEA)
        expressions = list(program.solver(program.goals("*Result")).expressions())
        before = told.getvalue()
        monkeypatch.setattr(kitchen.Tea, "__setstate__", refuse, raising=False)
        with pytest.raises(LoadError) as caught:
            loading.unpickle(expressions)
    assert caught.value.problem is LoadProblem.NOTHING_LEFT
    assert {(name, why.problem) for name, why in caught.value.lost} == {
        ("tea", ValueProblem.UNLOADABLE)
    }
    assert told.getvalue().removeprefix(before).count("is left out") == 2


def test_only_what_is_used_is_unpickled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loads: list[type] = []

    def noted(self: Any, state: dict[str, Any]) -> None:
        loads.append(type(self))
        self.__dict__.update(state)

    with opened(meals.saved(tmp_path).path) as (loading, _):
        for type_ in (kitchen.Tea, kitchen.Water, kitchen.CupResult):
            monkeypatch.setattr(type_, "__setstate__", noted, raising=False)
        program = loading.extended(PROGRAM, Wanted(PatternSet(("*",))))
        expressions = list(program.solver(program.callable_goals(["*pour"])).expressions())
        assert [expr.op.qualname for expr in expressions] == ["pour"]
        assert loads == []
        loading.unpickle(expressions)
    assert set(loads) == {kitchen.Tea, kitchen.Water}


def test_the_adaptor_sees_to_the_database_first(tmp_path: Path) -> None:
    path = meals.saved(tmp_path).path

    class Adaptor(AdaptorBase):
        seen: list[Path | None] = []  # noqa: RUF012 - one list for the test

        @classmethod
        def reload_db(cls, db: ValueDB, path: Path | None = None) -> ValueDB:
            cls.seen.append(path)
            return db

    with opened(path, Adaptor) as (loading, _):
        program = loading.extended(PROGRAM, TEA)
        assert Adaptor.seen == []
        assert "80 True no sugar" in results(program)
        assert Adaptor.seen == [path]


def test_a_link_to_the_earlier_folder(tmp_path: Path) -> None:
    with ArtifactFolder(tmp_path / "first") as first:
        path = meals.saved(first.path).path
    link = tmp_path / "link"
    link.symlink_to("first")
    with opened(link / path.name) as (loading, _), ArtifactFolder(tmp_path / "second") as second:
        loading.keep(loading.extended(PROGRAM, TEA), second, None)
        assert (second.path / "ORIGIN" / first.uuid / "UUID").read_text().strip() == first.uuid


def test_the_new_folder_has_everything(tmp_path: Path) -> None:
    with ArtifactFolder(tmp_path / "first") as first:
        path = meals.saved(first.path).path
    uuid = "12" * 16
    with opened(path) as (loading, _), ArtifactFolder(tmp_path / "second") as second:
        program = loading.extended(PROGRAM, TEA)
        writer = StoreWriter(second.path / path.name, RunRecord(uuid, 0.0))
        loading.unpickle(list(program.solver(program.callable_goals(["*pour"])).expressions()))
        loading.keep(program, second, Target(writer))
        writer.close(RunState.COMPLETE)
        assert (second.path / "ORIGIN" / first.uuid / "UUID").read_text().strip() == first.uuid
    loaded = [op for op in program.operators if isinstance(op, LoadedOperator)]
    path.unlink()
    with ValueDB.from_path(second.path) as db:
        for op in loaded:
            for held in op.stored.held:
                value = db.get_by_uuid(held.uuid)
                assert value.callable_name == op.node.names[0]
        tea = next(value for value in db.get_all() if value.type_name.endswith("Tea"))
        assert tea.value.water is tea["water"].value


def test_a_replay(tmp_path: Path) -> None:
    with meals.library(tmp_path) as library:
        uuid = meals.held(library, "pour").uuid
    with opened(tmp_path) as (loading, told):
        found = loading.replayed(uuid, PROGRAM)
        loading.unpickle([found.expression])
        [value] = ComputableExpression(found.expression).execute()
        assert str(value.value) == "60 True no sugar"
        assert told.getvalue() == ""
