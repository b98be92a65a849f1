"""Which stored values go together: those that were made from the same values.

In a diamond of computed values only combinations that come from the same value are made. Stored
values are joined likewise: two of them go together if they agree on every value that both were
made from, or are. That is the natural join of relational algebra (Codd 1970), of one relation for
each operator: its values, and what each of them was made from.

Values of different runs were made from different ones, equal as these may be. Where nothing goes
together otherwise, values of equal content count as one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

from exekall.evaluation.cell import Cell
from exekall.prebuilt import StoredRow

__all__ = ["Lineage"]

# What the values of some cells are, for one value that was made from them.
_Facts: TypeAlias = dict[Cell, Any]


class Lineage:
    """The combinations of rows of some cells of stored values that go together.

    They are ordered by the row of the first cell, then by that of the second, and so on.
    """

    __slots__ = ("_combinations", "_next")

    def __init__(self, cells: Sequence[Cell]) -> None:
        found: dict[tuple[int, ...], dict[int, None]] = {}
        self._combinations = sorted(_combinations(cells, _uuid) or _combinations(cells, _content))
        for rows in self._combinations:
            for length, row in enumerate(rows):
                found.setdefault(rows[:length], {})[row] = None
        self._next: dict[tuple[int, ...], tuple[int, ...]] = {
            before: tuple(rows) for before, rows in found.items()
        }

    def combinations(self) -> Sequence[tuple[int, ...]]:
        """Return the rows that go together, one of each cell."""
        return self._combinations

    def rows(self, before: tuple[int, ...]) -> Sequence[int]:
        """Return the rows of the next cell that go with the rows *before* of those before it."""
        return self._next.get(before, ())


def _uuid(row: StoredRow) -> object:
    return row.uuid


def _content(row: StoredRow) -> object:
    return row.digest or row.uuid


def _combinations(
    cells: Sequence[Cell], identity: Callable[[StoredRow], object]
) -> list[tuple[int, ...]]:
    """Return the rows, one for each of *cells*, that agree on what they were made from.

    Rows of equal *identity* are one value.
    """
    if len(cells) == 1:
        return [(row,) for row in range(len(cells[0].values))]
    shared = _shared(cells)
    relations = [_relation(cell, shared, identity) for cell in cells]
    concerned = [frozenset(shared.intersection(_below(cell))) for cell in cells]
    joined: list[tuple[dict[int, int], _Facts]] = [({}, {})]
    known: set[Cell] = set()
    left = set(range(len(cells)))
    while left:
        # What shares most with what is joined already keeps the intermediate result small.
        position = max(left, key=lambda i: (len(concerned[i] & known), len(concerned[i]), -i))
        left.remove(position)
        common = tuple(concerned[position] & known)
        joined = _join(joined, relations[position], position, common)
        known |= concerned[position]
    return [tuple([rows[i] for i in range(len(cells))]) for rows, _ in joined]


def _join(
    joined: Iterable[tuple[dict[int, int], _Facts]],
    relation: Sequence[_Facts],
    position: int,
    common: Sequence[Cell],
) -> list[tuple[dict[int, int], _Facts]]:
    """Add to each combination the rows of *relation* that agree with it on *common*."""
    index: dict[tuple[Any, ...], list[int]] = {}
    for row, facts in enumerate(relation):
        index.setdefault(tuple([facts[cell] for cell in common]), []).append(row)
    return [
        ({**rows, position: row}, {**facts, **relation[row]})
        for rows, facts in joined
        for row in index.get(tuple([facts[cell] for cell in common]), ())
    ]


def _shared(cells: Iterable[Cell]) -> set[Cell]:
    """Return the cells that several of *cells* were made from, or are.

    Not those whose values an expression may have several of at a time.
    """
    seen: set[Cell] = set()
    found: set[Cell] = set()
    for cell in cells:
        below = _below(cell)
        found |= below & seen
        seen |= below
    return {cell for cell in found if cell.stored is not None and cell.stored.is_shared}


def _below(cell: Cell) -> set[Cell]:
    """Return *cell* and all cells below it."""
    found = {cell}
    pending = [cell]
    while pending:
        new = [param for param in pending.pop().params if param not in found]
        found.update(new)
        pending.extend(new)
    return found


def _relation(
    cell: Cell, shared: set[Cell], identity: Callable[[StoredRow], object]
) -> list[_Facts]:
    """Return, for each row of *cell*, what the values of *shared* were that it was made from."""
    leading = _leading_to(cell, shared)
    relation = []
    for start in range(len(cell.values)):
        facts: _Facts = {}
        pending = [(cell, start)]
        visited = set(pending)
        while pending:
            current, row = pending.pop()
            assert current.stored is not None
            if current in shared:
                facts[current] = identity(current.stored.rows[row])
            for item in zip(current.params, current.parent_rows(row), strict=True):
                if item[0] in leading and item not in visited:
                    visited.add(item)
                    pending.append(item)
        relation.append(facts)
    return relation


def _leading_to(cell: Cell, shared: set[Cell]) -> set[Cell]:
    """Return the cells below *cell* that are made from *shared* ones, or are such."""
    order: list[Cell] = []
    entered: set[Cell] = set()
    stack: list[tuple[Cell, bool]] = [(cell, False)]
    while stack:
        current, ready = stack.pop()
        if ready:
            order.append(current)
        elif current not in entered:
            entered.add(current)
            stack.append((current, True))
            stack += [(param, False) for param in current.params if param not in entered]
    found: set[Cell] = set()
    for current in order:
        if current in shared or any(param in found for param in current.params):
            found.add(current)
    return found
