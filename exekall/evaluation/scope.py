"""Which cell stands for which node: shared as far as that is sound, private where it must be."""

from __future__ import annotations

from collections.abc import Callable

from exekall.evaluation.cell import Cell
from exekall.expression import Expression, walk
from exekall.injection import ExprData

__all__ = ["Scope"]


class Scope:
    """The cells of a set of expressions that share common subexpressions.

    A clone shares some nodes, with everything below them, with the scope that it comes from.
    """

    __slots__ = ("_base", "_cells", "_personal", "_shared")

    def __init__(
        self,
        base: Scope | None = None,
        shared: Callable[[Expression], bool] | None = None,
    ) -> None:
        self._cells: dict[Expression, Cell] = {}
        self._personal: dict[Expression, bool] = {}
        self._base = base
        self._shared = shared

    def clone(self, shared: Callable[[Expression], bool]) -> Scope:
        """Return a scope with cells of its own for all but what *shared* holds for."""
        return Scope(self, shared)

    def cell(self, root: Expression, data: ExprData | None = None) -> Cell:
        """Return the cell of *root*, with those below it.

        Nodes that depend on facts about their root expression get cells for *data* alone.
        """
        for node in walk([root], stop=self._personal.__contains__):
            self._personal[node] = _wants_data(node) or any(
                self._personal[child] for child in node.children
            )
        own: dict[Expression, Cell] = {}

        def known(node: Expression) -> bool:
            return self._personal_or_shared(node, own) is not None

        for node in walk([root], stop=known):
            if node is root or node.op.reusable:
                cells = own if self._personal[node] else self._cells
                cells[node] = self._new(node, own, data)
        cell = self._personal_or_shared(root, own)
        assert cell is not None
        return cell

    def _personal_or_shared(self, node: Expression, own: dict[Expression, Cell]) -> Cell | None:
        """Return the cell that *node* has already, perhaps in the scope that this is a clone of."""
        if self._personal[node]:
            return own.get(node)
        found = self._cells.get(node)
        if found is None and self._base is not None and self._shared is not None:
            if self._shared(node):
                found = self._cells[node] = self._base.cell(node)
        return found

    def _new(self, node: Expression, own: dict[Expression, Cell], data: ExprData | None) -> Cell:
        """Make the cell of *node*, and cells for its private parameters, which it alone uses."""
        made = Cell(node, (), None, data)
        order = [made]
        for cell in order:
            params = []
            for child in cell.expr.children:
                param = self._personal_or_shared(child, own) if child.op.reusable else None
                if param is None:
                    param = Cell(child, (), cell, data)
                    order.append(param)
                params.append(param)
            cell.params = tuple(params)
        for cell in reversed(order):
            cell.constant = not cell.generates and all(param.constant for param in cell.params)
        return made


def _wants_data(node: Expression) -> bool:
    return any(parameter.type is ExprData for parameter in node.op.injected)
