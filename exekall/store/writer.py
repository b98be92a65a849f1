"""Writing a database while values are computed."""

from __future__ import annotations

import os
import time
import weakref
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

from exekall.store.importing import Import
from exekall.store.objects.buffers import BufferFolder
from exekall.store.objects.encoding import Encoder
from exekall.store.records import (
    BUFFERS_SUFFIX,
    BufferRecord,
    ExpressionRecord,
    ExpressionState,
    FailureRecord,
    LogRecord,
    NodeRecord,
    PayloadKind,
    RunRecord,
    RunState,
    Stored,
    TypeRecord,
    ValueRecord,
)
from exekall.store.sqlite.batch import Amendment, Queue
from exekall.store.sqlite.checks import Row
from exekall.store.sqlite.committer import Committer
from exekall.store.sqlite.database import create
from exekall.store.sqlite.failure_rows import failure_rows
from exekall.store.sqlite.rows import (
    buffer_row,
    expression_row,
    log_row,
    node_row,
    result_row,
    run_row,
    type_row,
)
from exekall.store.sqlite.value_rows import Links, Place, value_row

if TYPE_CHECKING:
    from exekall.store.reader import StoreReader

__all__ = ["StoreWriter"]

# Where an object is that was lost before it came here: in no block.
_NOWHERE: Final = Place(PayloadKind.PICKLE, 0, 0, 0, (), ())


