"""Comparing the outermost layer of two types."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, LiteralString, Self, TypeVar

import pytest

from exekall.relation import Reason, Refusal, canonical
from exekall.relation.decomposition import decompose
from exekall.relation.obligations import Obligation
from exekall.relation.variance import Variance
from tests.relation import declarations as names
from tests.relation.declarations import Base, Box, Color, Derived, UserId

T = TypeVar("T")
CO, CONTRA, IN = Variance.COVARIANT, Variance.CONTRAVARIANT, Variance.INVARIANT


@pytest.mark.parametrize(
    ("given", "wanted", "expected"),
    [
        (Derived, Base, []),
        (list[int], list, [(int, Any, IN)]),
        (names.IntBox, Box[str], [(int, str, IN)]),
        (Box[T], Box[str], [(T, str, IN)]),
        (names.Source[int], names.Source[T], [(int, T, CO)]),
        (names.Sink[int], names.Sink[str], [(int, str, CONTRA)]),
        (dict[str, int], Mapping[int, str], [(str, int, IN), (int, str, CO)]),
        (tuple[int, str], Sequence[T], [(int | str, T, CO)]),
        (tuple[int, str], tuple[T, T], [(int, T, CO), (str, T, CO)]),
        (Callable[[int], str], Callable[[T], T], [(int, T, CONTRA), (str, T, CO)]),
        (names.Loop, Iterable[str], [(canonical(names.Iterator[int]), names.Iterator[str], CO)]),
        (type[Derived], type[Base], [(Derived, Base, CO)]),
        (type[names.WithMeta], names.Meta, [(names.Meta, names.Meta, CO)]),
        (names.Meta, type[Base], [(Any, Base, CO)]),
        (Literal["a", 1], Base, [(str, Base, CO), (int, Base, CO)]),
        (Literal["a"], LiteralString, []),
        (LiteralString, Base, [(str, Base, CO)]),
        (Color, Literal[Color.RED], [(Literal[Color.RED, Color.GREEN], Literal[Color.RED], CO)]),
        (names.Movie, Base, [(Mapping[str, object], Base, CO)]),
        (UserId, UserId, []),
    ],
    ids=str,
)
def test_obligations(
    given: object, wanted: object, expected: list[tuple[object, object, Variance]]
) -> None:
    found = decompose(canonical(given), canonical(wanted))
    assert isinstance(found, tuple)
    assert [(item.given, item.wanted, item.variance) for item in found] == [
        (canonical(ours), canonical(theirs), variance) for ours, theirs, variance in expected
    ]


@pytest.mark.parametrize(
    ("given", "wanted", "reason"),
    [
        (UserId, int, Reason.NEW_TYPE),
        (int, UserId, Reason.NEW_TYPE),
        (None, int, Reason.NONE),
        (int, None, Reason.NONE),
        (Self, int, Reason.UNBOUND_SELF),
        (T, int, Reason.FREE_VARIABLE),
        (bool, int, Reason.NUMERIC_PROMOTION),
        (Base, Derived, Reason.NOT_A_SUBCLASS),
        (Base, type[Base], Reason.NOT_A_SUBCLASS),
        (int, names.Movie, Reason.NOT_A_SUBCLASS),
        (type[Base], Callable[..., Base], Reason.NOT_A_SUBCLASS),
        (Literal["a"], Literal["b"], Reason.NOT_IN_LITERAL),
        (str, LiteralString, Reason.NOT_IN_LITERAL),
    ],
    ids=str,
)
def test_refusals(given: object, wanted: object, reason: Reason) -> None:
    given, wanted = canonical(given), canonical(wanted)
    assert decompose(given, wanted) == Refusal(reason, given, wanted)


def test_a_structural_refusal_names_the_wanted_class() -> None:
    found = decompose(Base, canonical(Iterable[int]))
    assert found == Refusal(Reason.MISSING_MEMBER, Base, canonical(Iterable[int]), "__iter__")


def test_members_are_named() -> None:
    assert decompose(names.IntGetter, names.Getter[str]) == (Obligation(int, str, CO, "get"),)
