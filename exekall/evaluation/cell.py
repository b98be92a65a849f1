"""The state of one node's evaluation: its values so far, and how to find the one to reuse."""

from __future__ import annotations

from typing import Any

from exekall.evaluation.binding import Binding
from exekall.expression import Expression
from exekall.injection import ExprData
from exekall.values import PENDING, Column, Rows

__all__ = ["Cell", "Stream"]


class Cell(Column):
    """A column of values that knows how to be extended.

    ``memo`` maps the rows of the parameters to the row of the value computed from them; a cell
    that is ``constant``, having one value at most whatever the generators do, needs none.
    A cell of ``stored`` values is a loop over those that go together.
    A ``personal`` cell depends on facts about its root expression and serves that one only.
    ``private`` cells are those of non-reusable operators, whose values are computed anew whenever
    their one ``consumer`` is (None for a root). ``streams`` are a generator's values by the rows
    that decide about reuse. ``binding`` is how the operator is called, known once it
    ``is_bound``. ``owners`` are the evaluators that will complete pending rows.
    """

    __slots__ = (
        "binding",
        "constant",
        "consumer",
        "data",
        "generates",
        "is_bound",
        "memo",
        "owners",
        "params",
        "personal",
        "private",
        "streams",
    )

    params: tuple[Cell, ...]

    def __init__(
        self, expr: Expression, consumer: Cell | None = None, data: ExprData | None = None
    ) -> None:
        super().__init__(expr, ())
        self.consumer = consumer
        self.data = data
        self.private = not expr.op.reusable
        self.generates = expr.op.is_generator or self.stored is not None
        self.constant = False
        self.personal = False
        self.memo: dict[Rows, int] | None = None
        self.streams: dict[Rows, Stream] | None = None
        self.binding: Binding | None = None
        self.is_bound = False
        self.owners: dict[int, Any] | None = None

    def connect(self, params: tuple[Cell, ...]) -> None:
        """Set the cells of the parameters, which must be connected themselves."""
        self.params = params
        if self.stored is not None:
            return
        injected = self.expr.op.injected
        self.personal = any(parameter.type is ExprData for parameter in injected) or any(
            param.personal for param in params
        )
        if self.generates:
            self.streams = {}
            return
        for param in params:
            if not param.constant:
                self.memo = {}
                return
        self.constant = True

    @property
    def done(self) -> bool:
        """Whether there is nothing left to compute, whatever is asked for."""
        return self.constant and not self.private and bool(self.values)

    def append(self, value: Any, parents: Rows, duration: float = 0.0) -> int:
        """Add a row and return its number."""
        self.parents.append(parents)
        self.durations.append(duration)
        values = self.values
        values.append(value)
        return len(values) - 1

    def append_pending(self, parents: Rows, owner: Any) -> int:
        """Add a row that *owner* will complete, and return its number."""
        row = self.append(PENDING, parents)
        if self.owners is None:
            self.owners = {}
        self.owners[row] = owner
        return row

    def owner(self, row: int) -> Any:
        """Return the evaluator that will complete *row*; None where it is complete."""
        return None if self.owners is None else self.owners.get(row)

    def complete(self, row: int, value: Any, duration: float = 0.0) -> None:
        """Fill in a pending row."""
        assert self.owners is not None
        del self.owners[row]
        self.values[row] = value
        self.durations[row] = duration


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
