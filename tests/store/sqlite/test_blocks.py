"""Blocks of pickles."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from exekall.store.sqlite.blocks import Block, block_content, block_row
from exekall.store.sqlite.checks import sealed


@given(st.lists(st.binary(max_size=300)))
def test_pickles_are_where_they_were_put(pickles: list[bytes]) -> None:
    block = Block(3)
    offsets = [block.append(pickle) for pickle in pickles]
    row = block_row(block.key, block.pickles)
    assert row[0] == 3
    content = block_content(row)
    assert content is not None
    assert len(content) == block.size
    for offset, pickle in zip(offsets, pickles, strict=True):
        assert content[offset : offset + len(pickle)] == pickle


def test_what_cannot_be_compressed_is_stored_as_it_is() -> None:
    noise = random.Random(0).randbytes(10_000)
    assert block_row(1, [noise])[1] == "raw"
    row = block_row(1, [noise, bytes(100_000)])
    assert row[1] == "zlib"
    assert block_content(row) == noise + bytes(100_000)


def test_blocks_are_bounded() -> None:
    for pickle, at_most in ((b"x", 256), (bytes(10_000), 7), (bytes(10**6), 1)):
        block = Block(1)
        while not block.is_full:
            block.append(pickle)
        assert len(block.pickles) == at_most


def test_damaged_blocks() -> None:
    row = block_row(1, [b"some text " * 1000])
    key, codec, size, digest, data, checksum = row
    assert isinstance(data, bytes)
    assert isinstance(size, int)
    for damaged in (
        (key, codec, size, digest, b"\0" + data[1:], checksum),
        (key, codec, size, digest, data[:-1], checksum),
        (key, codec, size, digest, None, checksum),
        (2, codec, size, digest, data, checksum),
        (key, "raw", size, digest, data, checksum),
        # Nothing more than its size is ever made of a block, even where all checks are right.
        sealed("block", (key, codec, size - 1, digest, data)),
        sealed("block", (key, codec, size + 1, digest, data)),
        sealed("block", (key, "raw", size, digest, data)),
    ):
        assert block_content(damaged) is None
