"""Reading a database: what is in it as records, and the objects."""

from __future__ import annotations

import json
import weakref
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, Generic, Self, TypeVar

from exekall.store.blocks import block_content
from exekall.store.buffers import BufferFolder
from exekall.store.damage import Damage, survey
from exekall.store.errors import StoreError, StoreProblem, ValueProblem, ValueUnavailable
from exekall.store.failure_rows import failure_from_rows
from exekall.store.liveness import state_of
from exekall.store.opening import buffers_beside, database_file, open_to_read
from exekall.store.records import (
    BufferRecord,
    ExpressionRecord,
    FailureRecord,
    LogRecord,
    NodeRecord,
    Outcome,
    ResultRecord,
    RunRecord,
    RunState,
    Stored,
    TypeRecord,
    ValueRecord,
)
from exekall.store.rows import (
    buffer_record,
    expression_record,
    log_record,
    node_record,
    place_of,
    run_record,
    type_record,
    value_record,
)
from exekall.store.schema import TABLES
from exekall.store.tables import Checked, Tables

if TYPE_CHECKING:
    from exekall.store.decoding import Decoder

__all__ = ["StoreReader"]

T = TypeVar("T")

_VALUE: Final = TABLES["value"]
_UUID: Final = _VALUE.position("uuid")
_NODE: Final = _VALUE.position("node")
_EXPRESSION: Final = _VALUE.position("expression")
_OUTCOME: Final = _VALUE.position("outcome")
_FAILURE: Final = _VALUE.position("failure")
_PARENTS: Final = _VALUE.position("parents")
_TYPE: Final = _VALUE.position("type")
_REFUSAL: Final = _VALUE.position("refusal")
_PRODUCT: Final = TABLES["node"].position("product")


