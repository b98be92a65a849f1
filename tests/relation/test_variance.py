"""The variance of type parameters, above all where it is inferred."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Generic, TypeVar

import pytest
from typing_extensions import TypeVar as InferringTypeVar

from exekall.relation import provides
from exekall.relation.variance import Variance, variance
from tests.relation.declarations import Box, ListBox, Sink, Source

T = InferringTypeVar("T", infer_variance=True)
U = InferringTypeVar("U", infer_variance=True)
S = TypeVar("S")

CO, CONTRA, IN = Variance.COVARIANT, Variance.CONTRAVARIANT, Variance.INVARIANT


class Unused(Generic[T]): ...


class Giving(Generic[T]):
    def get(self) -> T: ...


class Taking(Generic[T]):
    def put(self, item: T) -> None: ...


class Both(Giving[T], Taking[T]): ...


class Attribute(Generic[T]):
    item: T


class Private(Generic[T]):
    _item: T


class Fixed(Generic[T]):
    item: Final[T]  # type: ignore[misc]


class Assigning(Generic[T]):
    def __init__(self, item: T) -> None:
        self.item = item

    def get(self) -> T: ...


class AssigningLater(Generic[T]):
    def get(self) -> T: ...

    def start(self) -> None:
        def inner() -> None:
            self.items: list[T] = []

        inner()


class AssigningPrivately(Generic[T]):
    def __init__(self, item: T) -> None:
        self._item = item

    def get(self) -> T: ...


class TakingPrivately(Generic[T]):
    def put(self, item: T) -> None:
        self._item = item


class Slotted(Generic[T]):
    __slots__ = ("item",)

    def __init__(self, item: T) -> None:
        self.item = item


@dataclass(frozen=True)
class Frozen(Generic[T]):
    item: T


@dataclass
class Thawed(Generic[T]):
    item: T


class Computed(Generic[T]):
    @property
    def item(self) -> T: ...


class Settable(Generic[T]):
    @property
    def item(self) -> T: ...

    @item.setter
    def item(self, item: T) -> None: ...


class Cached(Generic[T]):
    @cached_property
    def item(self) -> T: ...


class Calling(Generic[T]):
    def run(self, callback: Callable[[T], None]) -> None: ...


class GivingList(Generic[T]):
    def get(self) -> list[T]: ...


class GivingTuple(Generic[T]):
    def get(self) -> tuple[T, ...] | None: ...


class Recursive(Generic[T]):
    def next(self) -> Recursive[T]: ...

    def get(self) -> T: ...


class First(Generic[T]):
    def second(self) -> Second[T]: ...


class Second(Generic[T]):
    def first(self) -> First[T]: ...


class Unknown(Generic[T]):
    def get(self) -> Nowhere[T]: ...  # type: ignore[name-defined]  # noqa: F821  # meant


class OfList(list[T]): ...


class OfSequence(Sequence[T]): ...


class Making(Generic[T]):
    @classmethod
    def make(cls, item: T) -> None: ...

    @staticmethod
    def take(item: T) -> None: ...


class Pair(Generic[T, U]):
    def first(self) -> T: ...

    def put(self, second: U) -> None: ...


@pytest.mark.parametrize(
    ("cls", "expected"),
    [
        (Unused, CO),
        (Giving, CO),
        (Taking, CONTRA),
        (Both, IN),
        (Attribute, IN),
        (Private, CO),
        (Fixed, CO),
        (Assigning, IN),
        (AssigningLater, IN),
        (AssigningPrivately, CO),
        (TakingPrivately, IN),
        (Slotted, IN),
        (Frozen, CO),
        (Thawed, IN),
        (Computed, CO),
        (Settable, IN),
        (Cached, IN),
        (Calling, CO),
        (GivingList, IN),
        (GivingTuple, CO),
        (Recursive, CO),
        (First, IN),
        (Unknown, IN),
        (OfList, IN),
        (OfSequence, CO),
        (Making, CONTRA),
    ],
)
def test_inferred(cls: type, expected: Variance) -> None:
    assert variance(cls, 0) is expected


def test_each_parameter_has_its_own() -> None:
    assert [variance(Pair, index) for index in range(3)] == [CO, CONTRA, IN]


@pytest.mark.parametrize(
    ("cls", "expected"),
    [
        (Box, [IN]),
        (Source, [CO]),
        (Sink, [CONTRA]),
        (ListBox, [IN]),
        (list, [IN]),
        (frozenset, [CO]),
        (type, [CO]),
        (Mapping, [IN, CO]),
        (Generator, [CO, CONTRA, CO]),
        (int, [IN]),
    ],
)
def test_declared(cls: type, expected: list[Variance]) -> None:
    assert [variance(cls, index) for index in range(len(expected))] == expected


def test_the_relation_follows_it() -> None:
    assert provides(Giving[int], Giving[object])
    assert not provides(Giving[object], Giving[int])
    assert provides(Taking[object], Taking[int])
    assert not provides(Assigning[int], Assigning[object])


@pytest.mark.skipif(sys.version_info < (3, 12), reason="type parameters came with Python 3.12")
def test_type_parameters() -> None:
    names: dict[str, Any] = {"__name__": __name__}
    exec(
        "from typing import NamedTuple\n"
        "class Giving[T]:\n    def get(self) -> 'T': ...\n"
        "class Assigning[T]:\n    def __init__(self, x: T): self.x = x\n"
        "class Record[T](NamedTuple):\n    x: T\n",
        names,
    )
    assert variance(names["Giving"], 0) is CO
    assert variance(names["Assigning"], 0) is IN
    assert variance(names["Record"], 0) is IN
