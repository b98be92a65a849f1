"""Reading a database: what is in it as records, and the objects."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Self

from exekall.store.damage import Damage
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

if TYPE_CHECKING:
    from exekall.store.buffers import BufferFolder

__all__ = ["StoreReader"]


class StoreReader:
    """A database that is only read; *path* is the file or the artifact folder that it is in.

    Opening reads the rows of the runs and nothing else. Nothing is unpickled but by :meth:`value`
    and :meth:`failure_object`. Raises :class:`StoreError` when there is no database or none that
    can be read, and :class:`ValueUnavailable` for a value that is unknown or damaged.
    """

    def __init__(self, path: Path) -> None:
        raise NotImplementedError

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the database at or in *path*."""
        return cls(path)

    def close(self) -> None:
        """Let go of the file; once is enough."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """The database file."""
        raise NotImplementedError

    @property
    def buffers(self) -> BufferFolder:
        """The folder of the large buffers, which may be missing."""
        raise NotImplementedError

    @property
    def runs(self) -> tuple[RunRecord, ...]:
        """The runs, the one that made the file first."""
        raise NotImplementedError

    def state_of(self, run: RunRecord) -> RunState:
        """Tell how far *run* got: one whose process is gone was interrupted."""
        raise NotImplementedError

    def expressions(self) -> list[ExpressionRecord]:
        """Return the expressions in the order in which they were added."""
        raise NotImplementedError

    def results(self, expression_uuid: str) -> list[ResultRecord]:
        """Return the results of an expression, in the order in which they came."""
        raise NotImplementedError

    def node(self, key: bytes) -> NodeRecord:
        """Return the node *key*; raises :class:`KeyError` where there is none."""
        raise NotImplementedError

    def nodes(self) -> list[NodeRecord]:
        """Return all nodes, parameters first."""
        raise NotImplementedError

    def keys(self) -> list[int]:
        """Return the keys of the values that can be read."""
        raise NotImplementedError

    def key_of(self, uuid: str) -> int | None:
        """Return the key of the value *uuid*, if it is here."""
        raise NotImplementedError

    def record(self, key: int) -> ValueRecord:
        """Return what is known of a value.

        A parent that is lost is given by its UUID where that is known, else by one that is of no
        value.
        """
        raise NotImplementedError

    def records(self) -> Iterator[ValueRecord]:
        """Yield what is known of each value that can be read, in the order of the keys."""
        raise NotImplementedError

    def failure(self, key: int) -> FailureRecord | None:
        """Return what was raised when the value was to be computed, if anything."""
        raise NotImplementedError

    def log(self, key: int) -> list[LogRecord]:
        """Return what was logged while the value was computed."""
        raise NotImplementedError

    def stored(self, key: int) -> Stored:
        """Return a value's object as it is stored, or what was raised where there is none."""
        raise NotImplementedError

    def value(self, key: int) -> object:
        """Return a value's object, the same one each time. This runs what its pickle says."""
        raise NotImplementedError

    def failure_object(self, key: int) -> BaseException | None:
        """Return the exception itself, where it could be stored. This unpickles."""
        raise NotImplementedError

    def missing_buffers(self) -> list[BufferRecord]:
        """Return the large buffers that have no file."""
        raise NotImplementedError

    def damage(self) -> list[Damage]:
        """Read everything, and return what cannot be read, as far as one can tell."""
        raise NotImplementedError
