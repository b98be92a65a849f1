"""Types as their generic bases."""

from __future__ import annotations

import collections
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping, Sequence
from types import NoneType
from typing import Any, Generic, NamedTuple, ParamSpec, TypeVar

import pytest

from exekall.relation import canonical
from exekall.relation.inheritance import applied_arguments, parameter_bindings, supertypes
from exekall.relation.variables import parameters
from tests.relation.declarations import (
    AnyBox,
    Bare,
    Box,
    Defaulted,
    IntBox,
    Items,
    ListBox,
    Numbers,
    Pair,
    Point,
    Row,
    SubBox,
    Swapped,
    Words,
)

T = TypeVar("T")
P = ParamSpec("P")


class Task(Generic[P, T]): ...


class IntTask(Task[[int], str]): ...


class Quoted(list["Nowhere"]): ...  # type: ignore[name-defined]  # noqa: F821  # meant


class Diamond(AnyBox, IntBox): ...


class Record(NamedTuple, Generic[T]):
    item: T


class Lost(NamedTuple):
    item: Nowhere  # type: ignore[name-defined]  # noqa: F821  # meant


class Parent: ...


@pytest.mark.parametrize(
    ("form", "base", "expected"),
    [
        (IntBox, Box, (int,)),
        (Box[str], Box, (str,)),
        (Box, Box, (Any,)),
        (SubBox[int], Box, (int,)),
        (SubBox, Box, (Any,)),
        (ListBox[int], Box, (list[int],)),
        (Swapped[int, str], Pair, (str, int)),
        (Words, Sequence, (str,)),
        (Items[int], list, (int,)),
        (Bare, Sequence, (Any,)),
        (Numbers, Iterable, (int,)),
        (list[int], Collection, (int,)),
        (dict[str, int], Mapping, (str, int)),
        (dict[str, int], Iterable, (str,)),
        (collections.Counter[str], Mapping, (str, int)),
        (str, Sequence, (str,)),
        (tuple[int, str], Sequence, (int | str,)),
        (tuple[int, ...], Iterable, (int,)),
        (Point, tuple, (int, str)),
        (Point, Sequence, (int | str,)),
        (Record[int], tuple, (int,)),
        (Lost, tuple, (Any, Ellipsis)),
        (Row, tuple, (int, str)),
        (Generator[int, None, None], Iterator, (int,)),
        (Diamond, Box, (int,)),
        (Defaulted, Defaulted, (int,)),
        (IntTask, Task, None),
        (Quoted, list, None),
        (Quoted, Sequence, None),
    ],
    ids=str,
)
def test_supertypes(form: Any, base: type, expected: object) -> None:
    found = supertypes(form if isinstance(form, type) else canonical(form))
    assert found[base] == expected


def test_what_is_no_supertype() -> None:
    assert set(supertypes(IntBox)) == {IntBox, Box, Generic, object}
    assert Iterator not in supertypes(list[int])
    assert supertypes(canonical(int | str)) == {}


def test_a_long_line_of_ancestors() -> None:
    deep: type = Parent
    for _ in range(1200):
        deep = type("Deep", (deep,), {})
    assert supertypes(deep)[Parent] == ()


def test_arguments_that_are_left_out() -> None:
    assert applied_arguments(tuple) == (Any, Ellipsis)
    assert applied_arguments(Defaulted) == (int,)
    assert applied_arguments(Generator) == (Any, NoneType, NoneType)
    assert applied_arguments(Task) is None
    assert applied_arguments(int) == ()


def test_parameter_bindings() -> None:
    first, second = parameters(Pair)
    assert parameter_bindings(Pair, (int, str)) == {first: int, second: str}
    assert parameter_bindings(Pair, None) == {first: Any, second: Any}
    (item,) = parameters(tuple)
    assert parameter_bindings(tuple, (int, str)) == {item: int | str}
