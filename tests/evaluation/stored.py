"""Values of one evaluation as the stored values of another."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from exekall.errors import ExekallError
from exekall.evaluation.cell import Cell
from exekall.expression import Expression, NodeTable, walk
from exekall.prebuilt import PrebuiltOperator, StoredRow
from exekall.signature import Parameter

__all__ = ["Lost", "Table", "stored_operator", "with_stored"]


class Lost(ExekallError):
    """A value that cannot be had."""


class Table:
    """Values that are there, but for those that are *lost*; ``loads`` are the rows asked for."""

    def __init__(
        self,
        values: Sequence[Any],
        rows: Sequence[StoredRow],
        lost: Collection[int] = (),
        is_shared: bool = True,
    ) -> None:
        self.rows: Sequence[StoredRow] = rows
        self.is_shared = is_shared
        self.loads: list[int] = []
        self._values = values
        self._lost = lost

    def load(self, row: int) -> Any:
        self.loads.append(row)
        if row in self._lost:
            raise Lost(row)
        return self._values[row]


def stored_operator(
    name: str, table: Table, origins: dict[str, PrebuiltOperator] | None = None
) -> PrebuiltOperator:
    """Return an operator that gives what is in *table*."""
    made = PrebuiltOperator(type(name, (), {}), (), name)
    made.stored = table
    made.origins = origins or {}
    made._parameters = tuple(Parameter(p, op.product) for p, op in made.origins.items())
    return made


def with_stored(
    root: Expression, replaced: Collection[Expression], cells: dict[Expression, Cell]
) -> Expression:
    """Return *root* with stored values in place of *replaced* nodes and all below these."""
    below = set(walk(list(replaced)))
    table = NodeTable()
    made: dict[Expression, Expression] = {}
    for node in walk([root]):
        params = tuple((name, made[child]) for name, child in node.params)
        op = node.op
        if node in below:
            cell = cells[node]
            rows = [
                StoredRow(cell.uuid(row), cell.parent_rows(row)) for row in range(len(cell.values))
            ]
            origins = {name: child.op for name, child in params}
            op = stored_operator(node.op.qualname, Table(cell.values, rows), origins)  # type: ignore[arg-type]
        made[node] = table.node(op, params, node.consumer)
    return made[root]
