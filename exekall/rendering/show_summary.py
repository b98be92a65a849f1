"""The summary of a database: what it is, a table of its values, and how many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from exekall.rendering.show_header import header_lines, losses_lines
from exekall.rendering.show_json import database_json
from exekall.rendering.show_result import outcome_text
from exekall.rendering.show_rows import expression_rows, value_rows
from exekall.rendering.show_table import table_lines
from exekall.rendering.wording import counted
from exekall.valuedb.losses import find_losses

if TYPE_CHECKING:
    from exekall.valuedb import FrozenExprVal, ValueDB

__all__ = ["Summary", "nothing_line"]


class Summary:
    """Those of *values* that *accepts* holds for, in all that is said of *database*.

    The values are its results or, with *are_all*, all of them. With *loads* they are unpickled,
    and shown by their ``repr``.
    """

    def __init__(
        self,
        database: ValueDB,
        values: Iterable[FrozenExprVal],
        accepts: Callable[[FrozenExprVal], bool] | None = None,
        *,
        are_all: bool = False,
        loads: bool = False,
    ) -> None:
        self._database = database
        self._values = values
        self._accepts = accepts
        self._are_all = are_all
        self._loads = loads
        self._outcomes: Counter[str] = Counter()
        self._looked_at = 0

    @property
    def shown(self) -> int:
        """How many values were shown so far."""
        return self._outcomes.total()

    def lines(self, width: int | None = None) -> Iterator[str]:
        """Yield the whole summary, as wide as a terminal of *width* characters."""
        yield from self.header()
        yield from losses_lines(find_losses(self._database))
        yield ""
        is_whole = self._accepts is None
        yield from self.table(width, and_expressions=is_whole)

    def header(self) -> list[str]:
        """Return what is said of the database as a whole."""
        database = self._database
        runs = [(run, database.state_of(run)) for run in database.runs]
        return header_lines(database.path or Path(), runs)

    def table(self, width: int | None = None, *, and_expressions: bool = False) -> Iterator[str]:
        """Yield the table and how much it has; *and_expressions*, those that have no value."""
        database = self._database
        if self._are_all:
            nodes = (node.key for node in database.source.nodes())
        else:
            nodes = (expression.node for expression in database.expressions)
        rows = value_rows(self._chosen(), nodes, database, loads=self._loads)
        others = list(expression_rows(database)) if and_expressions else []
        rows = chain(rows, others)
        is_empty = True
        for line in table_lines(rows, width):
            is_empty = False
            yield line
        yield from [] if is_empty else [""]
        yield self._closing(len(others))

    def json(self) -> Iterator[str]:
        """Yield the lines of the same as a JSON document."""
        database = self._database
        return database_json(
            database.path or Path(),
            [(run, database.state_of(run)) for run in database.runs],
            find_losses(database),
            database.expressions,
            self._chosen(),
            loads=self._loads,
        )

    def _chosen(self) -> Iterator[FrozenExprVal]:
        """Yield the values to show, and count them."""
        for value in self._values:
            self._looked_at += 1
            if self._accepts is None or self._accepts(value):
                self._outcomes[outcome_text(value)] += 1
                yield value

    def _closing(self, unfinished: int) -> str:
        """Return how many values were shown, and what came of them and of the expressions."""
        total = counted(self._looked_at, "value" if self._are_all else "result")
        count = total if self._accepts is None else f"{self.shown:,} of {total}"
        outcomes = sorted(self._outcomes.items())
        parts = ", ".join(f"{number:,} {outcome}" for outcome, number in outcomes)
        text = f"{count}: {parts}" if parts else count
        if unfinished:
            text += f"; {counted(unfinished, 'expression')} without an end or a value"
        return f"{text[:1].upper()}{text[1:]}."


def nothing_line(others: int, *, is_all: bool) -> str:
    """Return that no value is shown; *others*, which are no results, would be with ``--all``."""
    if is_all or not others:
        return "no value is like that" if is_all else "no result is like that"
    what = counted(others, "intermediate value")
    are = "is" if others == 1 else "are"
    return f"no result is like that, but {what} {are}; --all shows them"
