"""What a pickler gives."""

from __future__ import annotations

import io
import pickle
from typing import Any

import numpy as np
import pytest

from exekall.store.objects.buffers import LARGE
from exekall.store.objects.pickling import dump
from exekall.store.records import PayloadKind
from tests.store.codec import Point

KINDS = list(PayloadKind)


def nothing(_: object) -> None:
    return None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "value",
    [
        [1, "two", Point(3, 4)],
        b"bytes" * 100_000,
        bytearray(b"bytes" * 100_000),
        np.arange(9000.0),
        np.arange(9000.0).reshape(90, 100).T,
        np.arange(100_000.0),
    ],
    ids=lambda value: type(value).__name__,
)
def test_parts_are_one_pickle(kind: PayloadKind, value: Any) -> None:
    dumped = dump(value, nothing, kind)
    loaded = pickle.loads(b"".join(dumped.parts), buffers=dumped.buffers)
    assert np.array_equal(loaded, value) if isinstance(value, np.ndarray) else loaded == value
    assert dumped.size == sum(map(len, dumped.parts)) + sum(map(len, dumped.buffers))


@pytest.mark.parametrize("kind", KINDS)
def test_large_buffers_are_not_copied(kind: PayloadKind) -> None:
    value = np.arange(LARGE // 8 + 1.0)
    (buffer,) = dump(value, nothing, kind).buffers
    value[0] = 5
    assert np.frombuffer(buffer)[0] == 5


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_known_is_replaced(kind: PayloadKind) -> None:
    known = Point(1, 2)
    dumped = dump([known, 3], lambda obj: 7 if obj is known else None, kind)

    class Unpickler(pickle.Unpickler):
        def persistent_load(self, pid: Any) -> Any:
            return ("known", pid)

    assert Unpickler(io.BytesIO(b"".join(dumped.parts))).load() == [("known", 7), 3]


def test_numbers_are_those_that_unpicklers_give() -> None:
    value = [Point(1, 2), {"key": (1, [2])}, {3}]
    dumped = dump(value, nothing)
    unpickler = pickle.Unpickler(io.BytesIO(b"".join(dumped.parts)))
    loaded = unpickler.load()
    memo = unpickler.memo.copy()
    assert memo[dumped.memo[id(value)][0]] is loaded
    assert memo[dumped.memo[id(value[0])][0]] is loaded[0]
    assert memo[dumped.memo[id(value[2])][0]] is loaded[2]
