"""Several databases seen as one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeAlias

from exekall.store.errors import ValueProblem, ValueUnavailable
from exekall.store.reader import StoreReader
from exekall.store.records import NodeRecord, Outcome, ValueRecord

if TYPE_CHECKING:
    from exekall.valuedb import ValueDB

__all__ = ["Held", "Library", "Reopen"]

# Opens the database at a path once more, for the adaptor to see to its values.
Reopen: TypeAlias = "Callable[[Path], ValueDB]"


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """A value as one database knows it; *load* gives the object of a record there."""

    reader: StoreReader
    record: ValueRecord
    load: Callable[[ValueRecord], object]

    @property
    def uuid(self) -> str:
        """The UUID of the value."""
        return self.record.uuid

    @property
    def node(self) -> NodeRecord:
        """What made it."""
        return self.reader.node(self.record.node)

    @property
    def is_stored(self) -> bool:
        """Whether there is an object to load."""
        return self.record.outcome is Outcome.COMPUTED and self.record.refusal is None

    def objection(self) -> ValueUnavailable | None:
        """Return why there is no object to load, as far as the records tell."""
        record = self.record
        if record.outcome is not Outcome.COMPUTED:
            return ValueUnavailable(ValueProblem.NOT_COMPUTED, record.uuid)
        if record.refusal is not None:
            refusal = record.refusal
            problem = ValueProblem.UNSERIALISABLE
            return ValueUnavailable(problem, record.uuid, refusal.path, refusal.message)
        return None

    def value(self) -> object:
        """Return the object, the same one each time. Raises :class:`ValueUnavailable`."""
        return self.load(self.record)


class _Source:
    """Where the objects of one database are taken from."""

    def __init__(self, reader: StoreReader, reopen: Reopen | None) -> None:
        self._reader = reader
        self._reopen = reopen
        self._database: ValueDB | None = None

    @property
    def is_reopened(self) -> bool:
        return self._reopen is not None

    def value(self, record: ValueRecord) -> object:
        if self._reopen is None:
            return self._reader.value(record.key)
        if self._database is None:
            self._database = self._reopen(self._reader.path)
        return self._database.get_by_uuid(record.uuid).value

    def close(self) -> None:
        if self._database is not None:
            self._database.close()


class Library:
    """Databases to load values from.

    A value that several of them have is that of the first which can load it. To be closed.
    """

    def __init__(self, readers: Sequence[StoreReader], reopen: Reopen | None = None) -> None:
        self.readers = tuple(readers)
        self._found: dict[str, Held | None] = {}
        self._sources = {reader: _Source(reader, reopen) for reader in self.readers}

    @classmethod
    def open(cls, paths: Sequence[Path], reopen: Reopen | None = None) -> Self:
        """Open the databases at or in *paths*.

        Objects are those of the databases that *reopen* gives when the first of them is wanted,
        if it is given. Raises :class:`StoreError`.
        """
        with ExitStack() as opened:
            readers = [opened.enter_context(StoreReader.open(path)) for path in paths]
            opened.pop_all()
        return cls(readers, reopen)

    @property
    def is_reopened(self) -> bool:
        """Whether objects are those that an adaptor saw to."""
        return any(source.is_reopened for source in self._sources.values())

    def close(self) -> None:
        """Close the databases."""
        for reader, source in self._sources.items():
            source.close()
            reader.close()

    def find(self, uuid: str) -> Held | None:
        """Return the value *uuid*; None where no database has it."""
        if uuid not in self._found:
            self._found[uuid] = self._look_up(uuid)
        return self._found[uuid]

    def _look_up(self, uuid: str) -> Held | None:
        found: Held | None = None
        for reader in self.readers:
            key = reader.key_of(uuid)
            if key is None:
                continue
            held = self._held(reader, reader.record(key))
            if held.is_stored:
                return held
            found = found or held
        return found

    def _held(self, reader: StoreReader, record: ValueRecord) -> Held:
        return Held(reader, record, self._sources[reader].value)

    def values(self) -> Iterator[Held]:
        """Yield every value once, in the order of the databases and of their values."""
        seen: set[str] = set()
        for reader in self.readers:
            for record in reader.records():
                if record.uuid not in seen:
                    seen.add(record.uuid)
                    held = self._held(reader, record)
                    if not held.is_stored and len(self.readers) > 1:
                        held = self.find(record.uuid) or held
                    yield self._found.setdefault(record.uuid, held) or held

    def results(self) -> Iterator[Held]:
        """Yield the values of the roots of all expressions, each once."""
        seen: set[str] = set()
        for reader in self.readers:
            for expression in reader.expressions():
                for result in reader.results(expression.uuid):
                    uuid = reader.record(result.value).uuid
                    if uuid not in seen and (found := self.find(uuid)) is not None:
                        seen.add(uuid)
                        yield found

    def results_of(self, expression: str) -> tuple[str, ...] | None:
        """Return the UUIDs of the results of the expression of that UUID; None without such."""
        for reader in self.readers:
            if any(record.uuid == expression for record in reader.expressions()):
                results = reader.results(expression)
                return tuple(reader.record(result.value).uuid for result in results)
        return None

    def parents(self, held: Held) -> list[Held | None]:
        """Return the values that *held* was made from, None for one that is lost."""
        return [self.find(uuid) for uuid in held.record.parents]

    def uuids(self) -> Iterator[str]:
        """Yield the UUIDs of all values."""
        for reader in self.readers:
            for record in reader.records():
                yield record.uuid
