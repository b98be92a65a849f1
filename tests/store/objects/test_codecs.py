"""Compression that gives back what went in, or says that it cannot."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exekall.store.objects import codecs
from exekall.store.objects.codecs import (
    RAW,
    ZLIB,
    ZSTD,
    CodecUnavailable,
    CorruptData,
    compress,
    compressed,
    decompress,
    preferred_codec,
)

HAS_ZSTD = preferred_codec() == ZSTD
CODECS = [RAW, ZLIB, *([ZSTD] if HAS_ZSTD else [])]


@pytest.fixture
def without_zstd(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make imports of zstd fail, as where it is not installed."""
    for name in ("zstandard", "compression", "compression.zstd"):
        monkeypatch.setitem(sys.modules, name, None)
    codecs._zstd.cache_clear()
    yield
    codecs._zstd.cache_clear()


@pytest.mark.parametrize("codec", CODECS)
@given(data=st.binary(max_size=300), repeated=st.integers(1, 2000))
def test_round_trip(codec: str, data: bytes, repeated: int) -> None:
    data *= repeated
    assert decompress(compress(data, codec), codec, len(data)) == data


@pytest.mark.parametrize("codec", CODECS)
def test_parts_are_one_stream(codec: str) -> None:
    whole = b"".join(compressed([b"a" * 70_000, memoryview(b"b"), b"", bytearray(b"c")], codec))
    assert decompress(whole, codec, 70_002) == b"a" * 70_000 + b"bc"


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("size", [0, 2, 100_001])
def test_another_size_is_corruption(codec: str, size: int) -> None:
    with pytest.raises(CorruptData):
        decompress(compress(b"x" * 100_000, codec), codec, size)


@pytest.mark.parametrize("codec", CODECS)
def test_what_is_cut_off_is_corruption(codec: str) -> None:
    whole = compress(os.urandom(200_000), codec)
    for cut in (whole[:-1], whole[: len(whole) // 2], b""):
        with pytest.raises(CorruptData):
            decompress(cut, codec, 200_000)


def test_garbage_is_corruption() -> None:
    with pytest.raises(CorruptData):
        decompress(b"garbage", ZLIB, 10)


def test_more_than_was_asked_for_is_not_decompressed() -> None:
    bomb = compress(bytes(1 << 26), ZLIB)
    with pytest.raises(CorruptData):
        decompress(bomb, ZLIB, 10)


@pytest.mark.usefixtures("without_zstd")
def test_without_zstd_zlib_is_preferred() -> None:
    assert preferred_codec() == ZLIB


@pytest.mark.usefixtures("without_zstd")
def test_a_codec_that_is_not_there() -> None:
    with pytest.raises(CodecUnavailable) as error:
        decompress(b"", ZSTD, 0)
    assert error.value.codec == ZSTD
    with pytest.raises(CodecUnavailable):
        compress(b"", ZSTD)


def test_an_unknown_codec() -> None:
    with pytest.raises(CodecUnavailable) as error:
        decompress(b"", "brotli", 0)
    assert error.value.codec == "brotli"
