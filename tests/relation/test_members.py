"""The members of classes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Final, Generic, NamedTuple, Protocol, Self, TypeVar

import pytest

from exekall.relation import Reason, UnsupportedType, canonical
from exekall.relation.members import MemberKind, is_interface, member, protocol_members
from exekall.relation.signatures import Parameter, Signature
from tests.relation.declarations import SizedIterable

T = TypeVar("T")


class Descriptor:
    def __get__(self, instance: object, owner: object = None) -> int:
        return 1


class Sample(Generic[T]):
    __slots__ = ("slot",)
    constant: ClassVar[int] = 1
    fixed: Final[int] = 1
    slot: T
    described: Descriptor
    lost: Nowhere  # type: ignore[name-defined]  # noqa: F821  # meant
    untyped = 3
    __hash__ = None  # type: ignore[assignment]

    def method(self, item: T) -> Self: ...

    @classmethod
    def make(cls) -> T: ...

    @staticmethod
    def free(item: T) -> None: ...

    @property
    def computed(self) -> T: ...

    @property
    def settable(self) -> int: ...

    @settable.setter
    def settable(self, value: int) -> None: ...

    @property
    def converting(self) -> int: ...

    @converting.setter
    def converting(self, value: str) -> None: ...

    @property
    def untold(self): ...  # type: ignore[no-untyped-def]

    @cached_property
    def cached(self) -> int: ...


class IntSample(Sample[int]):
    __slots__ = ()


@dataclass(frozen=True)
class Frozen:
    item: int
    items: list[int]


class Record(NamedTuple):
    item: int


class Named(Protocol):  # noqa: PLW1641  # no more is needed
    name: str

    def __eq__(self, other: object, /) -> bool: ...


class Numbers(Iterable[int]):
    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter([1])


@pytest.mark.parametrize(
    ("form", "name", "kind", "expected"),
    [
        (Sample[str], "constant", MemberKind.CLASS_VARIABLE, int),
        (Sample[str], "fixed", MemberKind.READ_ONLY, int),
        (Sample[str], "slot", MemberKind.ATTRIBUTE, str),
        (Sample[str], "computed", MemberKind.READ_ONLY, str),
        (Sample[str], "settable", MemberKind.ATTRIBUTE, int),
        (Sample[str], "converting", MemberKind.READ_ONLY, int),
        (IntSample, "slot", MemberKind.ATTRIBUTE, int),
        (Sample, "slot", MemberKind.ATTRIBUTE, Any),
        (Frozen, "item", MemberKind.READ_ONLY, int),
        (Frozen, "items", MemberKind.READ_ONLY, list[int]),
        (Record, "item", MemberKind.READ_ONLY, int),
        (Named, "name", MemberKind.ATTRIBUTE, str),
    ],
)
def test_attributes(form: object, name: str, kind: MemberKind, expected: object) -> None:
    found = member(form, name, form)
    assert found is not None
    assert (found.kind, found.form, found.signature) == (kind, expected, None)


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("method", MemberKind.METHOD, Signature((Parameter("item", int),), IntSample)),
        ("make", MemberKind.CLASS_METHOD, Signature((), int)),
        (
            "free",
            MemberKind.STATIC_METHOD,
            Signature((Parameter("item", int),), type(None)),
        ),
    ],
)
def test_methods(name: str, kind: MemberKind, expected: Signature) -> None:
    found = member(IntSample, name, IntSample)
    assert found is not None
    assert (found.owner, found.kind, found.signature) == (Sample, kind, expected)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("described", Reason.MEMBER_KIND),
        ("__hash__", Reason.MEMBER_KIND),
        ("lost", Reason.UNRESOLVED_ANNOTATION),
        ("untyped", Reason.UNANNOTATED),
        ("untold", Reason.UNANNOTATED),
        ("cached", Reason.UNANNOTATED),
    ],
)
def test_what_cannot_be_told(name: str, reason: Reason) -> None:
    with pytest.raises(UnsupportedType) as raised:
        member(IntSample, name, IntSample)
    assert raised.value.reason is reason


def test_what_is_missing() -> None:
    assert member(Sample, "nothing", Sample) is None
    assert member(canonical(int | str), "method", int) is None


def test_methods_in_c() -> None:
    found = member(list[int], "__len__", list[int])
    assert found is not None
    assert found.signature == Signature((), int)
    with pytest.raises(UnsupportedType):
        member(list[int], "append", list[int])


@pytest.mark.parametrize("form", [list[int], Sequence[int], dict[int, str], Numbers, range])
def test_what_only_abstract_base_classes_tell(form: object) -> None:
    found = member(canonical(form), "__iter__", form)
    assert found is not None
    assert found.signature == Signature((), Iterator[int])


def test_protocols_do_not_have_what_object_has() -> None:
    assert is_interface(Named)
    assert is_interface(Iterable)
    assert not is_interface(Numbers)
    assert member(Named, "__str__", Named) is None
    assert member(Iterable[int], "__str__", int) is None
    assert member(Sample, "__str__", Sample) is not None


def test_protocol_members() -> None:
    assert protocol_members(Named) == ["__eq__", "name"]
    assert protocol_members(SizedIterable) == ["__iter__", "__len__"]
