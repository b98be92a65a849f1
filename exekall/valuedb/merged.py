"""Several databases seen as one, in which each UUID is one value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Final, TypeVar

from exekall.store.errors import ValueUnavailable
from exekall.store.objects.buffers import BufferUnavailable
from exekall.store.records import (
    BufferRecord,
    ExpressionRecord,
    ExpressionState,
    FailureRecord,
    LogRecord,
    NodeRecord,
    Outcome,
    Reference,
    ResultRecord,
    RunRecord,
    RunState,
    Stored,
    ValueRecord,
)
from exekall.valuedb.objects import Objects
from exekall.valuedb.source import Source

__all__ = ["MergedSource"]

R = TypeVar("R")
S = TypeVar("S")

_UNFINISHED: Final = {ExpressionState.RUNNING, ExpressionState.INTERRUPTED}


class MergedSource:
    """The sources *parts* as one; the first one that knows most about something is asked for it.

    The value that a part knows by a key is known here by the key times the number of parts, plus
    the part's number.
    """

    path: Path | None = None

    def __init__(self, parts: Sequence[Source]) -> None:
        self.parts = tuple(parts)
        self.buffers = _MergedBuffers(self.parts)
        self._keys: dict[str, int | None] = {}
        self._targets: dict[int, int] = {}
        self._objects = Objects(self.stored, self.buffers, lambda key: self.record(key).uuid)

    def close(self) -> None:
        """Close all parts."""
        for part in self.parts:
            part.close()

    # Runs and expressions

    @property
    def runs(self) -> tuple[RunRecord, ...]:
        """The runs of all parts."""
        return tuple(run for run, _ in self._runs.values())

    def state_of(self, run: RunRecord) -> RunState:
        """Tell how far *run* got."""
        return self._runs[run.uuid][1].state_of(run)

    @cached_property
    def _runs(self) -> dict[str, tuple[RunRecord, Source]]:
        found = [(run, part) for part in self.parts for run in part.runs]
        return _best(found, lambda run: run.uuid, lambda run: run.state is RunState.COMPLETE)

    def expressions(self) -> list[ExpressionRecord]:
        """Return the expressions of all parts."""
        return [expression for expression, _ in self._expressions.values()]

    @cached_property
    def _expressions(self) -> dict[str, tuple[ExpressionRecord, Source]]:
        found = [(item, part) for part in self.parts for item in part.expressions()]
        return _best(found, lambda item: item.uuid, lambda item: item.state not in _UNFINISHED)

    def results(self, expression_uuid: str) -> list[ResultRecord]:
        """Return the results of an expression."""
        if expression_uuid not in self._expressions:
            return []
        part = self._expressions[expression_uuid][1]
        return [
            replace(result, value=self._key_here(part, result.value))
            for result in part.results(expression_uuid)
        ]

    # Nodes

    def node(self, key: bytes) -> NodeRecord:
        """Return a node; raises KeyError where there is none."""
        for part in self.parts:
            try:
                return part.node(key)
            except KeyError:
                continue
        raise KeyError(key)

    def nodes(self) -> list[NodeRecord]:
        """Return the nodes of all parts, parameters first."""
        return list({node.key: node for part in self.parts for node in part.nodes()}.values())

    # Values

    def key_of(self, uuid: str) -> int | None:
        """Return the key of the value *uuid*, if it is here."""
        if uuid not in self._keys:
            found = [(record, number) for number, record in self._copies(uuid)]
            best = _best(found, lambda record: record.uuid, _information)
            self._keys[uuid] = self._key(*best[uuid]) if best else None
        return self._keys[uuid]

    def _copies(self, uuid: str) -> Iterator[tuple[int, ValueRecord]]:
        """Yield the numbers of the parts that have the value, with what they say of it."""
        for number, part in enumerate(self.parts):
            try:
                key = part.key_of(uuid)
                if key is not None:
                    yield number, part.record(key)
            except ValueUnavailable:
                continue  # Damaged there; another part may have it.

    def _key(self, record: ValueRecord, number: int) -> int:
        return record.key * len(self.parts) + number

    def _part(self, key: int) -> tuple[Source, int]:
        there, number = divmod(key, len(self.parts))
        return self.parts[number], there

    def _key_here(self, part: Source, key: int) -> int:
        """Return the key here of what *part* knows by *key*."""
        found = self.key_of(part.record(key).uuid)
        assert found is not None
        return found

    def record(self, key: int) -> ValueRecord:
        """Return what is known of a value."""
        part, there = self._part(key)
        return replace(part.record(there), key=key)

    def records(self) -> Iterator[ValueRecord]:
        """Yield what is known of each value, part by part."""
        found = [
            (record, number) for number, part in enumerate(self.parts) for record in part.records()
        ]
        for record, number in _best(found, lambda item: item.uuid, _information).values():
            key = self._keys[record.uuid] = self._key(record, number)
            yield replace(record, key=key)

    def failure(self, key: int) -> FailureRecord | None:
        """Return what was raised when the value was to be computed, if anything."""
        part, there = self._part(key)
        return part.failure(there)

    def log(self, key: int) -> Sequence[LogRecord]:
        """Return what was logged while the value was computed."""
        part, there = self._part(key)
        return part.log(there)

    # Objects

    def stored(self, key: int) -> Stored:
        """Return a value's object as it is stored, by the first part that still has it.

        References lead to the values here, so that what parts have in common is one object.
        """
        part, there = self._part(key)
        try:
            return self._translated(part, part.stored(there))
        except ValueUnavailable:
            for number, record in self._copies(self.record(key).uuid):
                other = self.parts[number]
                if other is not part and _information(record):
                    return self._translated(other, other.stored(record.key))
            raise

    def _translated(self, part: Source, stored: Stored) -> Stored:
        if not stored.references:
            return stored
        number = self.parts.index(part)
        references = tuple(
            Reference(self._target(number, reference.value), reference.index)
            for reference in stored.references
        )
        return replace(stored, references=references)

    def _target(self, number: int, there: int) -> int:
        """Return the key here of what part *number* refers to by *there*."""
        own = there * len(self.parts) + number
        found = self._targets.get(own)
        if found is None:
            found = self._targets[own] = self._common(own)
        return found

    def _common(self, own: int) -> int:
        """Return the key of the value that counts here, where it is stored in the same way.

        Numbers of objects within it mean something else otherwise.
        """
        try:
            best = self.key_of(self.record(own).uuid)
            if best is None or best == own or self._form(best) != self._form(own):
                return own
        except ValueUnavailable:
            return own  # Who asks for it is told.
        return best

    def _form(self, key: int) -> object:
        part, there = self._part(key)
        stored = part.stored(there)
        digests = [record.digest for record in stored.buffers]
        return (part.record(there).digest, stored.kind, stored.data, digests)

    def value(self, key: int) -> object:
        """Return a value's object, the same one each time; raises :class:`ValueUnavailable`."""
        return self._objects.value(key)

    def failure_object(self, key: int) -> BaseException | None:
        """Return the exception itself, where it could be stored."""
        return self._objects.failure(self.record(key))

    def missing_buffers(self) -> list[BufferRecord]:
        """Return the large buffers that no part has."""
        missing = {found.digest: found for part in self.parts for found in part.missing_buffers()}
        return [found for found in missing.values() if not self.buffers.has(found)]


