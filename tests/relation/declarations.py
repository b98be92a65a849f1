"""The classes that the table of edges talks about.

A type checker reads this file too: it is copied in front of the functions made from the table.
"""
# ruff: noqa: F401, UP035  # the table uses these names, old spellings among them

import abc
import asyncio
import collections
import contextlib
import enum
import numbers
import os
import pathlib
import re
import types
from collections.abc import (
    AsyncIterable,
    AsyncIterator,
    Awaitable,
    Callable,
    Collection,
    Container,
    Coroutine,
    Generator,
    Hashable,
    ItemsView,
    Iterable,
    Iterator,
    KeysView,
    Mapping,
    MutableMapping,
    MutableSequence,
    Reversible,
    Sequence,
    Sized,
    ValuesView,
)
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import (
    Annotated,
    Any,
    ClassVar,
    Dict,
    Final,
    Generic,
    List,
    Literal,
    LiteralString,
    NamedTuple,
    NewType,
    NotRequired,
    Optional,
    Protocol,
    Self,
    SupportsFloat,
    SupportsIndex,
    SupportsInt,
    Tuple,
    Type,
    TypedDict,
    TypeVar,
    Union,
    runtime_checkable,
)

from typing_extensions import ReadOnly, TypeAliasType
from typing_extensions import TypeVar as DefaultTypeVar

T = TypeVar("T")
U = TypeVar("U")
T_co = TypeVar("T_co", covariant=True)
T_contra = TypeVar("T_contra", contravariant=True)


class Base: ...


class Middle(Base): ...


class Derived(Middle): ...


class Other: ...


class Shape(abc.ABC):
    @abc.abstractmethod
    def area(self) -> float: ...


class Square(Shape):
    def area(self) -> float:
        return 1.0


class Color(enum.Enum):
    RED = 1
    GREEN = 2


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Access(enum.Flag):
    READ = 1
    WRITE = 2


UserId = NewType("UserId", int)
AdminId = NewType("AdminId", UserId)
Names = NewType("Names", list[str])


class Box(Generic[T]):
    def __init__(self, item: T) -> None:
        self.item = item


class IntBox(Box[int]): ...


class AnyBox(Box): ...  # type: ignore[type-arg]


class SubBox(Box[T]): ...


class ListBox(Box[list[T]]): ...


class Source(Generic[T_co]): ...


class IntSource(Source[int]): ...


class Sink(Generic[T_contra]): ...


class Pair(Generic[T, U]): ...


class Swapped(Pair[U, T], Generic[T, U]): ...


D = DefaultTypeVar("D", default=int)


class Defaulted(Generic[D]): ...


class Words(list[str]): ...


class Registry(dict[str, int]): ...


class Bare(list): ...  # type: ignore[type-arg]


class Items(list[T]): ...


class Point(NamedTuple):
    x: int
    y: str


class Row(tuple[int, str]): ...


class Numbers(Iterable[int]):
    def __iter__(self) -> Iterator[int]:
        return iter([1])


class Loop:
    def __iter__(self) -> Iterator[int]:
        return iter([1])


class GeneratorLoop:
    def __iter__(self) -> Generator[int, None, None]:  # noqa: PYI058  # to compare it
        yield 1


class Untyped:
    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter([1])


class Counting:
    def __iter__(self) -> "Counting":
        return self

    def __next__(self) -> int:
        return 1


class Manager:
    def __enter__(self) -> int:
        return 1

    def __exit__(self, *error: object) -> None: ...


class Later:
    def __await__(self) -> Generator[None, None, int]:
        yield None
        return 1


class Stream:
    def __aiter__(self) -> AsyncIterator[int]:
        raise NotImplementedError


class Location:
    def __fspath__(self) -> str:
        return ""


class Unhashable:
    __hash__: ClassVar[None]  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return True


class Measured(Protocol):
    def measure(self) -> float: ...


@runtime_checkable
class Closable(Protocol):
    def close(self) -> None: ...


class Ruler:
    def measure(self) -> float:
        return 1.0


class BadRuler:
    def measure(self) -> str:
        return ""


class UntypedRuler:
    def measure(self):  # type: ignore[no-untyped-def]
        return 1.0


class WiderRuler:
    def measure(self, unit: str = "m", *more: int, precise: bool = True) -> float:
        return 1.0


class NeedyRuler:
    def measure(self, unit: str) -> float:
        return 1.0


class StaticRuler:
    @staticmethod
    def measure() -> float:
        return 1.0


class AttributeRuler:
    measure: float = 1.0


class File:
    def close(self) -> None: ...


class Named(Protocol):
    name: str


