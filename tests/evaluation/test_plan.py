"""The loops of an evaluation, laid out flat."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given

from exekall.evaluation import Scope
from exekall.evaluation.cell import Cell
from exekall.evaluation.plan import Plan, Step, plan
from exekall.expression import Expression
from tests.evaluation.graphs import Graph, graphs
from tests.evaluation.test_scope import Fresh, Nodes


def source() -> int: ...
def stage(x: int) -> str: ...
def two(x: int, y: str) -> float: ...
def pair(x: int, y: int) -> float: ...
def fresh(x: int) -> Fresh: ...
def used(x: Fresh, y: int) -> str: ...


def numbers() -> Iterator[int]:
    yield 1


def more(x: int) -> Iterator[int]:
    yield 1


def fresh_numbers() -> Iterator[Fresh]:
    yield Fresh()


@pytest.fixture
def node() -> Nodes:
    return Nodes()


def of(root: Expression, scope: Scope | None = None, **kwargs: Any) -> Plan:
    return plan((Scope() if scope is None else scope).cell(root), **kwargs)


def name(item: Cell | Step) -> str:
    cell = item.cell if isinstance(item, Step) else item
    return str(cell.expr.op.get_name(qual=False))


def shape(found: Plan) -> tuple[list[str], list[list[str]]]:
    """Return the constants, and each loop with what is computed in it."""
    return (
        [name(cell) for cell in found.constants],
        [[name(level.step), *map(name, level.steps)] for level in found.levels],
    )


class TestConstants:
    def test_parameters_come_first(self, node: Nodes) -> None:
        first = node(source)
        found = of(node(two, x=first, y=node(stage, x=first)))
        assert shape(found) == (["source", "stage", "two"], [])

    def test_once_computed_are_not_entered(self, node: Nodes) -> None:
        first = node(source)
        scope = Scope()
        middle = node(stage, x=first)
        cell = scope.cell(middle)
        cell.append("x", 0)
        assert shape(of(node(two, x=first, y=middle), scope)) == (["source", "two"], [])
        assert shape(of(node(two, x=first, y=middle), scope, whole=True)) == (
            ["source", "stage", "two"],
            [],
        )


class TestLoops:
    def test_in_the_order_of_parameters(self, node: Nodes) -> None:
        def other() -> Iterator[int]:
            yield 1

        found = of(node(pair, x=node(numbers), y=node(other)))
        assert shape(found) == ([], [["numbers"], ["other", "pair"]])

    def test_chained(self, node: Nodes) -> None:
        found = of(node(stage, x=node(more, x=node(numbers))))
        assert shape(found) == ([], [["numbers"], ["more", "stage"]])

    def test_a_shared_generator_is_one_loop(self, node: Nodes) -> None:
        first = node(numbers)
        found = of(node(two, x=first, y=node(stage, x=first)))
        assert shape(found) == ([], [["numbers", "stage", "two"]])

    def test_each_step_is_taken_in_the_outermost_loop_that_will_do(self, node: Nodes) -> None:
        first = node(numbers)
        inner = node(more, x=first)
        found = of(node(pair, x=inner, y=node(pair, x=first, y=node(source))))
        assert shape(found) == (["source"], [["numbers", "pair"], ["more", "pair"]])

    def test_steps_know_their_slots(self, node: Nodes) -> None:
        first = node(numbers)
        found = of(node(two, x=first, y=node(stage, x=first)))
        [level] = found.levels
        stage_step, two_step = level.steps
        assert stage_step.slots == stage_step.key == (level.step.slot,)
        assert two_step.slots == (level.step.slot, stage_step.slot)
        assert found.root_slot == two_step.slot


class TestPrivateSteps:
    def test_are_taken_with_their_consumer(self, node: Nodes) -> None:
        first = node(numbers)
        found = of(node(used, x=node(fresh, x=first), y=first))
        [level] = found.levels
        [step] = level.steps
        assert [name(private) for private in step.private] == ["fresh"]
        assert step.key == (level.step.slot, level.step.slot)
        assert step.slots == (step.private[0].slot, level.step.slot)

    def test_of_generators_say_in_which_loops_they_run(self, node: Nodes) -> None:
        def both(x: int, y: Fresh) -> str: ...

        found = of(node(both, x=node(numbers), y=node(fresh_numbers)))
        outer, inner = found.levels
        assert inner.step.key == (outer.step.slot,)

    def test_of_generators_in_loops_that_come_later(self, node: Nodes) -> None:
        found = of(node(used, x=node(fresh_numbers), y=node(numbers)))
        first, second = found.levels
        assert (name(first.step), first.step.key) == ("fresh_numbers", ())
        assert name(second.step) == "numbers"


@given(graphs())
def test_every_plan_can_be_carried_out(graph: Graph) -> None:
    """Each cell below the root is computed once, after what it needs."""
    world = graph.build()
    scope = Scope()
    for root in world.roots:
        cell = scope.cell(root)
        found = plan(cell)
        order = [*found.constants]
        for level in found.levels:
            order += [step.cell for step in level.step.private]
            order.append(level.step.cell)
            for step in level.steps:
                order += [private.cell for private in step.private]
                order.append(step.cell)
        place = {member: number for number, member in enumerate(order)}
        assert len(place) == len(order)
        below = [cell]
        for member in below:
            below += [param for param in member.params if param not in below]
        assert set(place) == set(below)
        for member in below:
            assert all(place[param] < place[member] for param in member.params)
        loops = [level.step.cell for level in found.levels]
        assert {member for member in below if member.generates} == set(loops)


def test_long_chains_are_no_deep_recursion(node: Nodes) -> None:
    last = node(numbers)
    for _ in range(20_000):
        last = node(stage, x=last)
    [level] = of(last).levels
    assert len(level.steps) == 20_000


def test_costs_what_is_new(node: Nodes) -> None:
    """A root above a large constant that is computed already is cheap."""
    scope = Scope()
    last = node(source)
    for _ in range(1000):
        last = node(stage, x=last)
    cell = scope.cell(last)
    cell.append("x", 0)
    assert len(of(node(two, x=last, y=last), scope).constants) == 1
