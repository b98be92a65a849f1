"""The solver as a whole: against the literal enumerator, at size, and in the same order always."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, note, settings

from exekall.expression import NodeTable, walk
from exekall.injection import Consumer
from exekall.operator import Operator
from exekall.prebuilt import PrebuiltOperator
from exekall.reasons import Cause
from exekall.solver import Solver
from tests.oracle.enumeration import Enumeration, is_consistent, wiring_of
from tests.solver.asking import ask, operators
from tests.solver.universes import Plan, plans


def made(name: str, product: Any, /, **wanted: Any) -> Operator:
    """Return an operator of a function *name* with the parameters *wanted*."""
    namespace: dict[str, Any] = {}
    exec(f"def {name}({', '.join(wanted)}): ...", namespace)
    function = namespace[name]
    function.__module__ = __name__
    function.__annotations__ = {**wanted, "return": product}
    return Operator(function)


def types(count: int, prefix: str = "T") -> list[type]:
    return [type(f"{prefix}{index}", (), {}) for index in range(count)]


class Result:
    pass


# Against the enumerator


def judge(plan: Plan) -> None:
    universe = plan.build()
    note(str(universe))
    found = [wiring_of(expression) for expression in universe.solver().expressions()]
    assert len(found) == len(set(found))
    assert set(found) == Enumeration(universe.question()).wirings()


@settings(max_examples=2500, deadline=None)
@given(plans())
def test_finds_what_the_enumerator_finds(plan: Plan) -> None:
    judge(plan)


@settings(max_examples=150, deadline=None)
@given(plans(largest=6, generics=True))
def test_with_type_variables(plan: Plan) -> None:
    judge(plan)


@settings(max_examples=200, deadline=None)
@given(plans())
def test_each_expression_keeps_the_rules(plan: Plan) -> None:
    for expression in plan.build().solver().expressions():
        wired = {
            (node.op, name): child.op for node in walk([expression]) for name, child in node.params
        }
        assert is_consistent(expression.op, wired)


@settings(max_examples=200, deadline=None)
@given(plans())
def test_the_order_depends_on_nothing_but_the_operators(plan: Plan) -> None:
    universe = plan.build()
    solver = universe.solver()
    first = [wiring_of(expression) for expression in solver.expressions()]
    assert [wiring_of(expression) for expression in solver.expressions()] == first
    assert [wiring_of(expression) for expression in universe.solver().expressions()] == first
    by_root = [e for root in solver.roots for e in solver.expressions_of(root)]
    assert [wiring_of(expression) for expression in by_root] == first
    assert [op for op in solver.roots if not any(e.op is op for e in by_root)] == (
        solver.barren_roots
    )


# Nodes


def test_expressions_share_their_nodes() -> None:
    one, two, three = types(3)
    source, stage = made("source", one), made("stage", two, x=one)
    goals = [made("goal", Result, x=two, y=one), made("goal2", three, x=two)]
    first, second = ask([source, stage], *goals).expressions()
    assert first.param_map["x"] is second.param_map["x"]
    assert first.param_map["x"].param_map["x"] is first.param_map["y"]


def test_nodes_come_from_the_table_that_is_given() -> None:
    [one] = types(1)
    table = NodeTable()
    solver = Solver([made("source", one)], [made("goal", Result, x=one)], table=table)
    [expression] = solver.expressions()
    assert len(table) == 2
    assert table.node(expression.op, expression.params) is expression


def test_who_asks_for_its_consumer_has_a_node_for_each() -> None:
    one, two = types(2)
    asking = made("asking", one, consumer=Consumer)
    stage = made("stage", two, x=one)
    goal = made("goal", Result, x=one, y=two)
    [expression] = ask([asking, stage], goal).expressions()
    own, other = expression.param_map["x"], expression.param_map["y"].param_map["x"]
    assert own is not other
    assert (own.consumer, other.consumer) == (goal, stage)
    [root] = ask([], made("asking", Result, consumer=Consumer)).expressions()
    assert root.consumer is None


def test_parameters_keep_the_order_of_their_declaration() -> None:
    one, two = types(2)
    goal = made("goal", Result, b=two, a=one)
    [expression] = ask([made("f", one), made("g", two)], goal).expressions()
    assert [name for name, _ in expression.params] == ["b", "a"]


# Goals


def test_a_goal_may_feed_another_goal() -> None:
    [one] = types(1)
    first, second = made("first", one), made("second", Result, x=one)
    found = list(ask([first], first, second).expressions())
    assert [expression.op for expression in found] == [first, second]
    assert found[1].param_map["x"] is found[0]


def test_a_goal_is_asked_for_once() -> None:
    goal = made("goal", Result)
    assert len(list(Solver([], [goal, goal]).expressions())) == 1


def test_barren_goals_and_no_expressions() -> None:
    one, two = types(2)
    good, bad = made("good", Result), made("bad", Result, x=one)
    assert ask([], good, bad).barren_roots == [bad]
    assert list(ask([], bad).expressions_of(bad)) == []
    assert list(ask([], bad).expressions_of(made("unknown", two))) == []


def test_nothing_at_all() -> None:
    assert list(Solver([], []).expressions()) == []


# What is reported


def test_defaults_used() -> None:
    one, two = types(2)

    def goal(x: one, y: two = None) -> Result: ...  # type: ignore[valid-type]

    goal.__annotations__.update({"x": one, "y": two, "return": Result})
    [used] = ask([made("f", one)], goal).defaults_used
    assert (used.operator.callable_, used.parameter, used.wanted) == (goal, "y", two)
    assert used.lacking is None
    assert ask([made("f", one), made("g", two)], goal).defaults_used == []


def test_what_the_providers_of_a_default_lack() -> None:
    one, two, three = types(3)
    further = made("g", two, x=three)

    def goal(x: two = None) -> Result: ...  # type: ignore[valid-type]

    goal.__annotations__.update({"x": two, "return": Result})
    [used] = ask([made("f", one), further], goal).defaults_used
    assert used.lacking is not None
    assert used.lacking.wanted is three
    assert used.lacking.parameter == "x"


def test_clashes_name_both_products() -> None:
    [base] = types(1)
    derived = type("Derived", (base,), {})
    source, refined = made("source", base), made("refined", derived, x=base)
    [clash] = ask([source, refined], made("goal", Result, x=derived)).clashes
    assert clash.operator is refined
    assert {clash.first, clash.second} == {source, refined}


def test_what_is_left_out_has_its_reason() -> None:
    [base] = types(1)
    derived = type("Derived", (base,), {})
    spark = PrebuiltOperator(base, [base()], "spark")
    solver = ask([made("f", derived), spark], made("goal", Result, x=base), forbid=Result)
    assert [(r.name.rpartition(".")[2], r.cause) for r in solver.universe.rejections] == [
        ("f", Cause.SUPERSEDED)
    ]


def unreadable(x: Missing) -> Result: ...  # type: ignore[name-defined]  # noqa: F821


def unreadable_product() -> Missing: ...  # type: ignore[name-defined]  # noqa: F821


def test_what_cannot_be_read_is_left_out() -> None:
    [one] = types(1)
    goal = made("goal", one, x=Result)
    solver = Solver(operators(unreadable, unreadable_product, made("f", Result)), [goal])
    assert len(list(solver.expressions())) == 1
    found = {(r.name.rpartition(".")[2], r.cause) for r in solver.universe.rejections}
    assert found == {
        ("unreadable", Cause.UNRESOLVED_NAME),
        ("unreadable_product", Cause.UNRESOLVED_NAME),
    }


# Size


def layers(depth: int, width: int) -> tuple[list[Operator], Operator]:
    """Return layers of producers of one type each, each made from the type before."""
    steps = types(depth)
    ops = [
        made(f"f{level}_{index}", steps[level], **({"x": steps[level - 1]} if level else {}))
        for level in range(depth)
        for index in range(width)
    ]
    return ops, made("goal", Result, x=steps[-1])


def test_65536_expressions() -> None:
    ops, goal = layers(16, 2)
    assert sum(1 for _ in Solver(ops, [goal]).expressions()) == 65_536


def test_the_first_expressions_do_not_cost_the_rest() -> None:
    ops, goal = layers(200, 2)
    found = list(itertools.islice(Solver(ops, [goal]).expressions(), 100))
    assert len({wiring_of(expression) for expression in found}) == 100


def test_first_expressions_where_parameters_depend_on_one_another() -> None:
    steps = types(60)
    ops = [
        made(f"f{level}_{index}", steps[level], x=steps[level - 1], y=steps[level - 2])
        for level in range(2, 60)
        for index in range(2)
    ]
    ops += [made(f"f{level}_{index}", steps[level]) for level in range(2) for index in range(2)]
    goal = made("goal", Result, x=steps[-1])
    found = list(itertools.islice(Solver(ops, [goal]).expressions(), 50))
    assert len({wiring_of(expression) for expression in found}) == 50


def test_a_graph_of_many_nodes_with_three_parameters() -> None:
    steps = types(1000)
    ops = [
        made(f"f{i}", steps[i], **{f"p{j}": steps[i - 1 - j] for j in range(3) if i > j})
        for i in range(1000)
    ]
    goal = made("goal", Result, x=steps[-1])
    [expression] = Solver(ops, [goal]).expressions()
    assert sum(1 for _ in walk([expression])) == 1001


@pytest.mark.parametrize("order", [1, -1])
def test_a_long_chain(order: int) -> None:
    ops, goal = layers(5000, 1)
    [expression] = Solver(ops[::order], [goal]).expressions()
    assert sum(1 for _ in walk([expression])) == 5001


def test_a_long_chain_of_choices() -> None:
    ops, goal = layers(5000, 2)
    expression = next(Solver(ops, [goal]).expressions())
    assert sum(1 for _ in walk([expression])) == 5001


def test_a_long_chain_with_a_cycle() -> None:
    ops, goal = layers(2000, 1)
    steps = [op.product for op in ops]
    ops.append(made("back", steps[0], x=steps[-1]))
    [expression] = Solver(ops, [goal]).expressions()
    assert sum(1 for _ in walk([expression])) == 2001


def test_dead_ends_are_not_searched() -> None:
    """A clash that nothing can avoid is seen before any choice is made."""
    ops, goal = layers(40, 2)
    base = ops[-1].product
    derived = type("Derived", (base,), {})
    ops.append(made("refined", derived, x=base))
    assert list(Solver(ops, [made("goal", Result, x=derived)]).expressions()) == []
    assert next(Solver(ops, [goal]).expressions()).op is goal


# Hash randomisation

PROGRAM = """
from tests.solver.test_solver import hashed_ids
print("\\n".join(hashed_ids()))
"""


def hashed_ids() -> Iterator[str]:
    """Yield the IDs of a universe in which sets and hashes could show."""
    bases = types(4, "B")
    subclasses = [type(f"S{i}_{base.__name__}", (base,), {}) for i in range(3) for base in bases]
    ops = [made(f"f_{cls.__name__}", cls) for cls in subclasses]
    ops += [made(f"g{i}", bases[i], x=bases[i - 1]) for i in range(4)]
    goals = [made(f"goal{i}", Result, x=bases[i], y=bases[i - 1]) for i in range(3)]
    solver = Solver(ops, goals)
    yield from (expression.get_id(qual=False) for expression in solver.expressions())
    yield from (f"{c.operator.name} {c.first.name} {c.second.name}" for c in solver.clashes)


def test_the_order_does_not_depend_on_hashes() -> None:
    outputs = set()
    for seed in ("0", "1", "4242"):
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM],
            capture_output=True,
            text=True,
            check=False,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        )
        assert done.returncode == 0, done.stderr
        outputs.add(done.stdout)
    assert len(outputs) == 1
    assert outputs.pop().splitlines() == list(hashed_ids())
