"""Reading a database: what is in it as records, and the objects."""

from __future__ import annotations

import json
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from exekall.store.damage import Damage, survey
from exekall.store.errors import StoreError, StoreProblem, ValueProblem, ValueUnavailable
from exekall.store.liveness import state_of
from exekall.store.objects.buffers import BufferFolder
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
    ValueRecord,
)
from exekall.store.sqlite.opening import buffers_beside, database_file, open_to_read
from exekall.store.sqlite.payloads import Payloads
from exekall.store.sqlite.resolver import Resolver
from exekall.store.sqlite.rows import buffer_record, log_record, run_record
from exekall.store.sqlite.schema import TABLES
from exekall.store.sqlite.tables import Checked, Tables
from exekall.store.sqlite.value_rows import place_of

if TYPE_CHECKING:
    from exekall.store.objects.decoding import Decoder

__all__ = ["StoreReader"]

_UUID: Final = TABLES["value"].position("uuid")
_OUTCOME: Final = TABLES["value"].position("outcome")
_FAILURE: Final = TABLES["value"].position("failure")
_PARENTS: Final = TABLES["value"].position("parents")


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
        self._resolver = Resolver(self._tables)
        self._payloads = Payloads(self._tables)
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
        found = [self._resolver.expression(row) for row in self._tables.scan("expression")]
        return [expression for expression in found if expression is not None]

    def expression(self, uuid: str) -> ExpressionRecord:
        """Return the expression *uuid*; raises :class:`KeyError` where it cannot be read."""
        for row in self._tables.rows_by("expression", bytes.fromhex(uuid)):
            expression = self._resolver.expression(row)
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
            node = self._resolver.node(row)
            if node is not None:
                return node
        raise KeyError(key)

    def nodes(self) -> list[NodeRecord]:
        """Return all nodes that can be read, parameters first."""
        found = [self._resolver.node(row) for row in self._tables.scan("node")]
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
        record = self._resolver.value(self._row(key))
        if record is None:
            raise self._lost(key)
        return record

    def records(self) -> Iterator[ValueRecord]:
        """Yield what is known of each value that can be read, in the order of the keys."""
        for row in self._tables.scan("value"):
            record = self._resolver.value(row)
            if record is not None:
                yield record

    def failure(self, key: int) -> FailureRecord | None:
        """Return what was raised when the value was to be computed, if anything."""
        link = self._row(key)[_FAILURE]
        if link is None:
            return None
        failure = self._resolver.failure(link)
        if failure is None:
            raise self._lost(key)
        return failure

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
        return self._payloads.stored(self._row(key))

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
        uuid = self._resolver.lost_uuid(key)
        return ValueUnavailable(ValueProblem.DAMAGED if uuid else ValueProblem.UNKNOWN, uuid)

    def _loaded(self, key: int) -> object:
        """Unpickle the object of a value."""
        from exekall.store.objects.decoding import Decoder, DecodingError

        if self._decoder is None:
            self._decoder = Decoder(self.stored, self._buffers)
        try:
            return self._decoder.value(key)
        except DecodingError as error:
            uuid = self._resolver.uuid(error.key)
            raise ValueUnavailable(error.problem, uuid, error.subject, error.detail) from error
