"""Stored values as operators: everything comes out as it did, and nothing upstream is called."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import assume, given, note, settings
from hypothesis import strategies as st

from exekall.expression import Expression, walk
from exekall.loaded.errors import LoadError, LoadProblem
from exekall.loaded.library import Library
from exekall.loaded.operator import LoadedOperator
from exekall.loaded.provenance import LoadedProgram, load_values
from exekall.loaded.selection import Selected, Wanted, select
from exekall.operator import Operator
from exekall.patterns import PatternSet
from exekall.solver import Solver
from exekall.store.errors import ValueProblem
from tests.loaded import kitchen, meals
from tests.loaded.programs import NAME, program, results, sources
from tests.valuedb.saving import save


@settings(max_examples=60, deadline=None)
@given(sources(), st.data())
def test_the_results_are_those_of_the_first_run(source: str, data: st.DataObject) -> None:
    note(source)
    made = program(source)
    expressions = made.expressions()
    inner = sorted({node.op.name for node in walk(expressions)} - {op.name for op in made.goals})
    assume(inner and len(expressions) < 100)
    names = data.draw(st.sets(st.sampled_from(inner), min_size=1, max_size=3))
    types = {op.product.__qualname__ for op in made.operators if op.name in names}
    first = results(expressions)
    assume(sum(map(len, first.values())) < 300)
    with tempfile.TemporaryDirectory() as folder:
        saved = made.save(Path(folder) / "first")
        with closing(Library.open([saved.path])) as library:
            wanted = Wanted(PatternSet(tuple(f"{NAME}.{name}" for name in types)))
            loaded = load_values(library, select(library, wanted), made.operators)
            again = made.expressions(loaded.operators)
            assert results(again) == first
            for expression in again:
                made.module.calls.clear()
                results([expression])
                assert not made.calls.keys() & _loaded_names(expression)


def test_ids_are_those_of_then(tmp_path: Path) -> None:
    first = {expr.get_id() for expr in meals.expressions(meals.degrees())}
    with meals.library(tmp_path) as library:
        for pattern in ("*Tea", "*Water", "*Pot"):
            loaded = _loaded(library, pattern)
            found = meals.expressions(meals.degrees(), *loaded.operators)
            assert {expr.get_id() for expr in found} == first


def test_one_type_means_one_object(tmp_path: Path) -> None:
    """What the tea was made with is what the other parameter is given."""
    with meals.library(tmp_path) as library:
        found = meals.results(*_loaded(library, "*Tea").operators)
    assert [text for text in found if "sugar" in text] == [
        "60 True no sugar",
        "80 True no sugar",
    ]


def test_what_cannot_be_stored_is_computed_again(tmp_path: Path) -> None:
    with meals.library(tmp_path) as library:
        assert "Stove" in meals.results(*_loaded(library, "*Pot").operators)


def test_facts_of_an_expression_are_those_of_the_new_one(tmp_path: Path) -> None:
    """Neither who consumes a value nor where artifacts belong is taken from the earlier run."""
    with meals.library(tmp_path) as library:
        cup = meals.held(library, "serve")
        loaded = load_values(library, Selected((cup,)), meals.OPERATORS)
        assert {op.qualname for op in loaded.operators} == {"place", "asked", "Degrees", "serve"}

        def again(cup: kitchen.CupResult, place: kitchen.Place) -> kitchen.Tea: ...

        ops = [*meals.OPERATORS, *loaded.operators]
        [expr] = Solver(ops, [Operator(again)]).expressions()
        assert [isinstance(child.op, LoadedOperator) for child in expr.children] == [True, False]


def test_several_databases(tmp_path: Path) -> None:
    """The same values of two runs are used one after the other, and not mixed."""
    with meals.library(tmp_path / "a", tmp_path / "b") as library:
        found = meals.results(*_loaded(library, "*Tea").operators)
    texts = [text for text in found if "sugar" in text]
    assert sorted(texts) == sorted(["60 True no sugar", "80 True no sugar"] * 2)


def test_nothing_is_left(tmp_path: Path) -> None:
    with meals.library(tmp_path) as library, pytest.raises(LoadError) as caught:
        _loaded(library, "*Stove")
    assert caught.value.problem is LoadProblem.NOTHING_LEFT
    assert [why.problem for _, why in caught.value.lost] == [ValueProblem.UNSERIALISABLE]


def test_a_class_that_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with meals.library(tmp_path) as library:
        monkeypatch.delattr(kitchen, "Tea")
        others = [op for op in meals.OPERATORS if op.qualname != "brew"]
        with pytest.raises(LoadError) as caught:
            load_values(library, select(library, Wanted(PatternSet(("*Tea",)))), others)
    problems = [why.problem for _, why in caught.value.lost]
    assert problems.count(ValueProblem.CLASS_MISSING) == 2


def test_hidden_ones_stay_hidden(tmp_path: Path) -> None:
    path = save(
        tmp_path, meals.expressions(meals.degrees()), lambda op: op.qualname == "Degrees"
    ).path
    with closing(Library.open([path])) as library:
        cup = meals.held(library, "serve")
        loaded = load_values(library, Selected((cup,)), meals.OPERATORS)
    assert [op.qualname for op in loaded.hidden] == ["Degrees"]


def _loaded(library: Library, pattern: str) -> LoadedProgram:
    selected = select(library, Wanted(PatternSet((pattern,))))
    return load_values(library, selected, [*meals.OPERATORS, meals.degrees()])


def _loaded_names(expression: Expression) -> set[str]:
    loaded = (node.op for node in walk([expression]) if isinstance(node.op, LoadedOperator))
    return {op.qualname for op in loaded}
