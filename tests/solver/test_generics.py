"""Instances of operators with type variables, made as they are asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Generic, TypeVar

import pytest

from exekall.operator import Operator
from exekall.solver.generics import GenericOperators

T = TypeVar("T")
S = TypeVar("S")
B = TypeVar("B", bound="Base")
N = TypeVar("N", int, str)
T_co = TypeVar("T_co", covariant=True)


class Base:
    pass


class Derived(Base):
    pass


class Result:
    pass


class Box(Generic[T]):
    pass


class Pair(Generic[T, S]):
    pass


class View(Generic[T_co]):
    pass


class IntBox(Box[int]):
    pass


def wrapped(x: T) -> Box[T]: ...
def unwrapped(x: Box[T]) -> T: ...
def nested(x: Box[T]) -> Box[Box[T]]: ...
def paired(x: Box[T], y: Box[S]) -> Pair[T, S]: ...
def bounded(x: B) -> Box[B]: ...
def constrained(x: N) -> Box[N]: ...
def viewed(x: Box[T]) -> View[T]: ...
def shown(x: Box[T]) -> Result: ...
def seen(x: T) -> Result: ...
def optional(x: Box[T], y: Box[S] | None = None) -> Pair[T, S]: ...


def generics(*functions: Any, known: Iterable[Any] = ()) -> GenericOperators:
    return GenericOperators(map(Operator, functions), known, lambda op, product: True)


def signature(op: Operator) -> tuple[Any, ...]:
    return (*(parameter.type for parameter in op.parameters), op.product)


def providing(found: GenericOperators, wanted: Any) -> list[tuple[Any, ...]]:
    found.note_wish(wanted)
    return [signature(op) for op in found.providing(wanted)]


def instances(found: GenericOperators, function: Any) -> list[tuple[Any, ...]]:
    return [signature(op) for op in found.instances(Operator(function))]


class TestWishes:
    def test_fix_the_variables_of_the_product(self) -> None:
        assert providing(generics(wrapped), Box[int]) == [(int, Box[int])]

    def test_whatever_else_is_known(self) -> None:
        assert providing(generics(wrapped, known=[str, Derived]), Box[Base]) == [(Base, Box[Base])]

    def test_or_known_types_that_serve_as_well(self) -> None:
        found = generics(unwrapped, known=[Box[Derived], Box[str], IntBox])
        assert providing(found, Base) == [(Box[Base], Base), (Box[Derived], Derived)]
        found = generics(viewed, known=[Box[Derived]])
        assert providing(found, View[Base]) == [
            (Box[Base], View[Base]),
            (Box[Derived], View[Derived]),
        ]

    def test_members_of_unions(self) -> None:
        assert providing(generics(wrapped), Box[int] | Box[str]) == [
            (int, Box[int]),
            (str, Box[str]),
        ]

    def test_that_nothing_serves(self) -> None:
        assert providing(generics(wrapped, shown), Base) == []

    @pytest.mark.parametrize(
        ("wanted", "expected"),
        [(Box[Base], [Base]), (Box[Derived], [Derived]), (Box[int], [])],
    )
    def test_bounds_are_kept(self, wanted: Any, expected: list[Any]) -> None:
        assert [given for given, _ in providing(generics(bounded), wanted)] == expected

    @pytest.mark.parametrize(("wanted", "expected"), [(Box[int], [int]), (Box[bool], [])])
    def test_constraints_are_kept(self, wanted: Any, expected: list[Any]) -> None:
        assert [given for given, _ in providing(generics(constrained), wanted)] == expected


class TestKnownTypes:
    def test_fix_the_variables_of_parameters(self) -> None:
        found = generics(shown, known=[Box[int], str, IntBox, Box[str]])
        assert instances(found, shown) == [(Box[int], Result), (Box[str], Result)]

    def test_a_bare_variable_stands_for_each(self) -> None:
        assert instances(generics(known=[int, Base]), seen) == [(int, Result), (Base, Result)]

    def test_all_combinations(self) -> None:
        found = generics(paired, known=[Box[int], Box[str]])
        assert [product for *_, product in instances(found, paired)] == [
            Pair[int, int],
            Pair[int, str],
            Pair[str, int],
            Pair[str, str],
        ]

    def test_what_operators_make_of_known_types_is_known(self) -> None:
        found = generics(unwrapped, viewed, known=[Box[Base]])
        assert instances(found, seen) == [
            (Box[Base], Result),
            (Base, Result),
            (View[Base], Result),
        ]

    def test_what_takes_anything_is_left_out_until_it_is_asked_for(self) -> None:
        found = generics(wrapped, known=[int])
        assert instances(found, seen) == [(int, Result)]
        assert instances(found, shown) == [(Box[int], Result)]
        assert instances(found, seen) == [(int, Result), (Box[int], Result)]

    def test_a_variable_that_only_an_open_default_has(self) -> None:
        assert instances(generics(optional, known=[Result]), optional) == []


class TestNesting:
    def test_as_deep_as_the_deepest_that_is_written(self) -> None:
        found = generics(nested, known=[Box[int]])
        assert instances(found, shown) == [(Box[int], Result), (Box[Box[int]], Result)]

    def test_a_wish_is_written_too(self) -> None:
        assert providing(generics(wrapped), Box[Box[Box[int]]]) == [
            (Box[Box[int]], Box[Box[Box[int]]])
        ]


class TestInstances:
    def test_are_the_same_objects_each_time(self) -> None:
        found = generics(wrapped, known=[int])
        assert list(found.providing(Box[int])) == list(found.providing(Box[int]))
        op = Operator(shown)
        assert list(found.instances(op)) == list(found.instances(op))

    def test_must_be_admitted(self) -> None:
        found = GenericOperators(
            [Operator(wrapped)], [int, str], lambda op, product: product != Box[int]
        )
        assert providing(found, Box[int]) == []
        assert instances(found, shown) == [(Box[str], Result)]

    def test_none_without_operators(self) -> None:
        assert not generics(known=[int])
        assert generics(wrapped)
