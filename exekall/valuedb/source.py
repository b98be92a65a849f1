"""Where the records and the objects of a :class:`~exekall.valuedb.ValueDB` come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from exekall.store.objects.decoding import Buffers
from exekall.store.records import (
    BufferRecord,
    ExpressionRecord,
    FailureRecord,
    LogRecord,
    NodeRecord,
    ResultRecord,
    RunRecord,
    RunState,
    Stored,
    ValueRecord,
)

__all__ = ["Source"]


class Source(Protocol):
    """A store that is read: :class:`exekall.store.reader.StoreReader`, an export, several merged.

    Nothing is unpickled but by :meth:`value` and :meth:`failure_object`.
    """

    @property
    def path(self) -> Path | None:
        """The file; None where it is more than one."""

    @property
    def buffers(self) -> Buffers:
        """The large buffers of the stored objects."""

    @property
    def runs(self) -> Sequence[RunRecord]:
        """The runs, the one that made the file first."""

    def state_of(self, run: RunRecord) -> RunState:
        """Tell how far a run got."""

    def expressions(self) -> Sequence[ExpressionRecord]:
        """Return the expressions in the order in which they were added."""

    def results(self, expression_uuid: str) -> Sequence[ResultRecord]:
        """Return the results of an expression, in the order in which they came."""

    def node(self, key: bytes) -> NodeRecord:
        """Return a node; raises KeyError where there is none."""

    def nodes(self) -> Sequence[NodeRecord]:
        """Return all nodes, parameters first."""

    def key_of(self, uuid: str) -> int | None:
        """Return the key of the value *uuid*, if it is here."""

    def record(self, key: int) -> ValueRecord:
        """Return what is known of a value; raises :class:`ValueUnavailable` where it is lost."""

    def records(self) -> Iterator[ValueRecord]:
        """Yield what is known of each value, in the order in which they were added."""

    def failure(self, key: int) -> FailureRecord | None:
        """Return what was raised when the value was to be computed, if anything."""

    def log(self, key: int) -> Sequence[LogRecord]:
        """Return what was logged while the value was computed."""

    def stored(self, key: int) -> Stored:
        """Return a value's object as it is stored, or the exception of one that failed.

        Raises :class:`ValueUnavailable`.
        """

    def value(self, key: int) -> object:
        """Return a value's object, the same one each time; raises :class:`ValueUnavailable`."""

    def failure_object(self, key: int) -> BaseException | None:
        """Return the exception itself, where it could be stored; raises as :meth:`value`."""

    def missing_buffers(self) -> Iterable[BufferRecord]:
        """Return the large buffers that are not there."""

    def close(self) -> None:
        """Let go of files; once is enough."""