class _MergedBuffers:
    """The large buffers of several sources; the same content may be in any of them."""

    def __init__(self, parts: Sequence[Source]) -> None:
        self._parts = parts

    def get(self, record: BufferRecord) -> memoryview:
        """Return a private, writable view; raises :class:`BufferUnavailable`."""
        errors: list[BufferUnavailable] = []
        for part in self._parts:
            try:
                return part.buffers.get(record)
            except BufferUnavailable as error:
                errors.append(error)
        raise errors[0]

    def has(self, record: BufferRecord) -> bool:
        """Tell whether some part has a buffer."""
        try:
            self.get(record)
        except BufferUnavailable:
            return False
        return True


def _best(
    found: Sequence[tuple[R, S]], name: Callable[[R], str], worth: Callable[[R], int]
) -> dict[str, tuple[R, S]]:
    """Return by name what is worth most, the first of equals, in the order of the names."""
    best: dict[str, tuple[R, S]] = {}
    for item, origin in found:
        known = best.get(name(item))
        if known is None or worth(item) > worth(known[0]):
            best[name(item)] = (item, origin)
    return best


def _information(record: ValueRecord) -> int:
    """Tell how much is known of a value: a number, zero where there is nothing but parameters."""
    if record.outcome is Outcome.SKIPPED:
        return 0
    return 2 if record.outcome is Outcome.COMPUTED and record.refusal is None else 1
