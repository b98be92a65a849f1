"""The type variables of forms and classes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Generic, ParamSpec, Self, TypeVar

import typing_extensions
from typing_extensions import TypeVar as DefaultTypeVar

from exekall.relation import Qualifier, canonical, substitute, type_variables
from exekall.relation.variables import default, is_variable, parameters
from tests.relation.declarations import Box, IntBox, Items, Pair, Swapped

T = TypeVar("T")
U = TypeVar("U")
D = DefaultTypeVar("D", default=int)
P = ParamSpec("P")
LEFT = Qualifier("left")


class Task(Generic[P, T]): ...


class Mapped(dict[U, list[T]]): ...


class Plain(Mapped[int, str]): ...


def test_type_variables_in_order_of_appearance() -> None:
    form = canonical(Mapping[U, Callable[[T, U], Box[T] | None]])
    assert type_variables(form) == (U, T)
    assert type_variables(T) == (T,)
    assert type_variables(Box) == ()
    assert type_variables(canonical(Annotated[T, LEFT])) == (T,)


def test_substitute() -> None:
    form = canonical(Mapping[U, Callable[[T], Box[T] | None]])
    expected = canonical(Mapping[str, Callable[[int], Box[int] | None]])
    assert substitute(form, {T: int, U: str}) == expected
    assert substitute(substitute(form, {T: int}), {U: str}) == expected
    assert substitute(T, {T: int | None}) == int | None
    assert substitute(canonical(T | int), {T: int}) is int
    assert substitute(canonical(tuple[T, ...]), {T: int}) == tuple[int, ...]
    assert substitute(canonical(tuple[int, *tuple[T, ...]]), {T: str}) == canonical(
        tuple[int, *tuple[str, ...]]
    )
    assert substitute(canonical(type[T]), {T: int | str}) == type[int] | type[str]


def test_substitute_keeps_what_does_not_change() -> None:
    form = canonical(list[int])
    assert substitute(form, {T: str}) is form
    assert substitute(Box, {T: str}) is Box


def test_self_can_be_replaced() -> None:
    form = canonical(list[Self | None])
    assert type_variables(form) == ()
    assert substitute(form, {Self: IntBox}) == list[IntBox | None]


def test_is_variable() -> None:
    assert is_variable(T)
    assert is_variable(D)
    assert not is_variable(P)
    assert not is_variable(int)


def test_default() -> None:
    assert default(D) is int
    assert default(T) is typing_extensions.NoDefault


def test_parameters() -> None:
    assert len(parameters(list)) == 1
    assert len(parameters(dict)) == 2
    assert [variable.__name__ for variable in parameters(Pair)] == ["T", "U"]
    assert [variable.__name__ for variable in parameters(Swapped)] == ["T", "U"]
    assert [variable.__name__ for variable in parameters(Items)] == ["T"]
    assert parameters(Mapped) == (U, T)
    assert parameters(Plain) == ()
    assert parameters(IntBox) == ()
    assert parameters(Task) == (P, T)
    assert parameters(Any) == ()  # type: ignore[arg-type]
