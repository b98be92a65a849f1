"""What was computed and stored, as scripts see it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from exekall.evaluation.cell import Cell
from exekall.evaluation.lineage import Lineage
from exekall.expression import Expression
from exekall.scripts.reloading import Run
from exekall.values import NO_VALUE, PENDING

__all__ = ["SavedValues"]


class SavedValues:
    """The values of cells that can be loaded; *is_stored* tells which ones, by UUID."""

    __slots__ = ("_columns", "_is_stored")

    def __init__(self, is_stored: Callable[[str], bool]) -> None:
        self._is_stored = is_stored
        self._columns: dict[Cell, _SavedColumn] = {}

    def of(self, cell: Cell) -> _SavedColumn:
        """Return the values of *cell*, the same object each time."""
        found = self._columns.get(cell)
        if found is None:
            found = self._columns[cell] = _SavedColumn(cell, self, self._is_stored)
        return found


class _SavedColumn:
    """The values of one cell."""

    __slots__ = ("_cell", "_is_stored", "_values")

    def __init__(self, cell: Cell, values: SavedValues, is_stored: Callable[[str], bool]) -> None:
        self._cell = cell
        self._values = values
        self._is_stored = is_stored

    @property
    def params(self) -> Sequence[_SavedColumn]:
        return [self._values.of(param) for param in self._cell.params]

    def __len__(self) -> int:
        return len(self._cell.values)

    def parents(self, row: int) -> tuple[int, ...]:
        return self._cell.parent_rows(row)

    def uuid(self, row: int) -> str | None:
        cell = self._cell
        value = cell.values[row]
        if value is PENDING or (value is NO_VALUE and row not in (cell.failures or ())):
            return None
        uuid = cell.uuid(row)
        return uuid if self._is_stored(uuid) else None

    def combinations(self, nodes: Sequence[Expression]) -> Sequence[tuple[int, ...]]:
        found = {cell.expr: cell for cell in self._below() if cell.stored is not None}
        cells = [found[node] for node in nodes]
        return [
            rows
            for rows in Lineage(cells).combinations()
            if all(cell.values[row] is not NO_VALUE for cell, row in zip(cells, rows, strict=True))
        ]

    def _below(self) -> list[Cell]:
        """Return the cell and all below it."""
        order = [self._cell]
        seen = set(order)
        for cell in order:
            new = [param for param in cell.params if param not in seen]
            seen.update(new)
            order += new
        return order

    def runs(self) -> Iterator[Run]:
        for stream in (self._cell.streams or {}).values():
            rows = stream.parents
            parents = rows if isinstance(rows, tuple) else (rows,)
            yield Run(parents, tuple(stream.rows), stream.ended)
