"""Finding types for TypeVars."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import NoneType
from typing import Annotated, Any, AnyStr, Generic, Literal, NewType, Protocol, TypeVar

import pytest
from typing_extensions import TypeVar as DefaultTypeVar

from exekall.relation import Qualifier, canonical, match_product, substitute, unify
from tests.relation.declarations import (
    Base,
    Box,
    Cell,
    Derived,
    Getter,
    IntBox,
    IntGetter,
    ListBox,
    Middle,
    Other,
    Pair,
    Setter,
    Source,
    SubBox,
    Swapped,
)

T = TypeVar("T")
U = TypeVar("U")
Bounded = TypeVar("Bounded", bound=Middle)
Forward = TypeVar("Forward", bound="Later")
Lost = TypeVar("Lost", bound="Nowhere")  # type: ignore[name-defined]  # noqa: F821  # meant
Limited = TypeVar("Limited", Base, Other)
Default = DefaultTypeVar("Default", default=int)
Dependent = DefaultTypeVar("Dependent", default=list[T])
UserId = NewType("UserId", int)
LEFT = Qualifier("left")


class Later: ...


class Latest(Later): ...


class Nested(Protocol[T]):
    def inner(self) -> Nested[T]: ...
    def item(self) -> T: ...


class IntNested:
    def inner(self) -> IntNested: ...
    def item(self) -> int: ...


@pytest.mark.parametrize(
    ("given", "pattern", "expected"),
    [
        (int, T, {T: int}),
        (int, int, {}),
        (int, str, None),
        (list[int], list[T], {T: int}),
        (IntBox, Box[T], {T: int}),
        (SubBox[str], Box[T], {T: str}),
        (ListBox[int], Box[T], {T: list[int]}),
        (ListBox[int], Box[list[T]], {T: int}),
        (Box, Box[T], None),
        (Box[Any], Box[T], None),
        (Box[list[Any]], Box[T], {T: list[Any]}),
        (Base, Box[T], None),
        (Swapped[int, str], Pair[T, U], {T: str, U: int}),
        (Pair[int, int], Pair[T, T], {T: int}),
        (Pair[int, str], Pair[T, T], None),
        (dict[str, int], Mapping[T, U], {T: str, U: int}),
        (str, Sequence[T], {T: str}),
        (list[list[int]], Iterable[Iterable[T]], {T: int}),
        (tuple[int, str], tuple[T, U], {T: int, U: str}),
        (tuple[int, str], tuple[T, ...], {T: int | str}),
        (tuple[Derived, Base], tuple[T, ...], {T: Base}),
        (tuple[int, ...], tuple[T, T], None),
        (tuple[()], Sequence[T], None),
        (int | None, T | None, {T: int}),
        (int, T | None, {T: int}),
        (int | str | None, T | None, {T: int | str}),
        (NoneType, T | None, {T: NoneType}),
        (list[int] | None, list[T] | None, {T: int}),
        (list[int | None], list[T | None], {T: int}),
        (list[int] | Box[str], list[T] | Box[U], {T: int, U: str}),
        (list[int], Box[T] | list[T], {T: int}),
        (Callable[[int], str], Callable[[T], U], {T: int, U: str}),
        (Callable[[int], str], Callable[..., T], {T: str}),
        (Callable[..., str], Callable[[T], str], None),
        (type[Derived], type[T], {T: Derived}),
        (IntGetter, Getter[T], {T: int}),
        (Cell[Base], Setter[T], {T: Base}),
        (IntNested, Nested[T], {T: int}),
        (Source[int], Source[T], {T: int}),
        (Literal["a"], T, {T: Literal["a"]}),
        (UserId, T, {T: UserId}),
        (list[UserId], list[T], {T: UserId}),
        (Annotated[int, LEFT], T, {T: Annotated[int, LEFT]}),
        (Annotated[int, LEFT], Annotated[T, LEFT], {T: int}),
        (int, Annotated[T, LEFT], None),
        (Annotated[list[int], LEFT], list[T], None),
        (Derived, Bounded, {Bounded: Derived}),
        (Base, Bounded, None),
        (list[Base], list[Bounded], None),
        (Derived | Middle, Bounded, {Bounded: Derived | Middle}),
        (Latest, Forward, {Forward: Latest}),
        (Base, Forward, None),
        (Base, Lost, None),
        (Derived, Limited, {Limited: Base}),
        (Other, Limited, {Limited: Other}),
        (int, Limited, None),
        (list[Derived], list[Limited], None),
        (Sequence[Derived], Sequence[Limited], {Limited: Base}),
        (str, AnyStr, {AnyStr: str}),
        (Pair[str, str], Pair[AnyStr, AnyStr], {AnyStr: str}),
        (int, int | list[Default], {Default: int}),
        (list[str], list[Default], {Default: str}),
        (str, T | list[Dependent], {T: str, Dependent: list[str]}),
        (int, int | list[T], None),
    ],
    ids=str,
)
def test_unify(given: object, pattern: object, expected: object) -> None:
    found = unify(canonical(given), canonical(pattern))
    assert found == expected


@pytest.mark.parametrize(
    ("pattern", "wanted", "expected"),
    [
        (T, int, {T: int}),
        (T, Box[int], {T: Box[int]}),
        (T, int | str, {T: int | str}),
        (list[T], list[int], {T: int}),
        (list[T], Sequence[int], {T: int}),
        (list[T], Sequence[Base], {T: Base}),
        (Box[T], Box[Base], {T: Base}),
        (SubBox[T], Box[int], {T: int}),
        (ListBox[T], Box[list[int]], {T: int}),
        (ListBox[T], Box[int], None),
        (Box[T], list[int], None),
        (Box[T], int | Box[str] | None, {T: str}),
        (Box[T] | None, Box[str] | None, {T: str}),
        (Box[T] | None, Box[str], None),
        (Box[T], Box[Any], None),
        (Box[T], Box, None),
        (Box[Default], Box, {Default: int}),
        (dict[T, U], Mapping[str, Base], {T: str, U: Base}),
        (tuple[T, T], tuple[Base, Middle], {T: Middle}),
        (tuple[T, T], tuple[int, str], None),
        (Callable[[T], U], Callable[[int], str], {T: int, U: str}),
        (Iterator[T], Iterable[int], {T: int}),
        (Cell[T], Getter[int], {T: int}),
        (Cell[T], Setter[int], {T: int}),
        (Bounded, Base, {Bounded: Middle}),
        (Bounded, Derived, {Bounded: Derived}),
        (Bounded, Other, None),
        (Limited, Base, {Limited: Base}),
        (Limited, Derived, None),
        (Annotated[T, LEFT], Annotated[int, LEFT], {T: int}),
        (Annotated[T, LEFT], int, None),
        (type[T], type[Base], {T: Base}),
    ],
    ids=str,
)
def test_match_product(pattern: object, wanted: object, expected: object) -> None:
    assert match_product(canonical(pattern), canonical(wanted)) == expected


def test_many_unions_end_soon() -> None:
    many = tuple(TypeVar(f"V{index}") for index in range(12))
    pattern = canonical(tuple[tuple(list[each] | Box[each] | each for each in many)])  # type: ignore[misc]  # computed
    given = canonical(tuple[(list[int],) * 12])  # type: ignore[misc]  # computed
    assert unify(given, pattern) == dict.fromkeys(many, int)


@pytest.mark.skipif(sys.version_info < (3, 12), reason="type parameters came with Python 3.12")
def test_type_parameters() -> None:
    names: dict[str, Any] = {}
    source = (
        "class Box[T]:\n    def get(self) -> T: ...\n"
        "class IntBox(Box[int]): ...\n"
        "def f[N: (int, str)](x: Box[N]) -> list[N]: ...\n"
        "def g[B: Nowhere](x: B) -> B: ...\n"
    )
    exec(compile(source, "source", "exec", dont_inherit=True), names)
    (variable,) = names["f"].__type_params__
    pattern = canonical(names["f"].__annotations__["x"])
    assert unify(names["IntBox"], pattern) == {variable: int}
    product = canonical(names["f"].__annotations__["return"])
    assert substitute(product, {variable: int}) == list[int]
    (unresolved,) = names["g"].__type_params__
    assert unify(int, unresolved) is None


@pytest.mark.skipif(sys.version_info < (3, 13), reason="their defaults came with Python 3.13")
def test_defaults_of_type_parameters() -> None:
    names: dict[str, Any] = {}
    exec("class Box[T = int]:\n    def get(self) -> T: ...\n", names)
    (variable,) = names["Box"].__type_params__
    assert unify(int, canonical(int | list[variable])) == {variable: int}
    assert unify(names["Box"], names["Box"][T]) == {T: int}


def test_a_class_with_a_member_like_a_generic() -> None:
    class Holding(Generic[T]):
        def get(self) -> T: ...

    assert unify(canonical(Holding[list[int]]), canonical(Getter[Sequence[U]])) == {U: int}
