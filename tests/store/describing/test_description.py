"""What is kept of objects for people to see."""

from __future__ import annotations

import enum
import json
import math
from collections import OrderedDict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exekall.store.describing.description import describe, type_record
from exekall.store.records import TypeRecord
from tests.store.codec import Point

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)  # fmt: skip


class Base:
    pass


class Derived(Base, dict[str, int]):
    class Inner:
        pass


class Number(int):
    pass


class Level(enum.IntEnum):
    LOW = 1


class Meta(type):
    __hash__ = None  # type: ignore[assignment]  # that is what is tried out

    def __getattribute__(cls, name: str) -> Any:
        raise ValueError(name)


class Odd(metaclass=Meta):
    pass


class Lying:
    @property
    def __class__(self) -> Any:
        raise ValueError


def test_types() -> None:
    here = __name__
    assert type_record(int) == TypeRecord("int", ("int",))
    assert type_record(bool) == TypeRecord("bool", ("bool", "int"))
    assert type_record(object) == TypeRecord("object", ("object",))
    assert type_record(Derived) == TypeRecord(
        f"{here}.Derived", (f"{here}.Derived", f"{here}.Base", "dict")
    )
    assert type_record(Derived.Inner).name == f"{here}.Derived.Inner"


def test_types_with_odd_metaclasses() -> None:
    assert type_record(Odd).name.endswith("Odd")
    assert describe(Odd()).type == type_record(Odd)
    assert describe(Lying()).type.name == f"{__name__}.Lying"


def test_description() -> None:
    described = describe(Point(1, 2))
    assert described.type.name == "tests.store.codec.Point"
    assert described.repr == "Point(x=1, y=2)"
    assert described.json is None


@given(JSON)
def test_json(value: object) -> None:
    text = describe(value).json
    assert text is not None
    assert json.loads(text) == value


def test_json_has_sorted_keys_and_plain_characters() -> None:
    assert describe({"b": "ü", "a": "\ud800"}).json == '{"a": "\\ud800", "b": "\\u00fc"}'


@pytest.mark.parametrize(
    "value",
    [
        math.nan,
        [math.inf],
        (1, 2),
        {1: 2},
        {"a": {1}},
        b"bytes",
        Number(3),
        Level.LOW,
        OrderedDict(a=1),
        [Point(1, 2)],
        1 << 100_000,
        "x" * 10_001,
        ["x" * 1000] * 11,
        [0] * 1_000_000,
        [[0] * 1000] * 1000,
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_json_or_too_long(value: object) -> None:
    assert describe(value).json is None


def test_what_is_nested_deeply_or_in_itself() -> None:
    nested: list[Any] = []
    for _ in range(9000):
        nested = [nested]
    assert describe(nested).json is None
    while nested:
        nested = nested.pop()
    nested.append(nested)
    assert describe(nested).json is None
