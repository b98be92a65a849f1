"""What of a database is lost: files of large buffers, damaged rows, damaged objects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from exekall.store.damage import Damage
from exekall.store.errors import ValueProblem, ValueUnavailable
from exekall.store.objects.buffers import BufferProblem, BufferUnavailable
from exekall.store.reader import StoreReader
from exekall.store.records import BufferRecord

if TYPE_CHECKING:
    from exekall.valuedb.database import ValueDB
    from exekall.valuedb.frozen import FrozenExprVal

__all__ = ["Losses", "find_losses"]

# All of a file up to this size, in bytes, is read in a moment.
_SMALL: Final = 4_000_000

# What is no loss: there never was an object in the database.
_NEVER_STORED: Final = frozenset({ValueProblem.NOT_COMPUTED, ValueProblem.UNSERIALISABLE})


@dataclass(frozen=True, slots=True)
class Losses:
    """What cannot be had: *buffers* without their file, rows, and the objects of values."""

    buffers: tuple[BufferRecord, ...] = ()
    rows: tuple[Damage, ...] = ()
    objects: tuple[ValueUnavailable, ...] = ()

    @property
    def values(self) -> tuple[str, ...]:
        """The UUIDs of the values that are lost, or that cannot be loaded, as far as known."""
        found = [row.uuid for row in self.rows if row.uuid is not None]
        return tuple(dict.fromkeys([*found, *(error.uuid for error in self.objects)]))

    def __bool__(self) -> bool:
        return bool(self.buffers or self.rows or self.objects)


def find_losses(database: ValueDB, *, is_thorough: bool = False) -> Losses:
    """Look for what is lost, without unpickling anything.

    Whether large buffers have their files is always looked at; all rows are read if the file is
    small. If that *is_thorough*, everything is read, large buffers, too.
    """
    source = database.source
    rows: tuple[Damage, ...] = ()
    # What else there is to be opened was read as a whole already.
    if isinstance(source, StoreReader) and (is_thorough or source.path.stat().st_size <= _SMALL):
        rows = tuple(source.damage())
    objects = tuple(_unreadable(database)) if is_thorough else ()
    return Losses(tuple(source.missing_buffers()), rows, objects)


def _unreadable(database: ValueDB) -> Iterator[ValueUnavailable]:
    for value in database.get_all():
        try:
            _read(database, value)
        except ValueUnavailable as error:
            if error.problem not in _NEVER_STORED:
                yield error


def _read(database: ValueDB, value: FrozenExprVal) -> None:
    """Read what is stored of the object of *value*; raises :class:`ValueUnavailable`."""
    source = database.source
    for buffer in source.stored(value.record.key).buffers:
        try:
            source.buffers.get(buffer)
        except BufferUnavailable as error:
            is_missing = error.problem is BufferProblem.MISSING
            problem = ValueProblem.BUFFER_MISSING if is_missing else ValueProblem.DAMAGED
            raise ValueUnavailable(problem, value.uuid, error.path.name, error.detail) from error
