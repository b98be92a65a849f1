"""Which cell stands for which node: shared where that is sound, private where it must be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from exekall.evaluation import Scope
from exekall.evaluation.cell import Cell
from exekall.expression import Expression, NodeTable, walk
from exekall.injection import ExprData
from exekall.operator import Operator
from tests.evaluation.comparing import is_personal
from tests.evaluation.graphs import Graph, graphs


class Fresh:
    pass


def source() -> int: ...
def fresh() -> Fresh: ...
def fresh_of(x: int) -> Fresh: ...
def stage(x: int) -> str: ...
def two(x: int, y: str) -> float: ...
def both(x: Fresh, y: Fresh) -> str: ...
def wants(x: int, data: ExprData) -> str: ...


class Nodes:
    """Makes nodes by name of the parameters."""

    def __init__(self) -> None:
        self.table = NodeTable()
        self._ops: dict[Any, Operator] = {}

    def __call__(self, function: Callable[..., Any], **params: Expression) -> Expression:
        op = self._ops.setdefault(function, Operator(function, {Fresh}))
        return self.table.node(op, tuple(params.items()))


def cells(root: Cell) -> dict[Cell, None]:
    """Return the cells below and including *root*."""
    found = {root: None}
    pending = [root]
    for cell in pending:
        new = [param for param in cell.params if param not in found]
        found.update(dict.fromkeys(new))
        pending += new
    return found


class TestSharing:
    def test_one_cell_for_each_node(self) -> None:
        node = Nodes()
        first = node(source)
        root = node(two, x=first, y=node(stage, x=first))
        cell = Scope().cell(root)
        assert cell.expr is root
        x, y = cell.params
        assert y.params == (x,)

    def test_between_roots(self) -> None:
        node = Nodes()
        first = node(source)
        scope = Scope()
        assert scope.cell(node(stage, x=first)).params[0] is scope.cell(first)
        assert Scope().cell(first) is not scope.cell(first)

    def test_asking_again_gives_the_same(self) -> None:
        node = Nodes()
        root = node(stage, x=node(source))
        scope = Scope()
        assert scope.cell(root) is scope.cell(root)


class TestPrivateCells:
    def test_one_for_each_consumer_and_parameter(self) -> None:
        node = Nodes()
        made = node(fresh)
        cell = Scope().cell(node(both, x=made, y=made))
        x, y = cell.params
        assert x is not y
        assert x.private
        assert y.private
        assert x.consumer is y.consumer is cell

    def test_of_what_is_shared_below_them(self) -> None:
        node = Nodes()
        first = node(source)
        made = node(fresh_of, x=first)
        scope = Scope()
        x, y = scope.cell(node(both, x=made, y=made)).params
        assert x.params == y.params == (scope.cell(first),)

    def test_a_root_has_no_consumer(self) -> None:
        cell = Scope().cell(Nodes()(fresh))
        assert cell.private
        assert cell.consumer is None


class TestFactsAboutTheRoot:
    def test_make_cells_personal(self) -> None:
        node = Nodes()
        first = node(source)
        asking = node(wants, x=first)
        scope = Scope()
        data = [ExprData(), ExprData()]
        one, other = (scope.cell(node(two, x=first, y=asking), facts) for facts in data)
        assert one is not other
        assert [cell.params[1].data for cell in (one, other)] == data
        assert one.params[1] is not other.params[1]
        assert one.params[0] is other.params[0] is scope.cell(first)
        assert one.personal
        assert not one.params[0].personal


class TestClones:
    def test_share_what_they_are_told_to(self) -> None:
        node = Nodes()
        first = node(source)
        root = node(stage, x=first)
        scope = Scope()
        clone = scope.clone({first})
        assert clone.cell(root) is not scope.cell(root)
        assert clone.cell(root).params[0] is scope.cell(first)

    def test_share_what_the_original_was_not_asked_for_yet(self) -> None:
        node = Nodes()
        first = node(source)
        scope = Scope()
        assert scope.clone({first}).cell(first) is scope.cell(first)

    def test_share_through_clones(self) -> None:
        node = Nodes()
        first = node(source)
        scope = Scope()
        assert scope.clone({first}).clone({first}).cell(first) is scope.cell(first)

    def test_never_share_what_is_personal(self) -> None:
        node = Nodes()
        root = node(wants, x=node(source))
        scope = Scope()
        clone = scope.clone(set(walk([root])))
        assert clone.cell(root, ExprData()) is not scope.cell(root, ExprData())
        assert clone.cell(root).params == scope.cell(root).params


def test_long_chains() -> None:
    node = Nodes()
    last = node(source)
    for _ in range(20_000):
        last = node(stage, x=last)
    assert len(cells(Scope().cell(last))) == 20_001


@given(graphs(), st.booleans())
def test_cells_of_any_graph(graph: Graph, is_clone: bool) -> None:
    world = graph.build()
    personal = is_personal(world.roots)
    base = Scope()
    scope = base.clone(set(walk(world.roots))) if is_clone else base
    seen: dict[Expression, Cell] = {}
    for root in world.roots:
        data = ExprData()
        for cell in cells(scope.cell(root, data)):
            node = cell.expr
            assert [param.expr for param in cell.params] == list(node.children)
            assert cell.private is not node.op.reusable
            assert cell.generates is node.op.is_generator
            assert cell.personal is personal[node]
            assert cell.constant is not any(n.op.is_generator for n in walk([node]))
            if cell.private:
                assert cell.consumer is None or cell in cell.consumer.params
            elif not cell.personal:
                assert seen.setdefault(node, cell) is cell
                assert base.cell(node) is cell
            else:
                assert cell.data is data
