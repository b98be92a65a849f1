"""Writing a database while values are computed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from exekall.store.records import (
    ExpressionRecord,
    ExpressionState,
    FailureRecord,
    LogRecord,
    NodeRecord,
    RunRecord,
    RunState,
    Stored,
    ValueRecord,
)

if TYPE_CHECKING:
    from exekall.store.encoding import Encoder
    from exekall.store.reader import StoreReader

__all__ = ["StoreWriter"]


class StoreWriter:
    """A new database at *path*, to which what the run computes is added.

    What is added is committed within about a second, by a thread. Every method raises
    :class:`StoreError` when that failed since; what was committed before stays intact. To be used
    by one thread, and to be closed. In a process that was forked off meanwhile, it does nothing.
    """

    def __init__(self, path: Path, run: RunRecord) -> None:
        raise NotImplementedError

    @property
    def encoder(self) -> Encoder:
        """What makes stored objects for :meth:`add_value`."""
        raise NotImplementedError

    def new_key(self) -> int:
        """Return the key for a value that is about to be encoded."""
        raise NotImplementedError

    def key_of(self, uuid: str) -> int | None:
        """Return the key of the value *uuid*, if it was added."""
        raise NotImplementedError

    def add_node(self, node: NodeRecord) -> None:
        """Add a node unless it is there, after those of its parameters."""
        raise NotImplementedError

    def add_expression(self, expression: ExpressionRecord) -> None:
        """Add an expression, after its node."""
        raise NotImplementedError

    def end_expression(self, uuid: str, state: ExpressionState, duration: float) -> None:
        """Note how far the expression *uuid* got, and after how many seconds."""
        raise NotImplementedError

    def add_value(
        self,
        value: ValueRecord,
        stored: Stored | None,
        failure: FailureRecord | None = None,
        failure_object: Stored | None = None,
        log: Sequence[LogRecord] = (),
    ) -> None:
        """Add a value, after its node, its expression and its parents.

        A value has either *stored* or, where it failed, *failure* with *failure_object*.
        """
        raise NotImplementedError

    def add_result(self, expression_uuid: str, key: int, text: str | None) -> None:
        """Add a result of an expression: the value *key*, and its text."""
        raise NotImplementedError

    def import_values(self, reader: StoreReader, uuids: Iterable[str]) -> None:
        """Add values of another database with all that they were made of and refer to.

        Nothing is unpickled. What is damaged there is left out.
        """
        raise NotImplementedError

    def flush(self) -> None:
        """Commit everything that was added."""
        raise NotImplementedError

    def close(self, state: RunState) -> None:
        """Commit everything, with how far the run got; once is enough."""
        raise NotImplementedError
