"""The search over assignments, also where nothing forces anybody to search."""

from __future__ import annotations

import itertools
from typing import Any

from hypothesis import given, settings

from exekall.expression import NodeTable
from exekall.solver.search import Search
from exekall.solver.steps import Steps
from exekall.solver.universe import Universe
from tests.oracle.enumeration import Enumeration, wiring_of
from tests.solver.asking import operators
from tests.solver.test_solver import made, types
from tests.solver.universes import Plan, plans


class Base:
    pass


class Left(Base):
    pass


class Right(Base):
    pass


class Other:
    pass


class Result:
    pass


def left() -> Left: ...
def right() -> Right: ...
def other_of(x: Base) -> Other: ...
def goal(x: Base, y: Other) -> Result: ...


def searched(providers: Any, root: Any) -> list[Any]:
    universe = Universe(operators(*providers))
    [op] = universe.ground_roots(operators(root))
    steps = Steps(universe, [op], NodeTable())
    step = steps.get(op)
    return [] if step is None else list(Search(steps, step).solutions())


@settings(max_examples=300, deadline=None)
@given(plans())
def test_finds_everything_on_its_own(plan: Plan) -> None:
    built = plan.build()
    universe = built.solver().universe
    roots = universe.ground_roots(built.roots)
    steps = Steps(universe, roots, NodeTable())
    found = [
        wiring_of(expression)
        for root in dict.fromkeys(roots)
        if (step := steps.get(root)) is not None
        for expression, _, _ in Search(steps, step).solutions()
    ]
    assert len(found) == len(set(found))
    assert set(found) == Enumeration(built.question()).wirings()


def test_binds_in_the_order_of_operators_the_first_parameter_slowest() -> None:
    def both(x: Base, y: Result) -> Other: ...
    def one() -> Result: ...
    def two() -> Result: ...

    found = [e.get_id(qual=False) for e, _, _ in searched([left, right, one, two], both)]
    assert found == [
        "left:both(y=one)",
        "left:both(y=two)",
        "right:both(y=one)",
        "right:both(y=two)",
    ]


def test_a_bound_request_binds_further_down() -> None:
    found = [e.get_id(qual=False) for e, _, _ in searched([left, right, other_of], goal)]
    assert found == ["left:goal(y=left:other_of)", "right:goal(y=right:other_of)"]


def test_tells_what_is_used_and_what_clashes_with_it() -> None:
    def base() -> Base: ...
    def wants(x: Base) -> Result: ...

    solutions = searched([left, right, base], wants)
    bits = [used for _, used, _ in solutions]
    assert len(set(bits)) == 3
    by_name = {e.get_id(qual=False): (used, clash) for e, used, clash in solutions}
    for one, other in itertools.permutations(["left:wants", "right:wants"]):
        assert not by_name[one][0] & by_name[other][1]
    for name in ("left:wants", "right:wants"):
        assert by_name[name][0] & by_name["base:wants"][1]
        assert by_name["base:wants"][0] & by_name[name][1]


def test_a_deep_knot_is_no_deep_recursion() -> None:
    steps = types(3000)
    ops = [made(f"f{i}", steps[i], x=steps[i - 1]) for i in range(1, 3000)]
    ops += [made("source", steps[0]), made("back", steps[0], x=steps[-1])]
    assert len(searched(ops, made("root", Result, x=steps[-1]))) == 1


def test_two_ways_through_a_knot() -> None:
    one, two = types(2)
    there, back = made("there", two, x=one), made("back", one, x=two)
    sources = [made("a", one), made("b", two)]
    found = searched([there, back, *sources], made("root", Result, x=one, y=two))
    assert [e.get_id(qual=False) for e, _, _ in found] == [
        "b:back:root(y=b)",
        "a:root(y=a:there)",
        "a:root(y=b)",
    ]
