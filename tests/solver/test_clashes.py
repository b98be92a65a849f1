"""Which operators never meet in an expression, as bit masks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Generic, NewType, Protocol, TypeVar

from hypothesis import given
from hypothesis import strategies as st

from exekall.operator import Operator
from exekall.prebuilt import PrebuiltOperator
from exekall.relation import Qualifier, provides
from exekall.solver.clashes import ClashTable

T_co = TypeVar("T_co", covariant=True)


class Base:
    pass


class Left(Base):
    pass


class Right(Base):
    pass


class View(Generic[T_co]):
    pass


class Named(Protocol):
    def name(self) -> str: ...


class WithName(Base):
    def name(self) -> str: ...


Renamed = NewType("Renamed", Left)
TYPES = [
    *(Base, Left, Right, WithName, Named, Renamed, View[Base], View[Left], Base | None),
    *(Left | Right, Annotated[Left, Qualifier("q")], Sequence[str], str, list[str], bool, int),
]


def producers(types: Iterable[Any]) -> list[Operator]:
    return [PrebuiltOperator(type_, [None], f"p{i}") for i, type_ in enumerate(types)]


def clash(one: Any, other: Any) -> bool:
    return one is other or provides(one, other) or provides(other, one)


@given(st.lists(st.sampled_from(TYPES), max_size=10))
def test_masks_hold_what_clashes(types: list[Any]) -> None:
    ops = producers(types)
    table = ClashTable(ops)
    for op in ops:
        expected = {other for other in ops if other is not op and clash(op.product, other.product)}
        assert set(table.operators(table.mask(op))) == expected
        assert bool(table.bit(op)) is bool(expected)


@given(st.lists(st.sampled_from(TYPES), max_size=10), st.integers(0, 1023))
def test_masks_of_several(types: list[Any], chosen: int) -> None:
    ops = producers(types)
    table = ClashTable(ops)
    bits = expected = 0
    for number, op in enumerate(ops):
        if chosen >> number & 1:
            bits |= table.bit(op)
            expected |= table.mask(op)
    assert table.mask_of_all(bits) == expected


def test_who_clashes_with_nobody_has_no_bit() -> None:
    [op, *_] = ops = producers([str, Left, Base])
    assert ClashTable(ops).bit(op) == ClashTable(ops).mask(op) == 0


def test_operators_that_are_not_in_the_table() -> None:
    [op] = producers([str])
    assert ClashTable([]).bit(op) == ClashTable([]).mask(op) == 0
