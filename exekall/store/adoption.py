"""Values that were imported into a database, and loaded: what is computed may refer to them."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace

from exekall.store.errors import ValueUnavailable
from exekall.store.reader import StoreReader
from exekall.store.records import Reference
from exekall.store.writer import StoreWriter

__all__ = ["adopt_values"]


def adopt_values(writer: StoreWriter, reader: StoreReader, uuids: Iterable[str]) -> None:
    """Let what is written from now on refer to the values *uuids* of *reader*.

    They must have been imported. They are loaded, with what they refer to; those that cannot be,
    or that would be stored differently now, are not referred to, but stored again as parts of
    what holds them.
    """
    _Adoption(writer, reader).adopt(uuids)


class _Adoption:
    """Adopts the values of *reader*, each after those that it refers to."""

    def __init__(self, writer: StoreWriter, reader: StoreReader) -> None:
        self._writer = writer
        self._reader = reader
        self._entered: set[int] = set()

    def adopt(self, uuids: Iterable[str]) -> None:
        keys = [key for uuid in uuids if (key := self._reader.key_of(uuid)) is not None]
        stack = [(key, False) for key in reversed(keys)]
        while stack:
            key, is_ready = stack.pop()
            with suppress(ValueUnavailable):  # what cannot be loaded cannot be referred to
                if is_ready:
                    self._adopt(key)
                elif key not in self._entered:
                    self._entered.add(key)
                    stack.append((key, True))
                    below = {reference.value for reference in self._reader.stored(key).references}
                    stack += [(other, False) for other in sorted(below, reverse=True)]

    def _adopt(self, key: int) -> None:
        target = self._writer.key_of(self._reader.record(key).uuid)
        stored = self._reader.stored(key)
        references = []
        for reference in stored.references:
            mapped = self._writer.key_of(self._reader.record(reference.value).uuid)
            if mapped is None:
                return
            references.append(Reference(mapped, reference.index))
        if target is not None:
            there = replace(stored, references=tuple(references))
            self._writer.encoder.adopt(self._reader.value(key), target, there)
