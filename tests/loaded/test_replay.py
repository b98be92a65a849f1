"""One value is computed again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from exekall.computable import ComputableExpression
from exekall.forcing import Forcing, force
from exekall.loaded.errors import LoadError, LoadProblem
from exekall.loaded.library import Library
from exekall.loaded.replay import replay
from exekall.operator import Operator
from exekall.solver import Solver
from exekall.store.errors import ValueProblem
from tests.loaded import kitchen
from tests.loaded.meals import GOALS, OPERATORS, degrees, expressions, held, library
from tests.valuedb.saving import save

ALL = [*OPERATORS, *GOALS]


def values(library: Library, uuid: str, operators: list[Operator] = ALL) -> list[Any]:
    found = replay(library, uuid, operators)
    return ComputableExpression(found.expression).execute_all()


def test_a_function(tmp_path: Path) -> None:
    with library(tmp_path) as found:
        cup = held(found, "pour", 1)
        [value] = values(found, cup.uuid)
        assert str(value.value) == "80 True no sugar"
        assert value.uuid != cup.uuid
        assert {name: param.uuid for name, param in value.params} == dict(
            zip(("tea", "water"), cup.record.parents, strict=True)
        )


def test_a_failure(tmp_path: Path) -> None:
    with library(tmp_path) as found:
        [value] = values(found, held(found, "brew", 2).uuid)
        assert isinstance(value.excep, ValueError)


def test_a_generator_runs_to_its_end(tmp_path: Path) -> None:
    with library(tmp_path) as found:
        made = values(found, held(found, "boil", 1).uuid)
        assert [value.value.degrees for value in made] == [60, 80, 100]


def test_what_takes_nothing(tmp_path: Path) -> None:
    with library(tmp_path) as found:
        [value] = values(found, held(found, "pot").uuid)
        assert type(value.value) is kitchen.Pot


def test_what_the_engine_fills_in(tmp_path: Path) -> None:
    with library(tmp_path) as found:
        [place] = values(found, held(found, "place").uuid)
        assert place.value.folder != held(found, "place").value().folder  # type: ignore[attr-defined]
        [asked] = values(found, held(found, "asked").uuid)
        assert asked.value.consumer == "serve"


def test_a_method_on_the_class_that_it_was_used_on(tmp_path: Path) -> None:
    made = [op for op in ALL if op.qualname == "serve"]
    with library(tmp_path) as found:
        [value] = values(found, held(found, "serve").uuid, [*made, *OPERATORS])
        assert str(value.value) == "serve 7"


def test_forced_parameters(tmp_path: Path) -> None:
    forced = force(ALL, [Forcing("*pour", "sugar", "much")])
    roots = [op for op in forced.apply(ALL) if op.qualname == "pour"]
    ops = [*forced.apply(OPERATORS), *forced.values, degrees()]
    path = save(tmp_path, Solver(ops, roots).expressions()).path
    library = Library.open([path])
    try:
        [value] = values(library, held(library, "pour").uuid)
        assert str(value.value) == "60 True much sugar"
    finally:
        library.close()


def test_nothing_else_is_executed(tmp_path: Path) -> None:
    with library(tmp_path) as found:
        made = replay(found, held(found, "pour").uuid, ALL)
        assert [op.qualname for op in made.loaded.operators] == ["pot", "boil", "brew"]
        assert len(expressions(degrees())) == 3


def problem(library: Library, uuid: str, operators: list[Operator] = ALL) -> LoadError:
    with pytest.raises(LoadError) as caught:
        replay(library, uuid, operators)
    return caught.value


def test_parameters_that_are_lost(tmp_path: Path) -> None:
    with library(tmp_path) as found:
        error = problem(found, held(found, "cook").uuid)
        assert error.problem is LoadProblem.LOST_PARAMETERS
        assert [(name, why.problem) for name, why in error.lost] == [
            ("stove", ValueProblem.UNSERIALISABLE)
        ]
        skipped = problem(found, held(found, "pour", 2).uuid)
        assert [(name, why.problem) for name, why in skipped.lost] == [
            ("tea", ValueProblem.NOT_COMPUTED)
        ]


def test_no_such_callable(tmp_path: Path) -> None:
    with library(tmp_path) as found:
        error = problem(found, held(found, "pour").uuid, OPERATORS)
        assert error.problem is LoadProblem.NO_OPERATOR
        assert error.name == "tests.loaded.kitchen.pour"
        given = problem(found, held(found, "Degrees").uuid)
        assert given.problem is LoadProblem.NOT_COMPUTED


def test_other_parameters(tmp_path: Path) -> None:
    def more(water: kitchen.Water, leaves: kitchen.Pot) -> kitchen.Tea: ...
    def others(pot: kitchen.Pot) -> kitchen.Tea: ...

    for changed in (more, others):
        op = Operator(changed)
        op.bind("tests.loaded.kitchen", "brew")
        with library(tmp_path / changed.__name__) as found:
            error = problem(found, held(found, "brew").uuid, [op])
            assert error.problem is LoadProblem.OTHER_PARAMETERS
            assert error.near == tuple(parameter.name for parameter in op.parameters)
