"""Answers, flat or by expression."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings

from exekall.traversal import walk
from exekall.valuedb import FrozenExprVal, ValueDB
from tests.evaluation.graphs import Graph, graphs
from tests.valuedb.kitchen import Flour, Kitchen
from tests.valuedb.saving import save


@pytest.fixture
def database(tmp_path: Path) -> Iterator[ValueDB]:
    program = Kitchen()
    roots = [program.knead, program.overbake, program.lock]
    with save(tmp_path / "kitchen", roots).open() as database:
        yield database


def names(values: Iterator[FrozenExprVal]) -> list[str]:
    return [value.callable_name.rpartition(".")[2] for value in values]


def grouped(groups: tuple[object, ...]) -> list[list[str]]:
    return [sorted(names(group)) for group in groups]  # type: ignore[arg-type]


def test_flat(database: ValueDB) -> None:
    assert names(iter(database.get_roots())) == ["knead", "knead", "overbake", "overbake", "lock"]
    assert names(iter(database.get_by_predicate(lambda value: not len(value)))) == [
        "mill",
        "mill",
        "lock",
    ]


def test_by_expression(database: ValueDB) -> None:
    assert grouped(database.get_roots(flatten=False)) == [["knead"] * 2, ["overbake"] * 2, ["lock"]]
    assert grouped(database.get_all(flatten=False)) == [
        ["knead", "knead", "mill", "mill"],
        ["knead", "knead", "mill", "mill", "overbake", "overbake"],
        ["lock"],
    ]
    assert grouped(database.get_by_id("*overbake", flatten=False)) == [["overbake"] * 2]
    assert database.get_by_id("nothing", flatten=False) == ()


def test_equal_groups_are_one(database: ValueDB) -> None:
    assert grouped(database.get_by_type(Flour, flatten=False)) == [["mill", "mill"]]


def test_without_duplicates(database: ValueDB) -> None:
    assert grouped(database.get_all(flatten=False, deduplicate=True)) == [
        ["knead", "knead", "mill", "mill"],
        ["overbake", "overbake"],
        ["lock"],
    ]


@settings(max_examples=30, deadline=None)
@given(graphs())
def test_groups_of_random_graphs(graph: Graph) -> None:
    with (
        TemporaryDirectory() as folder,
        save(Path(folder, "x"), graph.build().roots).open() as database,
    ):
        check_groups(database)


def check_groups(database: ValueDB) -> None:
    """Grouped answers hold what is below the results of each expression, and each set once."""
    groups = database.get_all(flatten=False)
    wanted = [set(walk(sequence)) for sequence in database.sequences]
    assert list(map(set, groups)) == list(
        {frozenset(values): set(values) for values in wanted if values}.values()
    )
    single = database.get_all(flatten=False, deduplicate=True)
    assert sum(map(len, single)) == len(set().union(*wanted))
    assert set().union(*single) == set().union(*wanted)
