"""What is to be written next, and how it gets from the thread that computes to the one that writes.

The computing thread fills a batch; the writing thread takes it from time to time and leaves an
empty one. A bound on what is pending makes the first wait where the second cannot keep up.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from threading import Condition, Lock
from typing import Final

from exekall.store.errors import StoreError
from exekall.store.sqlite.blocks import Block
from exekall.store.sqlite.checks import Field, Row

__all__ = ["Amendment", "Batch", "Queue"]

# How long something may be pending before it is written, in seconds.
_INTERVAL: Final = 0.6

# What is pending is at most about so many bytes. Rows are counted as a few hundred.
_LIMIT: Final = 16 * 1024 * 1024
_ROW: Final = 400


@dataclass(frozen=True, slots=True)
class Amendment:
    """New content for some columns of a row that was added before."""

    table: str
    key: int
    changes: Mapping[str, Field]


@dataclass(slots=True)
class Batch:
    """Rows by table, blocks that are not compressed yet, amendments; *weight* is in bytes."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    amendments: list[Amendment] = field(default_factory=list)
    weight: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it."""
        return not (self.rows or self.blocks or self.amendments)

    def add_row(self, table: str, row: Row) -> None:
        """Add a row."""
        rows = self.rows.get(table)
        if rows is None:
            rows = self.rows[table] = []
        rows.append(row)
        self.weight += _ROW


class Queue:
    """The batch that is being filled, and the states of the two threads.

    A failure to write stays until a later attempt succeeds, which :meth:`settle` asks for.
    """

    def __init__(self) -> None:
        # Entered itself, not by the condition: Ctrl-C could come while that has it already.
        self._lock = Lock()
        self._condition = Condition(self._lock)
        self._batch = Batch()
        self._next_block = 1
        self._since: float | None = None
        self._error: StoreError | None = None
        self._asked = 0
        self._served = 0
        self._is_closed = False
        self._is_abandoned = False

    # The computing thread

    def add_row(self, table: str, row: Row) -> None:
        """Add a row."""
        with self._lock:
            self._make_room()
            self._batch.add_row(table, row)
            self._note()

    def add_pickle(self, pickle: bytes) -> tuple[int, int]:
        """Add a pickle, and return the key of its block and where it begins there.

        It is lost unless :meth:`add_row` of something that says so comes next: a pickle goes
        with an earlier batch than its row, never with a later one.
        """
        with self._lock:
            self._make_room()
            blocks = self._batch.blocks
            if not blocks or blocks[-1].is_full:
                blocks.append(Block(self._next_block))
                self._next_block += 1
            self._batch.weight += len(pickle)
            return blocks[-1].key, blocks[-1].append(pickle)

    def amend(self, amendment: Amendment) -> None:
        """Add an amendment."""
        with self._lock:
            self._make_room()
            self._batch.amendments.append(amendment)
            self._note()

    def settle(self, last: Iterable[Amendment] = ()) -> None:
        """Have everything written, also what could not be before, and amendments after that.

        Raises :class:`StoreError`.
        """
        with self._lock:
            self._batch.amendments.extend(last)
            self._asked += 1
            number = self._asked
            self._condition.notify_all()
            self._condition.wait_for(lambda: self._served >= number or self._is_abandoned)
            if self._error is not None:
                raise self._error

    def close(self) -> None:
        """Tell the writing thread that nothing more will come."""
        with self._lock:
            self._is_closed = True
            self._condition.notify_all()

    def let_go(self) -> None:
        """Tell the same from wherever the garbage collector runs, which may have the lock.

        The writing thread notices when it looks the next time.
        """
        self._is_closed = True

    def _make_room(self) -> None:
        while not self._is_abandoned and self._error is None and self._batch.weight >= _LIMIT:
            self._condition.notify_all()
            self._condition.wait()
        if self._error is not None:
            raise self._error

    def _note(self) -> None:
        if self._since is None:
            self._since = time.monotonic()
            self._condition.notify_all()

    # The writing thread

    def take(self, patience: float) -> tuple[Batch, int] | None:
        """Return the batch when it is time to write it, and how often that was asked for.

        None after *patience* seconds in which it was not. Once closed, a batch is returned at
        once.
        """
        with self._lock:
            deadline = time.monotonic() + patience
            while (wait := self._wait(deadline)) > 0:
                self._condition.wait(wait)
            if not self._is_due():
                return None
            batch, self._batch = self._batch, Batch()
            self._since = None
            self._condition.notify_all()
            return batch, self._asked

    def done(self, number: int, error: StoreError | None) -> None:
        """Note that what was asked for *number* times was attempted, and whether it failed."""
        with self._lock:
            self._served = number
            self._error = error
            self._condition.notify_all()

    def abandon(self, error: StoreError | None) -> None:
        """Note that the writing thread ends, because of *error* or since the queue is closed."""
        with self._lock:
            self._is_closed = True
            self._is_abandoned = True
            self._error = error or self._error
            self._condition.notify_all()

    @property
    def is_closed(self) -> bool:
        """Whether nothing more will come."""
        return self._is_closed

    def _wait(self, deadline: float) -> float:
        """Return for how long there is nothing to do for the writing thread."""
        if self._is_due():
            return 0.0
        if self._since is not None and self._error is None:
            deadline = min(deadline, self._since + _INTERVAL)
        return deadline - time.monotonic()

    def _is_due(self) -> bool:
        if self._is_closed or self._asked > self._served:
            return True
        if self._error is not None or self._since is None:
            return False
        return self._batch.weight >= _LIMIT or time.monotonic() >= self._since + _INTERVAL
