"""The large buffers of a database that is merged into another one."""

from __future__ import annotations

from exekall.store.merging.source import NOWHERE, Fields, MergeSource
from exekall.store.merging.target import MergeTarget
from exekall.store.objects.buffers import BufferUnavailable
from exekall.store.records import BufferRecord

__all__ = ["MergeBuffers"]


class MergeBuffers:
    """The buffers of *source*, and where they are in *target*.

    In *missing* are the digests of those in the target that have no file there.
    """

    def __init__(self, source: MergeSource, target: MergeTarget, missing: set[bytes]) -> None:
        self.missing = missing
        self._source = source
        self._target = target
        self._keys: dict[int, int] = {}

    def bring(self, key: int) -> int:
        """Bring a buffer with its file, and return its key; :data:`NOWHERE` for a lost one."""
        found = self._keys.get(key)
        if found is None:
            row = self._source.row("buffer", key)
            found = self._keys[key] = NOWHERE if row is None else self._bring(row)
        return found

    def _bring(self, row: Fields) -> int:
        known = self._target.find("buffer", row["digest"])
        if known is None:
            new = self._target.new_key("buffer")
            if not self._adopt(row):
                self.missing.add(row["digest"])
            self._target.put("buffer", row | {"key": new})
            return new
        key: int = known["key"]
        if row["digest"] in self.missing and self._adopt(row):
            # The file may be compressed otherwise than the one that was missing.
            self.missing.discard(row["digest"])
            self._target.put("buffer", row | {"key": key})
        return key

    def _adopt(self, row: Fields) -> bool:
        """Bring the file of a buffer; tell whether there is one."""
        record = BufferRecord(row["digest"], row["size"], row["codec"], row["stored"])
        try:
            self._target.adopt(record, self._source.buffers)
        except BufferUnavailable:
            return False
        return True
