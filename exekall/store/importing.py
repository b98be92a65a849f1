"""Values of one database brought into another, with all that they need, and nothing unpickled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Protocol

from exekall.store.errors import ValueProblem, ValueUnavailable
from exekall.store.objects.buffers import BufferFolder, BufferUnavailable
from exekall.store.reader import StoreReader
from exekall.store.records import (
    ExpressionRecord,
    FailureRecord,
    LogRecord,
    NodeRecord,
    Reference,
    RunRecord,
    Stored,
    ValueRecord,
)

__all__ = ["Import", "Target"]


class Target(Protocol):
    """The database that values are brought into."""

    @property
    def buffers(self) -> BufferFolder:
        """The folder of large buffers."""

    def add_run(self, run: RunRecord) -> None:
        """Add a run unless it is there."""

    def has_node(self, key: bytes) -> bool:
        """Tell whether a node was added."""

    def add_node(self, node: NodeRecord) -> None:
        """Add a node unless it is there."""

    def add_expression(self, expression: ExpressionRecord) -> None:
        """Add an expression unless it is there."""

    def new_key(self) -> int:
        """Return the key for a value."""

    def key_of(self, uuid: str) -> int | None:
        """Return the key of a value, if it was added."""

    def add_value(
        self,
        value: ValueRecord,
        stored: Stored | None,
        failure: FailureRecord | None = None,
        failure_object: Stored | None = None,
        log: Sequence[LogRecord] = (),
        is_lost: bool = False,
    ) -> None:
        """Add a value."""


class Import:
    """Brings values of *source* into *target*. Those that are there stay as they are."""

    def __init__(self, source: StoreReader, target: Target) -> None:
        self._source = source
        self._target = target
        self._runs = {run.uuid: run for run in source.runs}
        self._keys: dict[int, int] = {}

    def bring(self, uuids: Iterable[str]) -> None:
        """Bring the values *uuids*, after all that they were made of and refer to.

        Raises :class:`ValueUnavailable` for one of which nothing can be read.
        """
        for uuid in uuids:
            if self._target.key_of(uuid) is not None:
                continue
            key = self._source.key_of(uuid)
            if key is None:
                raise ValueUnavailable(ValueProblem.UNKNOWN, uuid)
            self._source.record(key)
            for each in self._dependencies_first(key):
                self._bring(each)

    def _dependencies_first(self, root: int) -> Iterator[int]:
        done: set[int] = set()
        stack = [(root, False)]
        while stack:
            key, is_ready = stack.pop()
            if is_ready:
                yield key
            elif key not in done and key not in self._keys:
                done.add(key)
                stack.append((key, True))
                with suppress(ValueUnavailable):  # What is lost depends on nothing.
                    stack.extend((other, False) for other in self._source.dependencies(key))

    def _bring(self, key: int) -> None:
        try:
            record = self._source.record(key)
        except ValueUnavailable:
            return  # It is missing in the other database, too.
        known = self._target.key_of(record.uuid)
        if known is not None:
            self._keys[key] = known
            return
        self._bring_node(record.node)
        if record.expression is not None:
            self._bring_expression(record.expression)
        failure = self._source.failure(key)
        stored, is_lost = self._stored(key)
        record = replace(record, key=self._key(key))
        log = self._source.log(key)
        if failure is None:
            self._target.add_value(record, stored, log=log, is_lost=is_lost)
        else:
            self._target.add_value(record, None, failure, stored, log, is_lost)

    def _stored(self, key: int) -> tuple[Stored | None, bool]:
        """Return an object with references to where it is brought; and whether it is lost."""
        try:
            stored = self._source.stored(key)
        except ValueUnavailable as error:
            return None, error.problem is ValueProblem.DAMAGED
        for buffer in stored.buffers:
            with suppress(BufferUnavailable):  # It is missing there, too, which readers tell.
                self._target.buffers.adopt(buffer, self._source.buffers)
        references = [Reference(self._key(ref.value), ref.index) for ref in stored.references]
        return replace(stored, references=tuple(references)), False

    def _key(self, key: int) -> int:
        """Return the key in the other database; a new one for what is lost."""
        if key not in self._keys:
            self._keys[key] = self._target.new_key()
        return self._keys[key]

    def _bring_node(self, key: bytes) -> None:
        stack = [(key, False)]
        while stack:
            top, is_ready = stack.pop()
            if self._target.has_node(top):
                continue
            node = self._source.node(top)
            if is_ready:
                self._target.add_node(node)
                continue
            stack.append((top, True))
            stack.extend((param, False) for _, param in node.params if param is not None)

    def _bring_expression(self, uuid: str) -> None:
        expression = self._source.expression(uuid)
        self._target.add_run(self._runs[expression.run])
        self._bring_node(expression.node)
        self._target.add_expression(expression)
