"""Finding producers: the same ones as by looking at each, and in their order."""

from __future__ import annotations

from abc import ABC
from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Any, Generic, NewType, Protocol, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exekall.operator import Operator
from exekall.prebuilt import PrebuiltOperator
from exekall.relation import Qualifier, newtype_serves, provides
from exekall.solver.index import ProducerIndex, subclasses

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Base:
    pass


class Left(Base):
    pass


class Right(Base):
    pass


class Bottom(Left, Right):
    pass


class Abstract(ABC):  # noqa: B024 - classes are registered with it
    pass


Abstract.register(Right)


class HasName(Protocol):
    def name(self) -> str: ...


class Named:
    def name(self) -> str: ...


class Box(Generic[T]):
    pass


class View(Generic[T_co]):
    pass


class IntBox(Box[int]):
    pass


Renamed = NewType("Renamed", Left)
Again = NewType("Again", Renamed)
Q = Qualifier("q")
TYPES = [
    *(Base, Left, Right, Bottom, Abstract, HasName, Named, int, bool, float, str, type(None)),
    *(Box[int], Box[bool], IntBox, Box, View[Base], View[Left], Sequence[str], Iterable[str]),
    *(list[int], Sequence[int], tuple[int, ...], Callable[[], Base], type[Left], type[Base]),
    *(Renamed, Again, Base | None, Left | Right, Left | int, Annotated[Left, Q]),
    *(Annotated[Renamed, Q], Annotated[Base, Q], Annotated[Base | None, Q]),
]


def producers(types: Iterable[Any]) -> list[Operator]:
    return [PrebuiltOperator(type_, [None], f"p{i}") for i, type_ in enumerate(types)]


# Enough types that nobody wants to make an index look into its trees.
MANY = [type(f"T{index}", (), {}) for index in range(40)]


class TestProviding:
    @pytest.mark.parametrize("others", [[], MANY], ids=["small", "large"])
    @pytest.mark.parametrize("wanted", TYPES, ids=str)
    def test_as_by_looking_at_each(self, wanted: Any, others: list[type]) -> None:
        ops = producers([*TYPES, *others, *reversed(TYPES)])
        index = ProducerIndex(ops)
        assert list(index.providing(wanted)) == [op for op in ops if provides(op.product, wanted)]
        assert list(index.over_newtypes(wanted)) == [
            op for op in ops if newtype_serves(op.product, wanted)
        ]

    @given(st.lists(st.sampled_from(TYPES), max_size=8), st.sampled_from(TYPES))
    def test_in_the_order_of_adding(self, types: list[Any], wanted: Any) -> None:
        ops = producers(types)
        index = ProducerIndex()
        for op in ops:
            index.add(op)
        assert list(index.providing(wanted)) == [op for op in ops if provides(op.product, wanted)]

    def test_a_qualified_type_does_not_serve_the_plain_one(self) -> None:
        index = ProducerIndex(producers([Annotated[Left, Q]]))
        assert list(index.providing(Base)) == []

    def test_a_bool_is_no_int(self) -> None:
        assert list(ProducerIndex(producers([bool])).providing(int)) == []


class TestTypes:
    def test_each_once(self) -> None:
        assert list(ProducerIndex(producers([Left, Base, Left])).types) == [Left, Base]

    def test_newtypes_are_noticed(self) -> None:
        assert not ProducerIndex(producers([Left, Base | None])).has_newtypes
        assert ProducerIndex(producers([Left, Renamed])).has_newtypes
        assert ProducerIndex(producers([Annotated[Again, Q]])).has_newtypes


class TestSubclasses:
    def test_each_once(self) -> None:
        assert sorted(cls.__name__ for cls in subclasses(Base)) == [
            "Base",
            "Bottom",
            "Left",
            "Right",
        ]
        assert list(subclasses(Bottom)) == [Bottom]

    def test_metaclasses(self) -> None:
        class Meta(type):
            pass

        assert set(subclasses(type)) >= {type, Meta}
