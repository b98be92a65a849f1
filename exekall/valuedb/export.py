"""Exports: everything of a database as one graph of records, which needs no file besides.

For each object it holds what is stored of it, with references to other objects. So identity is
kept, nothing is loaded in order to be exported, and an object whose class is gone does not spoil
the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from exekall.store.errors import ValueProblem, ValueUnavailable
from exekall.store.objects.buffers import BufferProblem, BufferUnavailable
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
from exekall.valuedb.objects import Objects

__all__ = ["Export", "ExportSource"]

VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Export:
    """Everything that is in a database, as data.

    *results* are by the UUID of the expression, *buffers* by their digest, what values have by
    their key. *unavailable* are the values whose objects were left out: the problem, what is
    missing, and what the system said. *pruned* are the UUIDs of pruned values.
    """

    runs: tuple[tuple[RunRecord, RunState], ...]
    expressions: tuple[ExpressionRecord, ...]
    nodes: tuple[NodeRecord, ...]
    records: tuple[ValueRecord, ...]
    results: dict[str, tuple[ResultRecord, ...]] = field(default_factory=dict)
    failures: dict[int, FailureRecord] = field(default_factory=dict)
    logs: dict[int, tuple[LogRecord, ...]] = field(default_factory=dict)
    stored: dict[int, Stored] = field(default_factory=dict)
    buffers: dict[bytes, bytes] = field(default_factory=dict)
    unavailable: dict[int, tuple[ValueProblem, str, str]] = field(default_factory=dict)
    pruned: frozenset[str] = frozenset()
    version: int = VERSION


class ExportSource:
    """An export in memory, as a source of records and objects."""

    def __init__(self, export: Export, path: Path | None = None) -> None:
        self.path = path
        self._export = export
        self._states = {run.uuid: state for run, state in export.runs}
        self._nodes = {node.key: node for node in export.nodes}
        self._records = {record.key: record for record in export.records}
        self._keys = {record.uuid: record.key for record in export.records}
        self.buffers = _ExportedBuffers(export.buffers)
        self._objects = Objects(self.stored, self.buffers, lambda key: self.record(key).uuid)

    def close(self) -> None:
        """There is nothing to let go of."""

    @property
    def runs(self) -> tuple[RunRecord, ...]:
        """The runs."""
        return tuple(run for run, _ in self._export.runs)

    def state_of(self, run: RunRecord) -> RunState:
        """Tell how far a run had got when the export was made."""
        return self._states[run.uuid]

    def expressions(self) -> Sequence[ExpressionRecord]:
        """Return the expressions."""
        return self._export.expressions

    def results(self, expression_uuid: str) -> Sequence[ResultRecord]:
        """Return the results of an expression."""
        return self._export.results.get(expression_uuid, ())

    def node(self, key: bytes) -> NodeRecord:
        """Return a node; raises KeyError where there is none."""
        return self._nodes[key]

    def nodes(self) -> Sequence[NodeRecord]:
        """Return all nodes, parameters first."""
        return self._export.nodes

    def key_of(self, uuid: str) -> int | None:
        """Return the key of the value *uuid*, if it is here."""
        return self._keys.get(uuid)

    def record(self, key: int) -> ValueRecord:
        """Return what is known of a value."""
        return self._records[key]

    def records(self) -> Iterator[ValueRecord]:
        """Yield what is known of each value."""
        yield from self._export.records

    def failure(self, key: int) -> FailureRecord | None:
        """Return what was raised when the value was to be computed, if anything."""
        return self._export.failures.get(key)

    def log(self, key: int) -> Sequence[LogRecord]:
        """Return what was logged while the value was computed."""
        return self._export.logs.get(key, ())

    def stored(self, key: int) -> Stored:
        """Return a value's object as it is stored; raises :class:`ValueUnavailable`."""
        found = self._export.stored.get(key)
        if found is None:
            reason = self._export.unavailable.get(key, (ValueProblem.NOT_COMPUTED, "", ""))
            problem, subject, detail = reason
            raise ValueUnavailable(problem, self._records[key].uuid, subject, detail)
        return found

    def value(self, key: int) -> object:
        """Return a value's object, the same one each time; raises :class:`ValueUnavailable`."""
        return self._objects.value(key)

    def failure_object(self, key: int) -> BaseException | None:
        """Return the exception itself, where it could be stored."""
        return self._objects.failure(self.record(key))

    def missing_buffers(self) -> list[BufferRecord]:
        """Return nothing: what was missing is left out of an export."""
        return []


class _ExportedBuffers:
    """Large buffers that are in memory."""

    def __init__(self, contents: dict[bytes, bytes]) -> None:
        self._contents = contents

    def get(self, record: BufferRecord) -> memoryview:
        """Return a private, writable view; raises :class:`BufferUnavailable`."""
        content = self._contents.get(record.digest)
        if content is None:
            raise BufferUnavailable(BufferProblem.MISSING, record, Path())
        return memoryview(bytearray(content))