class ReadName(Protocol):
    @property
    def name(self) -> str: ...


class Person:
    name: str = ""


class NumberedPerson:
    name: int = 0


class UnionPerson:
    name: str | int = 0


class ComputedPerson:
    @property
    def name(self) -> str:
        return ""


class SettablePerson:
    @property
    def name(self) -> str:
        return ""

    @name.setter
    def name(self, name: str) -> None: ...


@dataclass(frozen=True)
class FrozenPerson:
    name: str


@dataclass
class DataPerson:
    name: str


class MethodPerson:
    def name(self) -> str:
        return ""


class Kind(Protocol):
    kind: ClassVar[str]


class ClassKind:
    kind: ClassVar[str] = ""


class InstanceKind:
    kind: str = ""


class Getter(Protocol[T_co]):
    def get(self) -> T_co: ...


class Setter(Protocol[T_contra]):
    def set(self, value: T_contra) -> None: ...


class Holder(Protocol[T]):
    value: T


class IntGetter:
    def get(self) -> int:
        return 1


class Cell(Generic[T]):
    value: T

    def get(self) -> T:
        return self.value

    def set(self, value: T) -> None: ...


class Tree(Protocol):
    def children(self) -> "list[Tree]": ...


class Chain(Protocol):
    @property
    def next(self) -> "Chain": ...


class Link:
    @property
    def next(self) -> "Link":
        return self


class BrokenLink:
    @property
    def next(self) -> int:
        return 1


class OtherChain(Protocol):
    @property
    def next(self) -> "OtherChain": ...


class Copying(Protocol):
    def copy(self) -> Self: ...


class Copied:
    def copy(self) -> "Copied":
        return self


class SelfCopied:
    def copy(self) -> Self:
        return self


class VariableCopied:
    def copy(self: T) -> T:  # noqa: PYI019  # to compare it
        return self


class Handler(Protocol):
    def __call__(self, event: str) -> int: ...


class PositionalHandler(Protocol):
    def __call__(self, event: str, /) -> int: ...


class Counter:
    def __call__(self, event: str) -> int:
        return 1


class OtherNameCounter:
    def __call__(self, word: str) -> int:
        return 1


class KeywordTaking(Protocol):
    def run(self, *, fast: bool) -> None: ...


class KeywordTaker:
    def run(self, *, fast: bool, slow: bool = False) -> None: ...


class PositionalTaker:
    def run(self, fast: bool) -> None: ...


class AnyKeywordTaker:
    def run(self, **options: bool) -> None: ...


class RequiringTaker:
    def run(self, *, fast: bool, slow: bool) -> None: ...


class AsyncFetching(Protocol):
    async def fetch(self) -> int: ...


class AsyncFetcher:
    async def fetch(self) -> int:
        return 1


class SyncFetcher:
    def fetch(self) -> int:
        return 1


class ClassMaking(Protocol):
    @classmethod
    def make(cls) -> int: ...


class Making(Protocol):
    def make(self) -> int: ...


class ClassMaker:
    @classmethod
    def make(cls) -> int:
        return 1


class InstanceMaker:
    def make(self) -> int:
        return 1


class Iterating(Protocol[T_co]):
    def __iter__(self) -> Iterator[T_co]: ...


class SizedIterable(Sized, Iterable[T_co], Protocol[T_co]): ...


class Lengthy(Protocol):
    def __len__(self) -> int: ...


class Printing(Protocol):
    def __str__(self) -> str: ...


class Movie(TypedDict):
    title: str
    year: int


class LongMovie(Movie):
    minutes: int


class SameMovie(TypedDict):
    title: str
    year: int
    stars: int


class PartialMovie(TypedDict, total=False):
    title: str
    year: int


class MaybeMovie(TypedDict):
    title: str
    year: NotRequired[int]


class TitleOnly(TypedDict):
    title: ReadOnly[object]


class FixedMovie(TypedDict):
    title: ReadOnly[str]
    year: int


class Parcel(TypedDict, Generic[T]):
    content: T


class IntParcel(TypedDict):
    content: int


class TreeDict(TypedDict):
    children: "list[TreeDict]"


class OtherTreeDict(TypedDict):
    children: "list[OtherTreeDict]"


class ViewedTree(TypedDict):
    parent: ReadOnly["ViewedTree"]


class OtherViewedTree(TypedDict):
    parent: ReadOnly["OtherViewedTree"]


class Meta(type): ...


class WithMeta(metaclass=Meta): ...


IntList = TypeAliasType("IntList", list[int])
ListOf = TypeAliasType("ListOf", list[T], type_params=(T,))
Numeric = TypeAliasType("Numeric", int | str)
