"""Where the objects of values are: in a slice of a block, and in files of large buffers."""

from __future__ import annotations

import json
from typing import Final

from exekall.store.errors import ValueProblem, ValueUnavailable
from exekall.store.records import Stored
from exekall.store.sqlite.blocks import block_content
from exekall.store.sqlite.resolver import RowCache
from exekall.store.sqlite.rows import buffer_record
from exekall.store.sqlite.schema import TABLES
from exekall.store.sqlite.tables import Checked, Tables
from exekall.store.sqlite.value_rows import place_of

__all__ = ["Payloads"]

_UUID: Final = TABLES["value"].position("uuid")
_REFUSAL: Final = TABLES["value"].position("refusal")


class Payloads:
    """The stored objects of the values in *tables*."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._buffers = RowCache(tables, "buffer", buffer_record)
        self._block: tuple[int, bytearray] | None = None

    def stored(self, row: Checked) -> Stored:
        """Return the object of a value, given its row; raises :class:`ValueUnavailable`."""
        place = place_of(row)
        if place is None:
            raise _not_stored(row)
        content = self._content(place.block)
        end = place.offset + place.length
        buffers = [self._buffers.get(buffer) for buffer in place.buffers]
        found = tuple([buffer for buffer in buffers if buffer is not None])
        if content is None or end > len(content) or len(found) < len(buffers):
            raise ValueUnavailable(ValueProblem.DAMAGED, row[_UUID].hex())
        data = bytes(memoryview(content)[place.offset : end])
        return Stored(place.kind, data, found, place.references)

    def _content(self, key: int) -> bytearray | None:
        """Return the content of a block; the latest is kept, since the next value is in it, too."""
        if self._block is None or self._block[0] != key:
            row = self._tables.row("block", key)
            content = None if row is None else block_content(row)
            if content is None:
                return None
            self._block = key, content
        return self._block[1]


def _not_stored(row: Checked) -> ValueUnavailable:
    """Return why there is no object of a value."""
    uuid, refusal = row[_UUID].hex(), row[_REFUSAL]
    if refusal is None:
        return ValueUnavailable(ValueProblem.NOT_COMPUTED, uuid)
    path, _, message = json.loads(refusal)
    return ValueUnavailable(ValueProblem.UNSERIALISABLE, uuid, path, message)
