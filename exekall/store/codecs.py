"""How bytes are compressed: zstd where this interpreter or an extra has it, else zlib level 1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from exekall.errors import ExekallError

__all__ = [
    "RAW",
    "CodecUnavailable",
    "CorruptData",
    "compress",
    "compressed",
    "decompress",
    "decompressed",
    "preferred_codec",
]

# The codec of what is stored as it is.
RAW = "raw"


class CodecUnavailable(ExekallError):  # noqa: N818 - named after what it says
    """This interpreter cannot decompress what was compressed with :attr:`codec`."""

    def __init__(self, codec: str) -> None:
        super().__init__(codec)
        self.codec = codec


class CorruptData(ExekallError):  # noqa: N818 - named after what it says
    """What is to be decompressed is damaged, or gives another size than it should."""


def preferred_codec() -> str:
    """Return the name of the codec to compress with: ``zstd`` or ``zlib``."""
    raise NotImplementedError


def compress(data: bytes | memoryview, codec: str) -> bytes:
    """Return *data* compressed with *codec*, one of ``raw``, ``zlib`` and ``zstd``."""
    raise NotImplementedError


def decompress(data: bytes | memoryview, codec: str, size: int) -> bytes:
    """Return what *data* was before; *size* is its length.

    Raises :class:`CorruptData` and :class:`CodecUnavailable`.
    """
    raise NotImplementedError


def compressed(parts: Iterable[bytes | memoryview], codec: str) -> Iterator[bytes | memoryview]:
    """Compress the concatenated *parts*, part by part."""
    raise NotImplementedError


def decompressed(parts: Iterable[bytes | memoryview], codec: str, size: int) -> bytearray:
    """Return what the concatenated *parts* were before; *size* is its length.

    Raises :class:`CorruptData` and :class:`CodecUnavailable`.
    """
    raise NotImplementedError
