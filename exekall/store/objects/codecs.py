"""How bytes are compressed: zstd where this interpreter or an extra has it, else zlib level 1."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Final, Protocol

from exekall.errors import ExekallError

__all__ = [
    "RAW",
    "ZLIB",
    "ZSTD",
    "CodecUnavailable",
    "CorruptData",
    "compress",
    "compressed",
    "decompress",
    "preferred_codec",
]

# The codec of what is stored as it is, and the two that compress.
RAW: Final = "raw"
ZLIB: Final = "zlib"
ZSTD: Final = "zstd"

_Bytes = bytes | bytearray | memoryview
_ZSTD_LEVEL: Final = 3
_STEP: Final = 1 << 16


class CodecUnavailable(ExekallError):  # noqa: N818 - named after what it says
    """This interpreter cannot decompress what was compressed with :attr:`codec`."""

    def __init__(self, codec: str) -> None:
        super().__init__(codec)
        self.codec = codec


class CorruptData(ExekallError):  # noqa: N818 - named after what it says
    """What is to be decompressed is damaged, or gives another size than it should."""


class _Compressor(Protocol):
    def compress(self, data: _Bytes, /) -> bytes: ...
    def flush(self) -> bytes: ...


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    def decompress(self, data: _Bytes, max_length: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class _Backend:
    """Where a codec comes from. *fill* fills a view exactly, or raises *error*."""

    compressor: Callable[[], _Compressor]
    fill: Callable[[memoryview, memoryview], None]
    error: type[Exception]


def preferred_codec() -> str:
    """Return the name of the codec to compress with: ``zstd`` or ``zlib``."""
    return ZLIB if _zstd() is None else ZSTD


def compress(data: _Bytes, codec: str) -> bytes:
    """Return *data* compressed with *codec*, one of ``raw``, ``zlib`` and ``zstd``."""
    return b"".join(compressed([data], codec))


def compressed(parts: Iterable[_Bytes], codec: str) -> Iterator[_Bytes]:
    """Compress the concatenated *parts*, part by part."""
    if codec == RAW:
        yield from parts
        return
    compressor = _backend(codec).compressor()
    for part in parts:
        yield compressor.compress(part)
    yield compressor.flush()


def decompress(data: _Bytes, codec: str, size: int) -> bytearray:
    """Return what *data* was before, *size* bytes; hardly more memory than that is taken.

    Raises :class:`CorruptData` and :class:`CodecUnavailable`.
    """
    if codec == RAW:
        if len(data) != size:
            raise CorruptData
        return bytearray(data)
    backend = _backend(codec)
    result = bytearray(size)
    try:
        backend.fill(memoryview(data), memoryview(result))
    except backend.error as error:
        raise CorruptData from error
    return result


def _backend(codec: str) -> _Backend:
    backend = _zstd() if codec == ZSTD else _ZLIB if codec == ZLIB else None
    if backend is None:
        raise CodecUnavailable(codec)
    return backend


def _fill(decompressor: _Decompressor, data: memoryview, result: memoryview) -> None:
    """Decompress in small steps, each giving one byte at most more than there is room for."""
    filled = 0
    for start in range(0, len(data), _STEP):
        room = len(result) - filled
        piece = decompressor.decompress(data[start : start + _STEP], room + 1)
        if len(piece) > room:
            raise CorruptData
        result[filled : filled + len(piece)] = piece
        filled += len(piece)
        if decompressor.eof:
            break
    if filled != len(result) or not decompressor.eof:
        raise CorruptData


_ZLIB: Final = _Backend(
    lambda: zlib.compressobj(1),
    lambda data, result: _fill(zlib.decompressobj(), data, result),
    zlib.error,
)


@cache
def _zstd() -> _Backend | None:
    """Find zstd in the interpreter, or else in the package ``zstandard``."""
    if sys.version_info >= (3, 14):
        with suppress(ImportError):
            return _standard_zstd()
    try:
        import zstandard
    except ImportError:
        return None

    def fill(data: memoryview, result: memoryview) -> None:
        # Its decompression objects know no bound of what they give, its streams do.
        stream = zstandard.ZstdDecompressor().stream_reader(data)
        filled = 0
        while filled < len(result) and (count := stream.readinto(result[filled:])):
            filled += count
        if filled != len(result) or stream.read(1):
            raise CorruptData

    return _Backend(
        lambda: zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compressobj(),
        fill,
        zstandard.ZstdError,
    )


def _standard_zstd() -> _Backend:
    from compression import zstd

    return _Backend(
        lambda: zstd.ZstdCompressor(_ZSTD_LEVEL),
        lambda data, result: _fill(zstd.ZstdDecompressor(), data, result),
        zstd.ZstdError,
    )