class StoreWriter:
    """A new database at *path*, to which what the run computes is added.

    What is added is committed within about a second, by a thread. Every method raises
    :class:`StoreError` when that failed since; what was committed before stays intact. To be used
    by one thread, and to be closed. In a process that was forked off meanwhile, it does nothing.
    """

    def __init__(self, path: Path, run: RunRecord) -> None:
        # Two threads and SQLite go by this name, wherever the current folder is by then.
        self._path = Path(os.path.abspath(path))  # noqa: PTH100 - no link is followed
        create(self._path, {"run": run_row(1, run)})
        self._process = os.getpid()
        self._buffers = BufferFolder(self._path.with_suffix(BUFFERS_SUFFIX))
        self._encoder = Encoder(self._buffers)
        self._value_keys = count(1)
        self._last_keys: Counter[str] = Counter({"run": 1})
        self._runs = {run.uuid: 1}
        self._types: dict[TypeRecord, int] = {}
        self._nodes: dict[bytes, int] = {}
        self._expressions: dict[str, int] = {}
        self._stored_buffers: dict[bytes, int] = {}
        self._values: dict[str, int] = {}
        self._lost: dict[str, int] = {}
        self._is_closed = False
        self._queue = Queue()
        self._committer = Committer(self._path, self._queue, self._buffers)
        self._committer.start()
        # Where nobody closes it, the thread ends with it.
        self._abandoned = weakref.finalize(self, _let_go, self._queue, self._process)

    @property
    def path(self) -> Path:
        """The database file."""
        return self._path

    @property
    def buffers(self) -> BufferFolder:
        """The folder of large buffers."""
        return self._buffers

    @property
    def encoder(self) -> Encoder:
        """What makes stored objects for :meth:`add_value`."""
        return self._encoder

    # Runs, nodes and expressions

    def add_run(self, run: RunRecord) -> None:
        """Add another run, of which values are imported, unless it is there."""
        if run.uuid not in self._runs:
            key = self._new_key("run")
            self._add("run", run_row(key, run))
            self._runs[run.uuid] = key

    def add_node(self, node: NodeRecord) -> None:
        """Add a node unless it is there, after those of its parameters."""
        if node.key not in self._nodes:
            key = self._new_key("node")
            self._add("node", node_row(key, node, self._type(node.product)))
            self._nodes[node.key] = key

    def has_node(self, key: bytes) -> bool:
        """Tell whether the node *key* was added."""
        return key in self._nodes

    def add_expression(self, expression: ExpressionRecord) -> None:
        """Add an expression unless it is there, after its run and its node."""
        if expression.uuid not in self._expressions:
            key = self._new_key("expression")
            run, node = self._runs[expression.run], self._nodes[expression.node]
            self._add("expression", expression_row(key, expression, run, node))
            self._expressions[expression.uuid] = key

    def end_expression(self, uuid: str, state: ExpressionState, duration: float) -> None:
        """Note how far the expression *uuid* got, and after how many seconds."""
        changes = {"state": state.value, "duration": float(duration)}
        if self._is_ours:
            self._queue.amend(Amendment("expression", self._expressions[uuid], changes))

    # Values

    def new_key(self) -> int:
        """Return the key for a value that is about to be encoded."""
        return next(self._value_keys)

    def key_of(self, uuid: str) -> int | None:
        """Return the key of the value *uuid*, if it was added."""
        return self._values.get(uuid)

    def add_value(
        self,
        value: ValueRecord,
        stored: Stored | None,
        failure: FailureRecord | None = None,
        failure_object: Stored | None = None,
        log: Sequence[LogRecord] = (),
        is_lost: bool = False,
    ) -> None:
        """Add a value, after its node and its expression.

        A value has either *stored* or, where it failed, *failure* with *failure_object*. That
        *is_lost* is of an object that could not be read where it comes from.
        """
        if value.uuid in self._values:
            raise ValueError(value.uuid)
        links = Links(
            node=self._nodes[value.node],
            expression=None if value.expression is None else self._expressions[value.expression],
            parents=[self._parent(uuid) for uuid in value.parents],
            type=None if value.type is None else self._type(value.type),
            failure=None if failure is None else self._failure(failure),
        )
        payload = failure_object if stored is None else stored
        place = _NOWHERE if is_lost else None
        if payload is not None:
            place = self._place(payload)
        for each in log:
            self._add("log", log_row(self._new_key("log"), value.key, each))
        self._add("value", value_row(value, links, place))
        self._values[value.uuid] = value.key

    def add_result(self, expression_uuid: str, key: int, text: str | None) -> None:
        """Add a result of an expression: the value *key*, and its text."""
        expression = self._expressions[expression_uuid]
        self._add("result", result_row(self._new_key("result"), expression, key, text))

    def import_values(self, reader: StoreReader, uuids: Iterable[str]) -> None:
        """Add values of another database with all that they were made of and refer to.

        Nothing is unpickled. Of what is damaged there, what can be read is added. Raises
        :class:`ValueUnavailable` for one of *uuids* of which nothing can be.
        """
        Import(reader, self).bring(uuids)

    # The end

    def flush(self) -> None:
        """Commit everything that was added."""
        if self._is_ours and not self._is_closed:
            self._queue.settle()

    def close(self, state: RunState) -> None:
        """Commit everything, with how far the run got; once is enough."""
        if self._is_closed or not self._is_ours:
            return
        self._is_closed = True
        try:
            last = [Amendment("value", key, {"is_stale": 1}) for key in self._encoder.stale()]
            last.append(Amendment("run", 1, {"state": state.value, "ended": time.time()}))
            self._queue.settle(last)
        finally:
            self._queue.close()
            self._committer.join()

    # Rows

    @property
    def _is_ours(self) -> bool:
        return os.getpid() == self._process

    def _add(self, table: str, row: Row) -> None:
        if self._is_ours:
            self._queue.add_row(table, row)

    def _new_key(self, table: str) -> int:
        self._last_keys[table] += 1
        return self._last_keys[table]

    def _type(self, type_: TypeRecord) -> int:
        key = self._types.get(type_)
        if key is None:
            key = self._new_key("type")
            self._add("type", type_row(key, type_))
            self._types[type_] = key
        return key

    def _failure(self, failure: FailureRecord) -> int:
        rows = failure_rows(failure, lambda: self._new_key("failure"), self._type)
        for row in rows:
            self._add("failure", row)
        return self._last_keys["failure"]

    def _parent(self, uuid: str) -> int:
        """Return the key of a parent; for one that is lost, one that no value has."""
        key = self._values.get(uuid) or self._lost.get(uuid)
        if key is None:
            key = self._lost[uuid] = self.new_key()
        return key

    def _place(self, stored: Stored) -> Place:
        buffers = tuple([self._buffer(buffer) for buffer in stored.buffers])
        block, offset = self._queue.add_pickle(stored.data) if self._is_ours else (0, 0)
        length = len(stored.data)
        return Place(stored.kind, block, offset, length, buffers, stored.references)

    def _buffer(self, buffer: BufferRecord) -> int:
        key = self._stored_buffers.get(buffer.digest)
        if key is None:
            key = self._new_key("buffer")
            self._add("buffer", buffer_row(key, buffer))
            self._stored_buffers[buffer.digest] = key
        return key


def _let_go(queue: Queue, process: int) -> None:
    if os.getpid() == process:
        queue.let_go()
