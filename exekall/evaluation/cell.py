"""The state of one node's evaluation: its values so far, and how to find the one to reuse."""

from __future__ import annotations

from typing import Any

from exekall.evaluation.binding import Binding
from exekall.expression import Expression
from exekall.injection import ExprData
from exekall.values import Column, Rows

__all__ = ["Cell", "Stream"]


class Cell(Column):
    """A column of values that knows how to be extended.

    ``memo`` maps the rows of the parameters to the row of the value computed from them. ``private``
    cells are those of non-reusable operators, whose values are computed anew whenever their one
    ``consumer`` is (None for a root). A ``constant`` cell has one value at most, whatever the generators do.
    """

    __slots__ = (
        "_binding",
        "constant",
        "consumer",
        "data",
        "generates",
        "memo",
        "params",
        "private",
        "streams",
        "waiting",
    )

    params: tuple[Cell, ...]

    def __init__(
        self,
        expr: Expression,
        params: tuple[Cell, ...],
        consumer: Cell | None = None,
        data: ExprData | None = None,
    ) -> None:
        super().__init__(expr, params)
        self.private = not expr.op.reusable
        self.consumer = consumer
        self.data = data
        self.generates = expr.op.is_generator
        self.constant = not self.generates and all(cell.constant for cell in params)
        self.memo: dict[Rows, int] = {}
        self.streams: dict[Rows, Stream] = {}
        self.waiting: dict[int, list[tuple[Cell, int]]] = {}
        self._binding: Binding | None = None

    @property
    def binding(self) -> Binding:
        """How the operator is called."""
        if self._binding is None:
            self._binding = Binding(self.expr, self.data)
        return self._binding

    @property
    def done(self) -> bool:
        """Whether there is nothing left to compute, whatever is asked for."""
        return self.constant and not self.private and bool(self.values)

    def append(self, value: Any, parents: Rows) -> int:
        """Add a row and return its number."""
        row = len(self.values)
        self.values.append(value)
        self.parents.append(parents)
        self.durations.append(0.0)
        return row


class Stream:
    """The values of a generator cell for one combination of its parameters' values.

    ``rows`` are those asked for so far; ``iterator`` gives the next ones, None before the first
    and after the last.
    """

    __slots__ = ("ended", "iterator", "parents", "rows")

    def __init__(self, parents: Rows) -> None:
        self.parents = parents
        self.rows: list[int] = []
        self.iterator: Any = None
        self.ended = False
