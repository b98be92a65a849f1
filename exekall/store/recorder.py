"""Values as they are computed, turned into records."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from exekall.expression import Expression
from exekall.operator import Operator
from exekall.store.describing.description import describe
from exekall.store.describing.failures import failure_record
from exekall.store.describing.nodes import NodeRecords
from exekall.store.records import (
    ExpressionRecord,
    ExpressionState,
    LogRecord,
    Outcome,
    ValueRecord,
)
from exekall.store.writer import StoreWriter
from exekall.values import ExprVal, contained_tags, walk_values

__all__ = ["Executed", "Logs", "StoreRecorder", "state_after"]


class Logs(Protocol):
    """Remembers what was logged of late."""

    def records(self, start: int, stop: int) -> Sequence[LogRecord]:
        """Return what is remembered of the records number *start* to *stop*."""
        ...


class Executed(Protocol):
    """An expression that is executed."""

    @property
    def uuid(self) -> str:
        """32 hexadecimal digits."""

    @property
    def expr(self) -> Expression:
        """The expression itself."""

    def get_all_vals(self) -> Iterable[ExprVal]:
        """Return every value that is complete."""


def state_after(results: Sequence[ExprVal]) -> ExpressionState:
    """Return the state of an expression that was executed to its end, with these *results*."""
    if not results:
        return ExpressionState.NO_VALUE
    is_complete = all(value.computed for value in results)
    return ExpressionState.COMPLETE if is_complete else ExpressionState.FAILED


def _parents(value: ExprVal) -> tuple[str, ...]:
    return tuple([param.uuid for _, param in value.params])


@dataclass(slots=True)
class _Current:
    """The expression that is executed, and when that began, by a clock that never goes back."""

    uuid: str
    began: float


class StoreRecorder:
    """A reporter that has every value written to a database when it is computed, once.

    It serves all expressions of the run *run*, one after the other: :meth:`begin`, then the
    events and :meth:`result` for each value of the root, then :meth:`end`. *hidden* are the
    operators that IDs leave out, *logs* remember what was logged while a value was computed.

    A value without an event, because a parameter failed or because it was computed for somebody
    else before, is added when it is a result or something refers to it.
    Every method raises :class:`~exekall.store.errors.StoreError` where nothing can be written.
    """

    def __init__(
        self,
        writer: StoreWriter,
        run: str,
        hidden: Callable[[Operator], bool] | None = None,
        logs: Logs | None = None,
    ) -> None:
        self._writer = writer
        self._run = run
        self._logs = logs
        self._nodes = NodeRecords(hidden)
        self._current: _Current | None = None
        self._refused: set[str] = set()
        self._is_torn = False

    # Expressions

    def begin(self, executed: Executed, short_id: str = "", folder: str = "") -> None:
        """Take note that an expression is going to be executed; its files go to *folder*."""
        node = self._node(executed.expr)
        self._current = _Current(executed.uuid, time.perf_counter())
        self._writer.add_expression(
            ExpressionRecord(
                uuid=executed.uuid,
                run=self._run,
                node=node,
                short_id=short_id,
                folder=folder,
                started=time.time(),
            )
        )

    def result(self, value: ExprVal, text: str | None) -> None:
        """Add a value of the root, with what the adaptor's ``format_result`` made of it."""
        assert self._current is not None
        self._writer.add_result(self._current.uuid, self._key(value), text)

    def end(self, executed: Executed, state: ExpressionState) -> None:
        """Take note how far the expression got.

        Where it was interrupted, a value may be complete whose event never came. Nothing is noted
        of an expression that was never begun.
        """
        if self._current is None:
            return
        if state is ExpressionState.INTERRUPTED and not self._is_torn:
            for value in executed.get_all_vals():
                self._key(value)
        duration = time.perf_counter() - self._current.began
        self._writer.end_expression(executed.uuid, state, duration)
        self._current = None

    # The protocol of reporters

    def computed(self, value: ExprVal) -> None:
        """Add *value*, or the failure to compute it."""
        self._key(value)

    def reused(self, value: ExprVal) -> None:
        """Add *value* unless it is there, as it is mostly."""
        self._key(value)

    def empty(self, expr: Expression) -> None:
        """Take note that the generator at *expr* gave nothing; nor is there anything to add."""

    # Values

    def is_stored(self, uuid: str) -> bool:
        """Tell whether there is a value of this UUID that can be loaded, or failed."""
        return uuid not in self._refused and self._writer.key_of(uuid) is not None

    def _key(self, value: ExprVal) -> int:
        """Return the key of *value* in the database, where it is by then."""
        key = self._writer.key_of(value.uuid)
        if key is not None:
            return key
        parents = _parents(value)
        if None in map(self._writer.key_of, parents):
            for below in walk_values((param for _, param in value.params), stop=self._is_known):
                self._add(below, _parents(below))
        return self._add(value, parents)

    def _is_known(self, value: ExprVal) -> bool:
        return self._writer.key_of(value.uuid) is not None

    def _node(self, expr: Expression) -> bytes:
        """Return the key of a node, which is in the database by then."""
        key = self._nodes.key(expr)
        if key is None:
            for record in self._nodes.add(expr):
                self._writer.add_node(record)
                key = record.key
        assert key is not None
        return key

    def _add(self, value: ExprVal, parents: tuple[str, ...]) -> int:
        """Write a value whose parameters' values, the *parents*, are there; return its key."""
        key = self._writer.new_key()
        common: dict[str, Any] = {
            "key": key,
            "uuid": value.uuid,
            "node": self._node(value.expr),
            "expression": self._current.uuid if self._current is not None else None,
            "parents": parents,
            "duration": value.duration,
        }
        try:
            if value.excep is not None:
                self._add_failure(value, value.excep, common)
            elif value.computed:
                self._add_computed(value, common)
            else:
                self._writer.add_value(ValueRecord(outcome=Outcome.SKIPPED, **common), None)
        except BaseException:
            # What was encoded and not added would be referred to by whatever shares a part of it.
            self._is_torn = True
            raise
        return key

    def _add_computed(self, value: ExprVal, common: dict[str, Any]) -> None:
        encoded = self._writer.encoder.encode(value.value, common["key"])
        described = describe(value.value)
        if encoded.stored is None:
            self._refused.add(value.uuid)
        record = ValueRecord(
            outcome=Outcome.COMPUTED,
            tags=contained_tags(value),
            type=described.type,
            repr=described.repr,
            json=described.json,
            size=encoded.size,
            digest=encoded.digest,
            refusal=encoded.refusal,
            **common,
        )
        self._writer.add_value(record, encoded.stored, log=self._log(value))

    def _add_failure(self, value: ExprVal, error: BaseException, common: dict[str, Any]) -> None:
        encoded = self._writer.encoder.encode(error, common["key"])
        self._writer.add_value(
            ValueRecord(outcome=Outcome.FAILED, **common),
            None,
            failure=failure_record(error),
            failure_object=encoded.stored,
            log=self._log(value),
        )

    def _log(self, value: ExprVal) -> Sequence[LogRecord]:
        """Return what was logged while *value* was computed, as far as that is remembered."""
        span = value.span
        if self._logs is None or span is None or span.log[0] == span.log[1]:
            return ()
        return self._logs.records(*span.log)
