"""The evaluator: walks the loops of a plan and has an executor carry out each call once."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any

from exekall.evaluation.binding import bind
from exekall.evaluation.call import END, Call, Outcome
from exekall.evaluation.cell import Cell, Stream
from exekall.evaluation.executor import Executor, Handle, SerialExecutor
from exekall.evaluation.lineage import Lineage
from exekall.evaluation.plan import Level, Step, plan
from exekall.evaluation.reporter import Capture, Mark, Reporter, span_between
from exekall.pause import collection_paused
from exekall.values import NO_VALUE, PENDING, ExprVal, Marker, Rows

__all__ = ["Evaluator"]


class Evaluator:
    """Computes the values of cells.

    *reporter* hears of every value; *capture*, where given, is asked what was logged and printed
    meanwhile. KeyboardInterrupt is passed on and leaves whatever is complete in the cells. An
    executor that was not given is made here, and closed with the run.
    """

    def __init__(
        self,
        executor: Executor | None = None,
        reporter: Reporter | None = None,
        capture: Capture | None = None,
    ) -> None:
        self.executor: Executor = executor if executor is not None else SerialExecutor()
        self._owns_executor = executor is None
        self.reporter = reporter
        self.capture = capture
        self._in_flight: dict[Handle, tuple[Cell, int]] = {}
        self._blocked: dict[tuple[Cell, int], int] = {}
        self._waiting: dict[tuple[Cell, int], list[tuple[Cell, int]]] = {}

    def run(self, root: Cell) -> Iterator[ExprVal]:
        """Yield the values of *root* one after the other, computing each when it is asked for.

        Generators are advanced depth first: everything downstream of a value is submitted before
        the next one is asked for.
        """
        awaited: deque[int] = deque()
        try:
            for row in self._rows(root):
                awaited.append(row)
                while root.owners and len(root.owners) >= self.executor.capacity:
                    self._wait_for(root, next(iter(root.owners)))
                while awaited and root.values[awaited[0]] is not PENDING:
                    yield ExprVal(root, awaited.popleft())
            while awaited:
                self._wait_for(root, awaited[0])
                yield ExprVal(root, awaited.popleft())
        finally:
            if self._owns_executor:
                self.executor.close()
        while self._in_flight:
            self.collect()

    # The loops

    def _rows(self, root: Cell) -> Iterator[int]:
        """Walk the loops and yield the rows of *root*."""
        with collection_paused():
            laid_out = plan(root, whole=self.reporter is not None)
        self._take_constants(laid_out.constants)
        levels = laid_out.levels
        if not levels:
            yield len(root.values) - 1
            return
        current = [len(cell.values) - 1 if cell.constant else -1 for cell in laid_out.slots]
        streams: list[Iterator[int]] = [self._loop(levels[0], current)]
        while streams:
            depth = len(streams) - 1
            row = next(streams[-1], None)
            if row is None:
                streams.pop()
                continue
            current[levels[depth].step.slot] = row
            self._take(levels[depth].steps, current)
            if depth + 1 == len(levels):
                yield current[laid_out.root_slot]
            else:
                streams.append(self._loop(levels[depth + 1], current))

    def _take_constants(self, cells: Sequence[Cell]) -> None:
        """Compute or reuse cells that no generator has a part in, each from the latest rows."""
        for cell in cells:
            params = cell.params
            if cell.done:
                if self.reporter is not None:
                    self.reporter.reused(ExprVal(cell, 0))
            elif len(params) == 1:
                self._compute(cell, len(params[0].values) - 1)
            else:
                self._compute(cell, tuple([len(param.values) - 1 for param in params]))

    def _take(self, steps: Sequence[Step], current: list[int]) -> None:
        """Compute or reuse the value of each of *steps*."""
        reporter = self.reporter
        for step in steps:
            cell = step.cell
            key = _rows(step.key, current)
            memo = cell.memo
            row = None if memo is None or cell.private else memo.get(key)
            if row is None:
                if step.key is step.slots:
                    row = self._compute(cell, key)
                else:
                    for private in step.private:
                        rows = _rows(private.slots, current)
                        current[private.slot] = self._compute(private.cell, rows)
                    row = self._compute(cell, _rows(step.slots, current))
                if memo is not None:
                    memo[key] = row
            elif reporter is not None:
                reporter.reused(ExprVal(cell, row))
            current[step.slot] = row

    def _loop(self, level: Level, current: list[int]) -> Iterator[int]:
        """Yield the rows of a generator for the present values of its parameters."""
        if level.lineage is not None:
            yield from self._stored_rows(level, level.lineage, current)
            return
        step = level.step
        cell = step.cell
        key = _rows(step.key, current)
        assert cell.streams is not None
        stream = cell.streams.get(key)
        if stream is None:
            for private in step.private:
                rows = _rows(private.slots, current)
                current[private.slot] = self._compute(private.cell, rows)
            stream = cell.streams[key] = Stream(_rows(step.slots, current))
        position = 0
        while True:
            if position < len(stream.rows):
                row = stream.rows[position]
                if self.reporter is not None:
                    self.reporter.reused(ExprVal(cell, row))
            else:
                new = None if stream.ended else self._advance(cell, stream)
                if new is None:
                    return
                row = new
            position += 1
            yield row

    def _stored_rows(self, level: Level, lineage: Lineage, current: Sequence[int]) -> Iterator[int]:
        """Yield the rows of stored values that go with those taken already, and can be loaded."""
        cell = level.step.cell
        for row in lineage.rows(tuple([current[slot] for slot in level.outer])):
            if cell.value(row) is NO_VALUE:
                continue
            if self.reporter is not None:
                self.reporter.reused(ExprVal(cell, row))
            yield row

    # Generators

    def _advance(self, cell: Cell, stream: Stream) -> int | None:
        """Add the next value to *stream* and return its row; None at its end."""
        mark = self.capture.mark() if self.capture is not None else None
        if stream.iterator is None:
            for param, row in zip(cell.params, _parent_rows(stream.parents), strict=True):
                self._wait_for(param, row)
            values = self._parent_values(cell, stream.parents)
            if not isinstance(values, list):
                return self._last_row(cell, stream, None, mark)
            opened = self._outcome(_call(cell, values))
            if opened.failure is None:
                opened = _iterating(opened)
            if opened.failure is not None:
                return self._last_row(cell, stream, opened, mark)
            stream.iterator = opened.value
        outcome = self._outcome(Call(cell.expr.op, iterator=stream.iterator))
        if outcome.value is END:
            stream.ended, stream.iterator = True, None
            if not stream.rows and self.reporter is not None:
                self.reporter.empty(cell.expr)
            return None
        if outcome.failure is not None:
            return self._last_row(cell, stream, outcome, mark)
        row = cell.append(outcome.value, stream.parents, outcome.duration)
        stream.rows.append(row)
        self._report(cell, row, outcome, mark)
        return row

    def _last_row(
        self, cell: Cell, stream: Stream, outcome: Outcome | None, mark: Mark | None
    ) -> int:
        """End *stream* with a row that has no value, because of *outcome* or of a parameter."""
        duration = outcome.duration if outcome is not None else 0.0
        row = cell.append(NO_VALUE, stream.parents, duration)
        stream.rows.append(row)
        stream.ended, stream.iterator = True, None
        if outcome is not None:
            self._report(cell, row, outcome, mark)
        return row

    # Calls

    def _compute(self, cell: Cell, rows: Rows) -> int:
        """Have the value of *cell* computed from its parameters' *rows*; return its row."""
        values = self._parent_values(cell, rows)
        if not isinstance(values, list):
            return cell.append(NO_VALUE, rows) if values is NO_VALUE else self._postpone(cell, rows)
        mark = self.capture.mark() if self.capture is not None else None
        handle = self.executor.submit(_call(cell, values))
        outcome = handle.outcome()
        if outcome is None:
            row = cell.append_pending(rows, self)
            self._note_in_flight(handle, cell, row)
            return row
        row = cell.append(outcome.value, rows, outcome.duration)
        self._report(cell, row, outcome, mark)
        return row

    def _parent_values(self, cell: Cell, rows: Rows) -> list[Any] | Marker:
        """Return the values of the parameters in *rows*.

        Where one is not complete that is ``PENDING``, else where one has none ``NO_VALUE``.
        """
        if type(rows) is int:
            value = cell.params[0].values[rows]
            return value if type(value) is Marker else [value]
        values = []
        marker: Marker | None = None
        for param, row in zip(cell.params, rows, strict=True):  # type: ignore[arg-type]
            value = param.values[row]
            if type(value) is Marker and marker is not PENDING:
                marker = value
            values.append(value)
        return values if marker is None else marker

    def _record(self, cell: Cell, row: int, outcome: Outcome) -> None:
        """Fill in the row of a value that was pending."""
        cell.complete(row, outcome.value, outcome.duration)
        self._report(cell, row, outcome, None)

    def _report(self, cell: Cell, row: int, outcome: Outcome, mark: Mark | None) -> None:
        """Note and report what came of a call, besides its value."""
        if outcome.failure is not None:
            cell.note_failure(row, outcome.failure)
        if mark is not None and self.capture is not None:
            span = span_between(mark, self.capture.mark())
            if span is not None:
                cell.note_span(row, span)
        if self.reporter is not None:
            self.reporter.computed(ExprVal(cell, row))

    # Calls that complete later

    def _postpone(self, cell: Cell, rows: Rows) -> int:
        """Keep a row for a value whose parameters are not all complete.

        What another evaluator has submitted is waited for.
        """
        parents = list(zip(cell.params, _parent_rows(rows), strict=True))
        for param, parent in parents:
            if param.owner(parent) is not self:
                self._wait_for(param, parent)
        pending = [item for item in parents if item[0].values[item[1]] is PENDING]
        if not pending:
            return self._compute(cell, rows)
        row = cell.append_pending(rows, self)
        for item in pending:
            self._waiting.setdefault(item, []).append((cell, row))
        self._blocked[cell, row] = len(pending)
        return row

    def _note_in_flight(self, handle: Handle, cell: Cell, row: int) -> None:
        self._in_flight[handle] = (cell, row)
        while len(self._in_flight) >= self.executor.capacity:
            self.collect()

    def collect(self) -> None:
        """Wait for some call to complete; record what did, and submit what waited for it."""
        self.executor.wait(self._in_flight.keys())
        for handle in list(self._in_flight):
            outcome = handle.outcome()
            if outcome is not None:
                cell, row = self._in_flight.pop(handle)
                self._record(cell, row, outcome)
                self._release(cell, row)

    def _release(self, cell: Cell, row: int) -> None:
        """Go on with the values that waited for the one in *row*."""
        complete = [(cell, row)]
        while complete:
            for waiting, waiting_row in self._waiting.pop(complete.pop(), ()):
                self._blocked[waiting, waiting_row] -= 1
                if self._blocked[waiting, waiting_row]:
                    continue
                del self._blocked[waiting, waiting_row]
                values = self._parent_values(waiting, waiting.parents[waiting_row])
                if not isinstance(values, list):
                    waiting.complete(waiting_row, NO_VALUE)
                    complete.append((waiting, waiting_row))
                    continue
                handle = self.executor.submit(_call(waiting, values))
                outcome = handle.outcome()
                if outcome is None:
                    self._in_flight[handle] = (waiting, waiting_row)
                else:
                    self._record(waiting, waiting_row, outcome)
                    complete.append((waiting, waiting_row))

    def _wait_for(self, cell: Cell, row: int) -> None:
        """Return when *row* is complete, whichever evaluator of the same cells sees to that."""
        while (owner := cell.owner(row)) is not None:
            owner.collect()

    def _outcome(self, call: Call) -> Outcome:
        """Carry out *call* to its end: what a generator gives decides about what comes next."""
        handle = self.executor.submit(call)
        while (outcome := handle.outcome()) is None:
            self.executor.wait([handle])
        return outcome


def _rows(slots: tuple[int, ...], current: list[int]) -> Rows:
    if len(slots) == 1:
        return current[slots[0]]
    return tuple([current[slot] for slot in slots])


def _parent_rows(rows: Rows) -> tuple[int, ...]:
    return rows if isinstance(rows, tuple) else (rows,)


def _call(cell: Cell, values: list[Any]) -> Call:
    if not cell.is_bound:
        cell.is_bound = True
        cell.binding = bind(cell.expr, cell.data)
    if cell.binding is None:
        return Call(cell.expr.op, values)
    return Call(cell.expr.op, *cell.binding.arguments(values))


def _iterating(opened: Outcome) -> Outcome:
    """Return an outcome with the iterator of what a generator operator gave."""
    value = opened.value
    if hasattr(value, "__next__") or hasattr(value, "__anext__"):
        return opened
    try:
        return Outcome(iter(value), None, opened.duration)
    except Exception as error:  # user code: the wrapper of a generator may return anything
        return Outcome(NO_VALUE, error, opened.duration)
