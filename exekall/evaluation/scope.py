"""Which cell stands for which node: shared as far as that is sound, private where it must be."""

from __future__ import annotations

from collections.abc import Collection

from exekall.evaluation.cell import Cell
from exekall.expression import Expression, walk
from exekall.injection import ExprData
from exekall.pause import collection_paused

__all__ = ["Scope"]


class Scope:
    """The cells of a set of expressions that share common subexpressions.

    A clone shares some nodes with the scope that it comes from.
    """

    __slots__ = ("_base", "_cells", "_shared")

    def __init__(
        self, base: Scope | None = None, shared: Collection[Expression] = frozenset()
    ) -> None:
        self._cells: dict[Expression, Cell] = {}
        self._base = base
        self._shared = shared

    def clone(self, shared: Collection[Expression]) -> Scope:
        """Return a scope with cells of its own for all nodes but *shared*.

        What is below a shared node must be shared, too.
        """
        return Scope(self, shared)

    def cell(self, root: Expression, data: ExprData | None = None) -> Cell:
        """Return the cell of *root*, with those below it.

        Nodes that depend on facts about their root expression get cells for *data* alone.
        """
        with collection_paused():
            return self._cell(root, data)

    def _cell(self, root: Expression, data: ExprData | None) -> Cell:
        cells = self._cells
        personal: dict[Expression, Cell] = {}
        for node in walk([root], stop=cells.__contains__):
            if node is not root and not node.op.reusable:
                continue
            cell = self._new(node, personal, data)
            if cell.personal:
                personal[node] = cell
            elif self._base is not None and node in self._shared:
                cells[node] = self._base.cell(node)
            else:
                cells[node] = cell
        found = personal.get(root)
        return cells[root] if found is None else found

    def _new(
        self, node: Expression, personal: dict[Expression, Cell], data: ExprData | None
    ) -> Cell:
        """Make the cell of *node*, and cells for its private parameters, which it alone uses."""
        cells = self._cells
        made = Cell(node, None, data)
        order: list[tuple[Cell, list[Cell]]] = [(made, [])]
        for cell, params in order:
            for _, child in cell.expr.params:
                if child.op.reusable:
                    param = personal.get(child) or cells[child]
                else:
                    param = Cell(child, cell, data)
                    order.append((param, []))
                params.append(param)
        for cell, params in reversed(order):
            cell.connect(tuple(params))
        return made
