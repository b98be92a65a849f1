"""Stored values: which go together, when they are loaded, and that all comes out as it was."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from exekall.computable import ComputableExpression
from exekall.evaluation.cell import Cell
from exekall.evaluation.lineage import Lineage
from exekall.evaluation.scope import Scope
from exekall.expression import Expression, NodeTable, walk
from exekall.operator import Operator
from exekall.prebuilt import PrebuiltOperator, StoredRow
from exekall.values import NO_VALUE
from tests.evaluation.comparing import shown
from tests.evaluation.graphs import Graph, graphs
from tests.evaluation.stored import Table, stored_operator, with_stored


def row(uuid: str, *parents: int, digest: bytes | None = None) -> StoredRow:
    return StoredRow(uuid, parents, digest=digest)


def table(*rows: StoredRow, **settings: Any) -> Table:
    return Table([row.uuid for row in rows], rows, **settings)


class Nodes:
    """Nodes of stored values, and their cells."""

    def __init__(self) -> None:
        self.table = NodeTable()
        self.scope = Scope()
        self._nodes: dict[PrebuiltOperator, Expression] = {}

    def node(self, name: str, table: Table, *below: Expression) -> Expression:
        origins: Any = {f"p{index}": node.op for index, node in enumerate(below)}
        op = stored_operator(name, table, origins)
        return self.table.node(op, tuple(zip(origins, below, strict=True)))

    def lineage(self, *nodes: Expression) -> Lineage:
        return Lineage([self.scope.cell(node) for node in nodes])


def combinations(lineage: Lineage, length: int) -> list[tuple[int, ...]]:
    found: list[tuple[int, ...]] = [()]
    for _ in range(length):
        found = [(*before, row) for before in found for row in lineage.rows(before)]
    return found


def test_one_alone() -> None:
    nodes = Nodes()
    a = nodes.node("a", table(row("a0"), row("a1")))
    assert combinations(nodes.lineage(a), 1) == [(0,), (1,)]


def test_independent_ones_are_all_combined() -> None:
    nodes = Nodes()
    a = nodes.node("a", table(row("a0"), row("a1")))
    b = nodes.node("b", table(row("b0"), row("b1")))
    assert combinations(nodes.lineage(a, b), 2) == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_with_what_it_was_made_from() -> None:
    nodes = Nodes()
    a = nodes.node("a", table(row("a0"), row("a1")))
    b = nodes.node("b", table(row("b0", 1), row("b1", 0), row("b2", 1)), a)
    assert combinations(nodes.lineage(a, b), 2) == [(0, 1), (1, 0), (1, 2)]
    assert combinations(nodes.lineage(b, a), 2) == [(0, 1), (1, 0), (2, 1)]


def test_with_what_was_made_from_the_same() -> None:
    nodes = Nodes()
    a = nodes.node("a", table(row("a0"), row("a1")))
    b = nodes.node("b", table(row("b0", 0), row("b1", 1)), a)
    c = nodes.node("c", table(row("c0", 1), row("c1", 0)), a)
    assert combinations(nodes.lineage(b, c), 2) == [(0, 1), (1, 0)]


def test_iterations_are_not_mixed() -> None:
    """Each of 300 iterations has leaves of its own; trying all combinations would take hours."""
    nodes = Nodes()
    count = 300
    leaves = [
        nodes.node(name, table(*(row(f"{name}{i}") for i in range(count)))) for name in "abcd"
    ]
    left = nodes.node("l", table(*(row(f"l{i}", i, i) for i in range(count))), *leaves[:2])
    right = nodes.node("r", table(*(row(f"r{i}", i, i) for i in range(count))), *leaves[2:])
    top = nodes.node("t", table(*(row(f"t{i}", i, i) for i in range(count))), left, right)
    found = combinations(nodes.lineage(*leaves, left, right, top), 7)
    assert found == [(i,) * 7 for i in range(count)]


def test_what_is_never_shared_does_not_matter() -> None:
    nodes = Nodes()
    fresh = nodes.node("f", table(row("f0"), row("f1"), is_shared=False))
    b = nodes.node("b", table(row("b0", 0)), fresh)
    c = nodes.node("c", table(row("c0", 1)), fresh)
    assert combinations(nodes.lineage(b, c), 2) == [(0, 0)]


def test_equal_content_counts_where_nothing_else_does() -> None:
    nodes = Nodes()
    a = nodes.node("a", table(row("a0", digest=b"x"), row("a1", digest=b"x"), row("a2")))
    b = nodes.node("b", table(row("b0", 0)), a)
    c = nodes.node("c", table(row("c0", 1), row("c1", 2)), a)
    assert combinations(nodes.lineage(b, c), 2) == [(0, 0)]


def test_identity_comes_before_content() -> None:
    nodes = Nodes()
    a = nodes.node("a", table(row("a0", digest=b"x"), row("a1", digest=b"x")))
    b = nodes.node("b", table(row("b0", 0), row("b1", 1)), a)
    c = nodes.node("c", table(row("c0", 0), row("c1", 1)), a)
    assert combinations(nodes.lineage(b, c), 2) == [(0, 0), (1, 1)]


def test_nothing_goes_together() -> None:
    nodes = Nodes()
    a = nodes.node("a", table(row("a0", digest=b"x"), row("a1", digest=b"y")))
    b = nodes.node("b", table(row("b0", 0)), a)
    c = nodes.node("c", table(row("c0", 1)), a)
    assert combinations(nodes.lineage(b, c), 2) == []


def test_a_long_chain() -> None:
    nodes = Nodes()
    first = node = nodes.node("n", table(row("n0"), row("n1")))
    for number in range(5_000):
        rows = (row(f"{number}-0", 0), row(f"{number}-1", 1))
        node = nodes.node(f"n{number}", table(*rows), node)
    assert combinations(nodes.lineage(first, node), 2) == [(0, 0), (1, 1)]


# Evaluating


def joined(a: str, b: str) -> str:
    return f"{a}+{b}"


def consumer(table: NodeTable, a: Expression, b: Expression) -> Expression:
    return table.node(Operator(joined), (("a", a), ("b", b)))


def values(root: Expression) -> list[Any]:
    return [value.value for value in ComputableExpression(root).execute()]


def test_only_what_is_passed_on_is_loaded() -> None:
    nodes = Nodes()
    first, second = table(row("a0"), row("a1")), table(row("b0", 0), row("b1", 1))
    a = nodes.node("a", first)
    b = nodes.node("b", second, a)
    assert values(consumer(nodes.table, b, b)) == ["b0+b0", "b1+b1"]
    assert first.loads == []
    assert second.loads == [0, 1]


def test_what_it_was_made_from_is_loaded_when_looked_at() -> None:
    nodes = Nodes()
    a = nodes.node("a", table(row("a0"), row("a1"), lost={1}))
    b = nodes.node("b", table(row("b0", 0), row("b1", 1)), a)
    first, second = ComputableExpression(consumer(nodes.table, b, b)).execute()
    assert first["a"]["p0"].value == "a0"
    assert second["a"]["p0"].value is NO_VALUE
    assert not second.get_excep()


def test_a_value_that_is_lost_is_passed_over() -> None:
    nodes = Nodes()
    a = nodes.node("a", table(row("a0"), row("a1"), row("a2"), lost={1}))
    assert values(consumer(nodes.table, a, a)) == ["a0+a0", "a2+a2"]


def test_uuids_tags_and_durations_are_those_of_then() -> None:
    nodes = Nodes()
    known = StoredRow("ab" * 16, (), 1.5, {"seed": "3"})
    a = nodes.node("a", Table(["x"], [known]))
    [value] = ComputableExpression(consumer(nodes.table, a, a)).execute()
    assert value["a"].uuid == "ab" * 16
    assert value["a"].duration == 1.5
    assert value["a"].get_tags() == {"seed": "3"}
    assert value.get_id(full_qual=False) == "a[seed=3]:joined(b=a[seed=3])"


def test_iterations_use_the_same_stored_values() -> None:
    nodes = Nodes()
    a = nodes.node("a", table(row("a0"), row("a1")))
    one = ComputableExpression(consumer(nodes.table, a, a))
    [other] = ComputableExpression.clone_all([one], lambda _: True)
    uuids = [[value["a"].uuid for value in made.execute()] for made in (one, other)]
    assert uuids == [["a0", "a1"]] * 2


def plain(graph: Graph) -> Graph:
    """Return *graph* without nodes that are computed anew, or that depend on who asks."""
    nodes = [replace(node, fresh=False, consumer=False, data=False) for node in graph.nodes]
    return Graph(tuple(nodes), graph.roots)


@given(graphs(failing=False), st.data())
def test_everything_comes_out_as_it_was(graph: Graph, data: st.DataObject) -> None:
    """What was computed once is loaded, downstream is computed, nothing upstream is called."""
    graph = plain(graph)
    first, second = graph.build(), graph.build()
    scope = Scope()
    expected = [
        [shown(value) for value in ComputableExpression(root, scope).execute()]
        for root in first.roots
    ]
    cells: dict[Expression, Cell] = {node: scope.cell(node) for node in walk(first.roots)}
    kept = data.draw(st.sets(st.integers(0, len(graph.nodes) - 1), min_size=1, max_size=3))
    by_node = {
        mine: cells[theirs]
        for mine, theirs in zip(second.nodes, first.nodes, strict=True)
        if theirs in cells
    }
    for root, results in zip(second.roots, expected, strict=True):
        reached = set(walk([root])) - {root}
        below = [second.nodes[index] for index in kept if second.nodes[index] in reached]
        before = second.calls
        found = ComputableExpression(with_stored(root, below, by_node)).execute()
        assert Counter(map(shown, found)) == Counter(results)
        upstream = {node.op.qualname for node in walk(below)}
        called = {text.partition(":")[0] for text in second.calls - before}
        assert not called & upstream
