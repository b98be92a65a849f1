"""Blocks: pickles of small values, one after the other, compressed together.

A row of the table ``block`` for each pickle would be larger and slower. The digest is of what is
stored, so nothing that was damaged is ever decompressed.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

from exekall.store.objects.codecs import RAW, ZLIB, CorruptData, compress, decompress
from exekall.store.sqlite.checks import Row, is_intact, sealed

__all__ = ["Block", "block_content", "block_row"]

_MAX_BYTES: Final = 64 * 1024
_MAX_PICKLES: Final = 256

# What saves less than this is stored as it is.
_SAVING: Final = 0.1


class Block:
    """A block that is being filled."""

    __slots__ = ("key", "pickles", "size")

    def __init__(self, key: int) -> None:
        self.key = key
        self.pickles: list[bytes] = []
        self.size = 0

    @property
    def is_full(self) -> bool:
        """Whether the next pickle belongs into another block."""
        return self.size >= _MAX_BYTES or len(self.pickles) >= _MAX_PICKLES

    def append(self, pickle: bytes) -> int:
        """Add a pickle and return where it begins."""
        offset = self.size
        self.pickles.append(pickle)
        self.size += len(pickle)
        return offset


def block_row(key: int, pickles: Sequence[bytes]) -> Row:
    """Return the row of a block."""
    content = b"".join(pickles)
    codec, data = ZLIB, compress(content, ZLIB)  # Every interpreter can read that.
    if len(data) > (1 - _SAVING) * len(content):
        codec, data = RAW, content
    return sealed("block", (key, codec, len(content), _digest(data), data))


def block_content(row: Row) -> bytearray | None:
    """Return what is in a block, or None where it is damaged."""
    _, codec, size, digest, data, _ = row
    if not is_intact("block", row) or not isinstance(data, bytes) or digest != _digest(data):
        return None
    assert isinstance(codec, str)
    assert isinstance(size, int)
    try:
        return decompress(data, codec, size)
    except CorruptData:
        return None


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=16).digest()
