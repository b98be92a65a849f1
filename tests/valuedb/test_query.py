"""Which values a type or an ID asks for."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exekall.names import NameForm
from exekall.valuedb import FrozenExprVal, ValueDB
from exekall.valuedb.query import IdQuery, TypeQuery, spellings
from tests.evaluation.graphs import Fresh, Graph, Token, graphs
from tests.valuedb import kitchen
from tests.valuedb.kitchen import LOADED, Bread, Dough, Flour, Kitchen, Rye
from tests.valuedb.saving import save

HERE = kitchen.__name__


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ValueDB]:
    program = Kitchen()
    LOADED.clear()
    saved = save(tmp_path_factory.mktemp("kitchen"), [program.serve, program.overbake])
    with saved.open() as database:
        yield database
    assert not LOADED


def types(values: Iterator[FrozenExprVal]) -> set[str]:
    return {value.type_name.rpartition(".")[2] for value in values}


class TestTypes:
    @pytest.mark.parametrize(
        ("wanted", "found"),
        [
            (Flour, {"Flour", "Rye"}),
            (Rye, {"Rye"}),
            (kitchen.Noticed, {"Flour", "Rye", "Dough", "Bread"}),
            (str, {"str"}),
            (object, {"Flour", "Rye", "Dough", "Bread", "str"}),
            (int, set()),
            ("Flour", {"Flour", "Rye"}),
            (f"{HERE}.Rye", {"Rye"}),
            ("*.Rye", {"Rye"}),
            ("kitchen.*", {"Flour", "Rye", "Dough", "Bread"}),
            ("!*Flour", {"Dough", "Bread", "str"}),
            ("flour", set()),
        ],
    )
    def test_with_subclasses(self, database: ValueDB, wanted: object, found: set[str]) -> None:
        assert types(iter(database.get_by_type(wanted))) == found

    def test_without_subclasses(self, database: ValueDB) -> None:
        assert types(iter(database.get_by_type(Flour, include_subclasses=False))) == {"Flour"}
        assert types(iter(database.get_by_type("Noticed", include_subclasses=False))) == set()
        assert not database.get_by_type(object, include_subclasses=False)

    def test_failures_have_the_declared_type(self, database: ValueDB) -> None:
        assert {value.computed for value in database.get_by_type(Bread)} == {True, False}

    @pytest.mark.parametrize(
        ("name", "found"),
        [
            ("a.b.C", ["a.b.C", "b.C", "C"]),
            ("int", ["int"]),
            ("list[a.B]", ["list[a.B]"]),
            ("m.D[a.B, str]", ["m.D[a.B, str]", "D[a.B, str]"]),
        ],
    )
    def test_spellings(self, name: str, found: list[str]) -> None:
        assert list(spellings(name)) == found

    def test_queries_are_told_apart(self, database: ValueDB) -> None:
        [dough, *_] = database.get_by_type(Dough)
        assert TypeQuery("Dough").matches(dough)
        assert not TypeQuery("Bread").matches(dough)


class TestIds:
    @pytest.mark.parametrize(
        ("pattern", "count"),
        [
            ("mill", 2),
            ("mill[grams=100]", 1),
            ("mill[[]grams=[12]00]", 2),
            ("mill[grams=*]:knead", 2),
            ("mill[grams=200]:knead*", 4),
            ("*:knead:bake(flour=mill)", 2),
            ("*overbake", 2),
            ("nothing", 0),
            ("!*knead*", 2),
            ("kitchen.mill", 0),
        ],
    )
    def test_short_ones(self, database: ValueDB, pattern: str, count: int) -> None:
        assert len(database.get_by_id(pattern)) == count

    def test_other_forms(self, database: ValueDB) -> None:
        assert len(database.get_by_id(f"{HERE}.mill", full_qual=True)) == 2
        assert len(database.get_by_id(f"{HERE}.mill", qual=True)) == 0
        assert len(database.get_by_id("mill", qual=True)) == 2


@settings(max_examples=30, deadline=None)
@given(graphs(), st.sampled_from(["*n1*", "n?", "!*:n2*", "*(p1=*", "n3:*"]), st.booleans())
def test_against_the_obvious(graph: Graph, pattern: str, include_subclasses: bool) -> None:
    with TemporaryDirectory() as folder:
        saved = save(Path(folder, "x"), graph.build().roots)
        with saved.open() as database:
            every = list(database.get_all())
            live = {value.uuid: value for value in saved.values}
            assert {value.uuid for value in database.get_roots()} == {
                value.uuid for value in saved.results
            }
            wanted = [
                value
                for value in every
                if pattern.startswith("!")
                != fnmatchcase(live[value.uuid].id_in(NameForm.SHORT), pattern.removeprefix("!"))
            ]
            assert list(database.get_by_id(pattern)) == wanted
            assert [value for value in every if IdQuery(pattern).matches(value)] == wanted
            for type_ in (Token, Fresh):
                assert set(database.get_by_type(type_, include_subclasses)) == {
                    value for value in every if is_of(live[value.uuid], type_, include_subclasses)
                }


def is_of(value: object, type_: type, include_subclasses: bool) -> bool:
    made = type(value.value) if value.computed else value.type_
    return issubclass(made, type_) if include_subclasses else made is type_