class StoreReader:
    """A database that is only read; *path* is the file or the artifact folder that it is in.

    Opening reads the rows of the runs and nothing else. Nothing is unpickled but by :meth:`value`
    and :meth:`failure_object`. Raises :class:`StoreError` when there is no database or none that
    can be read, and :class:`ValueUnavailable` for a value that is unknown or damaged. A value
    counts as damaged where the row of its node, its type or its expression is.
    """

    def __init__(self, path: Path) -> None:
        self._path = database_file(path)
        opened = open_to_read(self._path)
        self._finalizer = weakref.finalize(self, opened.close)
        self._tables = Tables(opened.connection, self._path)
        self._buffers = BufferFolder(buffers_beside(self._path))
        self._runs = {row[0]: run_record(row) for row in self._tables.scan("run")}
        if not self._runs:
            self.close()
            raise StoreError(StoreProblem.DAMAGED, self._path)
        self._run_uuids = _Rows[str](self._tables, "run", _hex_uuid)
        self._expression_uuids = _Rows[str](self._tables, "expression", _hex_uuid)
        self._node_ids = _Rows[bytes](self._tables, "node", lambda row: bytes(row[1]))
        self._types = _Rows(self._tables, "type", type_record)
        self._buffer_records = _Rows(self._tables, "buffer", buffer_record)
        self._uuids: dict[int, str] = {}
        self._block: tuple[int, bytearray] | None = None
        self._decoder: Decoder | None = None

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the database at or in *path*."""
        return cls(path)

    def close(self) -> None:
        """Let go of the file; once is enough."""
        self._finalizer()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """The database file."""
        return self._path

    @property
    def buffers(self) -> BufferFolder:
        """The folder of the large buffers, which may be missing."""
        return self._buffers

    # Runs, expressions and nodes

    @property
    def runs(self) -> tuple[RunRecord, ...]:
        """The runs, the one that made the file first."""
        return tuple(self._runs.values())

    def state_of(self, run: RunRecord) -> RunState:
        """Tell how far *run* got: one whose process is gone was interrupted."""
        return state_of(run, self._path)

    def expressions(self) -> list[ExpressionRecord]:
        """Return the expressions that can be read, in the order in which they were added."""
        found = [self._expression_of(row) for row in self._tables.scan("expression")]
        return [expression for expression in found if expression is not None]

    def expression(self, uuid: str) -> ExpressionRecord:
        """Return the expression *uuid*; raises :class:`KeyError` where it cannot be read."""
        for row in self._tables.rows_by("expression", bytes.fromhex(uuid)):
            expression = self._expression_of(row)
            if expression is not None:
                return expression
        raise KeyError(uuid)

    def results(self, expression_uuid: str) -> list[ResultRecord]:
        """Return the results of an expression, in the order in which they came."""
        return [
            ResultRecord(value, text)
            for row in self._tables.rows_by("expression", bytes.fromhex(expression_uuid))
            for _, _, value, text, _ in self._tables.rows_by("result", row[0])
        ]

    def node(self, key: bytes) -> NodeRecord:
        """Return the node *key*; raises :class:`KeyError` where it cannot be read."""
        for row in self._tables.rows_by("node", key):
            node = self._node_of(row)
            if node is not None:
                return node
        raise KeyError(key)

    def nodes(self) -> list[NodeRecord]:
        """Return all nodes that can be read, parameters first."""
        found = [self._node_of(row) for row in self._tables.scan("node")]
        return [node for node in found if node is not None]

    # Values

    def keys(self) -> list[int]:
        """Return the keys of the values that can be read."""
        return [record.key for record in self.records()]

    def key_of(self, uuid: str) -> int | None:
        """Return the key of the value *uuid*, if it is here."""
        try:
            wanted = bytes.fromhex(uuid)
        except ValueError:
            return None
        rows = self._tables.rows_by("value", wanted)
        return rows[0][0] if rows else None

    def record(self, key: int) -> ValueRecord:
        """Return what is known of a value.

        A parent that is lost is given by a UUID that no value has.
        """
        record = self._record_of(self._row(key))
        if record is None:
            raise self._lost(key)
        return record

    def records(self) -> Iterator[ValueRecord]:
        """Yield what is known of each value that can be read, in the order of the keys."""
        for row in self._tables.scan("value"):
            record = self._record_of(row)
            if record is not None:
                yield record

    def failure(self, key: int) -> FailureRecord | None:
        """Return what was raised when the value was to be computed, if anything."""
        link = self._row(key)[_FAILURE]
        if link is None:
            return None
        try:
            return failure_from_rows(link, self._failure_row, self._failure_type)
        except LookupError:
            raise self._lost(key) from None

    def log(self, key: int) -> list[LogRecord]:
        """Return what was logged while the value was computed."""
        return [log_record(row) for row in self._tables.rows_by("log", key)]

    def dependencies(self, key: int) -> list[int]:
        """Return the keys of the values that a value was made of, and that its object refers to."""
        row = self._row(key)
        place = place_of(row)
        references = () if place is None else place.references
        return [*json.loads(row[_PARENTS]), *[reference.value for reference in references]]

    # Objects

    def stored(self, key: int) -> Stored:
        """Return a value's object as it is stored, or what was raised where there is none."""
        row = self._row(key)
        place = place_of(row)
        if place is None:
            raise _not_stored(row)
        content = self._content(place.block)
        end = place.offset + place.length
        buffers = [self._buffer_records.get(buffer) for buffer in place.buffers]
        found = tuple([buffer for buffer in buffers if buffer is not None])
        if content is None or end > len(content) or len(found) < len(buffers):
            raise ValueUnavailable(ValueProblem.DAMAGED, row[_UUID].hex())
        data = bytes(memoryview(content)[place.offset : end])
        return Stored(place.kind, data, found, place.references)

    def value(self, key: int) -> object:
        """Return a value's object, the same one each time. This runs what its pickle says."""
        row = self._row(key)
        if row[_OUTCOME] != Outcome.COMPUTED:
            raise ValueUnavailable(ValueProblem.NOT_COMPUTED, row[_UUID].hex())
        return self._loaded(key)

    def failure_object(self, key: int) -> BaseException | None:
        """Return the exception itself, where it could be stored. This unpickles."""
        row = self._row(key)
        if row[_OUTCOME] != Outcome.FAILED or place_of(row) is None:
            return None
        error = self._loaded(key)
        return error if isinstance(error, BaseException) else None

    def missing_buffers(self) -> list[BufferRecord]:
        """Return the large buffers that have no file."""
        return self._buffers.missing([buffer_record(row) for row in self._tables.scan("buffer")])

    def damage(self) -> list[Damage]:
        """Read everything but the large buffers; return what is lost, as far as one can tell."""
        return survey(self._tables)

    # Rows

    def _row(self, key: int) -> Checked:
        """Return the row of a value; raises :class:`ValueUnavailable`."""
        row = self._tables.row("value", key)
        if row is None:
            raise self._lost(key)
        return row

    def _lost(self, key: int) -> ValueUnavailable:
        """Return the error about a value that cannot be read, or that never was there."""
        uuid = self._uuids.get(key) or self._lost_uuids.get(key, "")
        return ValueUnavailable(ValueProblem.DAMAGED if uuid else ValueProblem.UNKNOWN, uuid)

    @cached_property
    def _lost_uuids(self) -> dict[int, str]:
        """The UUIDs of all values as the index has them, which has no checksums."""
        return {key: uuid.hex() for key, uuid in self._tables.indexed("value")}

    def _record_of(self, row: Checked) -> ValueRecord | None:
        """Return what a row says of a value, unless a row that it needs is lost."""
        self._uuids[row[0]] = row[_UUID].hex()
        node = self._node_ids.get(row[_NODE])
        expression = type_ = None
        if row[_EXPRESSION] is not None:
            expression = self._expression_uuids.get(row[_EXPRESSION])
        if row[_TYPE] is not None:
            type_ = self._types.get(row[_TYPE])
        if (
            node is None
            or (expression is None) != (row[_EXPRESSION] is None)
            or (type_ is None) != (row[_TYPE] is None)
        ):
            return None
        return value_record(row, node, expression, type_, self._uuid)

    def _uuid(self, key: int) -> str:
        """Return the UUID of a value; one that no value has for what is lost."""
        found = self._uuids.get(key)
        if found is None:
            row = self._tables.row("value", key)
            if row is None:
                return f"{key:032x}"
            found = self._uuids[key] = row[_UUID].hex()
        return found

    def _expression_of(self, row: Checked) -> ExpressionRecord | None:
        run, node = self._run_uuids.get(row[2]), self._node_ids.get(row[3])
        return None if run is None or node is None else expression_record(row, run, node)

    def _node_of(self, row: Checked) -> NodeRecord | None:
        product = self._types.get(row[_PRODUCT])
        return None if product is None else node_record(row, product)

    def _failure_row(self, key: int) -> Checked:
        row = self._tables.row("failure", key)
        if row is None:
            raise LookupError(key)
        return row

    def _failure_type(self, key: int) -> TypeRecord:
        found = self._types.get(key)
        if found is None:
            raise LookupError(key)
        return found

    def _content(self, key: int) -> bytearray | None:
        """Return the content of a block; the latest is kept, since the next value is in it, too."""
        if self._block is None or self._block[0] != key:
            row = self._tables.row("block", key)
            content = None if row is None else block_content(row)
            if content is None:
                return None
            self._block = key, content
        return self._block[1]

    def _loaded(self, key: int) -> object:
        """Unpickle the object of a value."""
        from exekall.store.decoding import Decoder, DecodingError

        if self._decoder is None:
            self._decoder = Decoder(self.stored, self._buffers)
        try:
            return self._decoder.value(key)
        except DecodingError as error:
            uuid = self._uuid(error.key)
            raise ValueUnavailable(error.problem, uuid, error.subject, error.detail) from error


class _Rows(Generic[T]):
    """What is made of the rows of a table, which never change, kept by key."""

    def __init__(self, tables: Tables, name: str, make: Callable[[Checked], T]) -> None:
        self._tables = tables
        self._name = name
        self._make = make
        self._made: dict[int, T] = {}

    def get(self, key: int) -> T | None:
        """Return what is made of the row *key*, unless that is lost."""
        if key not in self._made:
            row = self._tables.row(self._name, key)
            if row is None:
                return None
            self._made[key] = self._make(row)
        return self._made[key]


def _hex_uuid(row: Checked) -> str:
    return bytes(row[1]).hex()


def _not_stored(row: Checked) -> ValueUnavailable:
    """Return why there is no object of a value."""
    uuid, refusal = row[_UUID].hex(), row[_REFUSAL]
    if refusal is None:
        return ValueUnavailable(ValueProblem.NOT_COMPUTED, uuid)
    path, _, message = json.loads(refusal)
    return ValueUnavailable(ValueProblem.UNSERIALISABLE, uuid, path, message)
