"""Blocks of pickles that go from one database to another as they are."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from exekall.store.merging.source import NOWHERE, Fields, MergeSource
from exekall.store.merging.target import MergeTarget

__all__ = ["MergeBlocks", "TargetBlocks"]

# Values that follow one another are in few blocks.
_KEPT: Final = 8


class TargetBlocks:
    """The blocks of *target*, by key and by digest."""

    def __init__(self, target: MergeTarget) -> None:
        self.target = target
        self.content = lru_cache(_KEPT)(target.block)
        self.digests: dict[int, bytes] = {}
        self._keys: dict[bytes, int] = {}

    def add(self, block: Fields) -> int:
        """Add a block unless there is one like it, and return its key."""
        digest = block["digest"]
        key = self._keys.get(digest)
        if key is None:
            key = self._keys[digest] = self.target.new_key("block")
            self.digests[key] = digest
            self.target.put("block", {**block, "key": key})
        return key


class MergeBlocks:
    """The blocks of *source*, and where they are in the target."""

    def __init__(self, source: MergeSource, ours: TargetBlocks) -> None:
        self._ours = ours
        self._read = lru_cache(_KEPT)(source.block)
        self._keys: dict[int, int] = {}

    def bring(self, key: int) -> int:
        """Return the key that a block has in the target; :data:`NOWHERE` for one that is lost."""
        found = self._keys.get(key)
        if found is None:
            read = self._read(key)
            found = self._keys[key] = NOWHERE if read is None else self._ours.add(read[0])
        return found

    def pickle(self, value: Fields) -> bytes | None:
        """Return the pickle of a value of the source, None where there is none or it is lost."""
        read = None if value["block"] is None else self._read(value["block"])
        return None if read is None else _slice(read[1], value)

    def is_same(self, theirs: Fields, ours: Fields) -> bool:
        """Tell whether two values, of the source and of the target, have the same pickle."""
        if theirs["kind"] != ours["kind"] or theirs["length"] != ours["length"]:
            return False
        read = self._read(theirs["block"])
        is_same_block = read is not None and read[0]["digest"] == self._ours.digests[ours["block"]]
        if is_same_block and theirs["offset"] == ours["offset"]:
            return True
        content = self._ours.content(ours["block"])
        return content is not None and self.pickle(theirs) == _slice(content, ours)


def _slice(content: bytearray, value: Fields) -> bytes:
    start = value["offset"]
    return bytes(content[start : start + value["length"]])
