"""Alternatives of steps: made once each, lazily, and combined where nothing forbids it."""

from __future__ import annotations

import itertools
from typing import Any

from exekall.expression import NodeTable, walk
from exekall.solver.alternatives import Enumeration
from exekall.solver.search import Search
from exekall.solver.steps import Steps
from exekall.solver.universe import Universe
from tests.solver.asking import operators
from tests.solver.test_solver import layers, made, types


class Result:
    pass


def enumeration(providers: Any, root: Any) -> tuple[NodeTable, Any]:
    """Return a table of nodes and the expressions, lazily."""
    table = NodeTable()
    universe = Universe(operators(*providers))
    [op] = universe.ground_roots(operators(root))
    steps = Steps(universe, [op], table)
    return table, Enumeration(steps).expressions(steps[op])


def ids(expressions: Any) -> list[str]:
    return [expression.get_id(qual=False) for expression in expressions]


def producers(type_: type, *names: str) -> list[Any]:
    return [made(name, type_) for name in names]


class TestOrder:
    def test_the_last_parameter_varies_fastest(self) -> None:
        one, two = types(2)
        _, found = enumeration(
            [*producers(one, "a", "b"), *producers(two, "c", "d")],
            made("root", Result, x=one, y=two),
        )
        assert ids(found) == ["a:root(y=c)", "a:root(y=d)", "b:root(y=c)", "b:root(y=d)"]

    def test_alternatives_of_several_providers_take_turns(self) -> None:
        one, two, three = types(3)
        stages = [made("s", two, x=one), made("t", two, x=three)]
        _, found = enumeration(
            [*stages, *producers(one, "a", "b", "c"), *producers(three, "d")],
            made("root", Result, x=two),
        )
        assert ids(found) == ["a:s:root", "d:t:root", "b:s:root", "c:s:root"]


class TestLaziness:
    def test_nothing_is_made_before_it_is_asked_for(self) -> None:
        ops, root = layers(30, 2)
        table, found = enumeration(ops, root)
        next(found)
        assert len(table) <= 60
        list(itertools.islice(found, 9))
        assert len(table) <= 120

    def test_each_alternative_is_made_once(self) -> None:
        ops, root = layers(10, 2)
        table, found = enumeration(ops, root)
        expressions = list(found)
        assert len(expressions) == 2**10
        assert len(table) == sum(2**level for level in range(1, 11)) + 2**10
        assert len({node for e in expressions for node in walk([e])}) == len(table)

    def test_two_readers_share_what_is_made(self) -> None:
        ops, root = layers(5, 2)
        table = NodeTable()
        universe = Universe(ops)
        [op] = universe.ground_roots([root])
        steps = Steps(universe, [op], table)
        alternatives = Enumeration(steps)
        first, second = (alternatives.expressions(steps[op]) for _ in range(2))
        pairs = list(zip(first, second, strict=True))
        assert len(pairs) == 32
        assert all(one is other for one, other in pairs)


class TestDependence:
    """Parameters whose choices matter for one another are searched, not combined."""

    def searched(self, providers: Any, root: Any, monkeypatch: Any) -> tuple[list[str], list[str]]:
        """Return the IDs of the expressions and the names of the steps that were searched."""
        names: list[str] = []
        solutions = Search.solutions

        def noted(search: Search) -> Any:
            names.append(search._root.op.get_name(qual=False))
            return solutions(search)

        monkeypatch.setattr(Search, "solutions", noted)
        _, found = enumeration(providers, root)
        return ids(found), names

    def test_by_nothing(self, monkeypatch: Any) -> None:
        one, two = types(2)
        providers = [*producers(one, "a", "b"), *producers(two, "c", "d")]
        root = made("root", Result, x=one, y=two)
        assert self.searched(providers, root, monkeypatch)[1] == []

    def test_by_a_common_request(self, monkeypatch: Any) -> None:
        one, two = types(2)
        providers = [*producers(one, "a", "b"), made("s", two, x=one)]
        found, searched = self.searched(providers, made("root", Result, x=one, y=two), monkeypatch)
        assert found == ["a:root(y=a:s)", "b:root(y=b:s)"]
        assert searched == ["root"]

    def test_by_a_clash(self, monkeypatch: Any) -> None:
        base = type("Base", (), {})
        derived = type("Derived", (base,), {})
        providers = [*producers(base, "a"), *producers(derived, "b", "c")]
        root = made("root", Result, x=base, y=derived)
        found, searched = self.searched(providers, root, monkeypatch)
        assert found == ["b:root(y=b)", "c:root(y=c)"]
        assert searched == ["root"]

    def test_only_where_it_is(self, monkeypatch: Any) -> None:
        one, two, three, four = types(4)
        providers = [
            *producers(one, "a", "b"),
            made("s", two, x=one),
            made("knot", three, x=one, y=two),
            *producers(four, "c", "d"),
        ]
        root = made("root", Result, x=three, y=four)
        found, searched = self.searched(providers, root, monkeypatch)
        assert len(found) == 4
        assert searched == ["knot"]

    def test_of_a_parameter_on_what_is_below_it(self, monkeypatch: Any) -> None:
        """What is below the provider asks for the same as the parameter itself."""
        one = type("One", (), {})
        two = type("Two", (), {})
        first, second = type("First", (one,), {}), type("Second", (one,), {})
        providers = [
            made("source", second),
            made("made", first, x=two),
            made("between", two, x=one),
        ]
        found, _ = self.searched(providers, made("root", Result, x=one), monkeypatch)
        assert found == ["source:root"]


class TestDepth:
    def test_deep_choices_are_no_deep_recursion(self) -> None:
        ops, root = layers(3000, 2)
        _, found = enumeration(ops, root)
        assert len(list(itertools.islice(found, 3))) == 3
