"""Taking canonical forms apart and putting them together."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from types import NoneType
from typing import Annotated, Any, Literal, Never, Union, Unpack

import pytest

from exekall.relation import Qualifier, depth
from exekall.relation.forms import (
    TupleShape,
    arguments,
    callable_form,
    callable_parameters,
    children,
    class_form,
    closed_literal,
    head,
    is_literal,
    is_union,
    literal_keys,
    members,
    origin,
    qualified,
    qualifiers,
    rebuilt,
    tuple_form,
    tuple_shape,
    union,
    unqualified,
    without_qualifiers,
)
from tests.relation.declarations import Base, Box, Color, Derived, Pair

LEFT, RIGHT = Qualifier("left"), Qualifier("right")


class Empty(enum.Enum): ...


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (Base, Base),
        (Box[int], Box),
        (list[int], list),
        (Callable[[int], str], Callable),
        (int | str, None),
        (Literal[1], None),
        (Annotated[int, LEFT], None),
        (Never, None),
    ],
    ids=str,
)
def test_head(form: object, expected: object) -> None:
    assert head(form) is expected


def test_origin_and_arguments() -> None:
    assert origin(list) is None
    assert origin(list[int]) is list
    assert origin(Annotated[int, LEFT]) is Annotated
    assert arguments(list) == ()
    assert arguments(dict[str, int]) == (str, int)
    assert arguments(Callable[[int], str]) == (int, str)


@pytest.mark.parametrize(
    ("alternatives", "expected"),
    [
        ([int], int),
        ([int, int], int),
        ([int | str, bytes], int | str | bytes),
        ([None.__class__, int], int | None),
        ([Literal[1], str, Literal[2]], Literal[1, 2] | str),
        ([Never, int], int),
        ([], Never),
        ([list[int], list[int] | None], list[int] | None),
    ],
    ids=str,
)
def test_union(alternatives: list[Any], expected: Any) -> None:
    found = union(alternatives)
    assert found == expected
    assert members(found) == members(expected)


def test_unions_and_literals() -> None:
    assert is_union(int | None)
    assert is_union(Union[int, str])  # noqa: UP007  # the older class of unions
    assert not is_union(int)
    assert members(int) == (int,)
    assert is_literal(Literal[1])
    assert literal_keys(Literal[1, True]) == {(int, 1), (bool, True)}
    assert len(literal_keys(Literal[1, True])) == 2
    assert closed_literal(bool) == Literal[True, False]
    assert closed_literal(Color) == Literal[Color.RED, Color.GREEN]
    assert closed_literal(Empty) is None
    assert closed_literal(int) is None


def test_qualifiers() -> None:
    both = qualified(qualified(int, [RIGHT]), [LEFT, LEFT])
    assert both == Annotated[int, LEFT, RIGHT]
    assert qualifiers(both) == (LEFT, RIGHT)
    assert unqualified(both) is int
    assert without_qualifiers(both, [LEFT]) == Annotated[int, RIGHT]
    assert without_qualifiers(both, [LEFT, RIGHT]) is int
    assert qualified(int, []) is int
    assert qualifiers(int) == ()


@pytest.mark.parametrize(
    ("form", "shape"),
    [
        (tuple, TupleShape((), Any)),
        (tuple[()], TupleShape(())),
        (tuple[int, str], TupleShape((int, str))),
        (tuple[int, ...], TupleShape((), int)),
        (
            tuple[int, Unpack[tuple[str, ...]], bytes],  # noqa: UP044  # the canonical spelling
            TupleShape((int,), str, (bytes,)),
        ),
    ],
    ids=str,
)
def test_tuple_shapes(form: object, shape: TupleShape) -> None:
    assert tuple_shape(form) == shape
    if form is not tuple:
        assert tuple_form(shape) == form


def test_all_items_of_a_tuple() -> None:
    assert TupleShape((int,), str, (bytes,)).items == (int, str, bytes)
    assert TupleShape((int,)).items == (int,)


def test_callables() -> None:
    assert callable_form([int], str) == Callable[[int], str]
    assert callable_form([], str) == Callable[[], str]
    assert callable_form(None, str) == Callable[..., str]
    assert callable_parameters(Callable[[int], str]) == (int,)
    assert callable_parameters(Callable[[], str]) == ()
    assert callable_parameters(Callable[..., str]) is None


def test_classes_of_a_union() -> None:
    assert class_form(int | str) == type[int] | type[str]


@pytest.mark.parametrize(
    "form",
    [
        Base,
        int | None,
        list[int],
        Box[int],
        Pair[int, str],
        tuple[()],
        tuple[int, ...],
        tuple[int, str],
        tuple[int, Unpack[tuple[str, ...]], bytes],  # noqa: UP044  # the canonical spelling
        Callable[[int, bytes], str],
        Callable[[], str],
        Callable[..., str],
        Annotated[int | str, LEFT],
        type[Base],
    ],
    ids=str,
)
def test_rebuilding_from_the_same_children_changes_nothing(form: object) -> None:
    if children(form):
        assert rebuilt(form, children(form)) == form


@pytest.mark.parametrize(
    ("form", "parts", "expected"),
    [
        (int | None, [str, NoneType], str | None),
        (int | None, [NoneType, NoneType], NoneType),
        (Box[int], [str], Box[str]),
        (tuple[int, ...], [str], tuple[str, ...]),
        (Callable[..., int], [str], Callable[..., str]),
        (type[Base], [Derived | int], type[Derived] | type[int]),
        (Annotated[Base, LEFT], [Annotated[int, RIGHT]], Annotated[int, LEFT, RIGHT]),
    ],
    ids=str,
)
def test_rebuilding(form: object, parts: list[object], expected: object) -> None:
    assert rebuilt(form, parts) == expected


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (int, 0),
        (int | None, 0),
        (Literal[1], 0),
        (Annotated[int, LEFT], 0),
        (list[int], 1),
        (list[int] | None, 1),
        (tuple[()], 1),
        (tuple[int, Unpack[tuple[str, ...]]], 2),  # noqa: UP044  # the canonical spelling
        (Callable[[list[int]], str], 2),
        (Sequence[Annotated[Box[list[int]], LEFT]], 3),
    ],
    ids=str,
)
def test_depth(form: object, expected: int) -> None:
    assert depth(form) == expected
