"""What scripts load of stored values: those that go together, in their order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from exekall.expression import Expression, NodeTable
from exekall.operator import Operator
from exekall.prebuilt import StoredRow
from exekall.scripts.plan import make_plan
from exekall.scripts.reloading import Reload
from exekall.scripts.stored import find_loads
from tests.evaluation.stored import Table, stored_operator


def joined(a: str, b: str) -> str:
    return f"{a}+{b}"


class Saved:
    """The combinations that were used."""

    def __init__(self, combinations: Sequence[tuple[int, ...]]) -> None:
        self._combinations = combinations
        self.asked: list[Expression] = []

    def combinations(self, nodes: Sequence[Expression]) -> Sequence[tuple[int, ...]]:
        self.asked += nodes
        return self._combinations


def table(name: str, count: int) -> Table:
    rows = [StoredRow(f"{name}{index}") for index in range(count)]
    return Table([row.uuid for row in rows], rows)


def loads(counts: tuple[int, int], combinations: list[tuple[int, ...]]) -> Any:
    nodes = NodeTable()
    a, b = (
        nodes.node(stored_operator(name, table(name, count)))
        for name, count in zip("ab", counts, strict=True)
    )
    root = nodes.node(Operator(joined), (("a", a), ("b", b)))
    plan = make_plan([root])
    saved: Any = Saved(combinations)
    found = find_loads(plan, lambda _: saved)
    assert saved.asked == [a, b]
    by_name = {step.node.op.qualname: step for step in found.reloads}
    return found, by_name["a"], by_name["b"]


def test_the_inner_loop_depends_on_the_outer_one() -> None:
    found, a, b = loads((3, 3), [(0, 1), (0, 2), (2, 0)])
    assert found.reloads[a] == Reload((), {(): ("a0", "a2")}, True)
    assert found.reloads[b] == Reload((a.loop,), {(0,): ("b1", "b2"), (1,): ("b0",)}, True)
    assert found.numbers == {a: {0: 0, 2: 1}}
    assert b.needs == a.loop


def test_single_values_are_no_loops() -> None:
    found, a, b = loads((1, 2), [(0, 0), (0, 1)])
    assert found.reloads[a] == Reload((), {(): ("a0",)}, False)
    assert found.reloads[b] == Reload((), {(): ("b0", "b1")}, True)
    assert found.numbers == {b: {0: 0, 1: 1}}


def test_nothing_goes_together() -> None:
    found, a, _ = loads((2, 2), [])
    assert found.reloads[a] == Reload((), {(): ()}, True)


def test_each_root_has_steps_of_its_own() -> None:
    """Which values a loop runs over depends on the others of the same root."""
    nodes = NodeTable()
    a, b = (nodes.node(stored_operator(name, table(name, 2))) for name in "ab")
    roots = [nodes.node(Operator(joined), (("a", a), ("b", given))) for given in (a, b)]
    plan = make_plan(roots)
    assert len(plan.steps) == 5
    assert not plan.shared
