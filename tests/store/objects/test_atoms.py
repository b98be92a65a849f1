"""Objects without an identity worth keeping."""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import pathlib
import re
import uuid
import zoneinfo
from collections import OrderedDict
from typing import Any, NamedTuple

import numpy as np
import pytest

from exekall.store.objects.atoms import Kind, kind_of, set_elements, set_length


class Colour(enum.Enum):
    RED = 1


class Numbers(set[int]):
    def __len__(self) -> int:
        raise ValueError

    __iter__ = __len__  # type: ignore[assignment]  # that is what is tried out


class Unhashable(type):
    __hash__ = None  # type: ignore[assignment]  # that is what is tried out


class Odd(metaclass=Unhashable):
    pass


class Pair(NamedTuple):
    one: int
    two: int


@pytest.mark.parametrize(
    "value",
    [
        Colour.RED,
        Colour,
        int,
        len,
        set_length,
        pytest,
        1j,
        range(3),
        slice(3),
        dt.datetime(2020, 1, 1),
        dt.UTC,
        zoneinfo.ZoneInfo("UTC"),
        decimal.Decimal(1),
        pathlib.Path("x"),
        pathlib.PureWindowsPath("x"),
        uuid.UUID(int=1),
        re.compile("x"),
        np.float64(1.0),
        np.dtype("f8"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_atoms(value: object) -> None:
    assert kind_of(type(value)) is Kind.ATOM


@pytest.mark.parametrize(
    "value",
    [
        [],
        {},
        (),
        bytearray(),
        OrderedDict(),
        Pair(1, 2),
        ValueError(),
        object(),
        np.zeros(1),
        Odd(),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_shared(value: Any) -> None:
    assert kind_of(type(value)) is Kind.SHARED


def test_text_and_sets() -> None:
    assert kind_of(str) is kind_of(bytes) is Kind.TEXT
    assert kind_of(set) is kind_of(frozenset) is kind_of(Numbers) is Kind.SET


def test_sets_that_say_something_else() -> None:
    numbers = Numbers({1, 2})
    assert set_length(numbers) == 2
    assert sorted(set_elements(numbers)) == [1, 2]
    assert set_elements(frozenset({1})) == [1]
