"""What parameters ask for."""

from __future__ import annotations

from types import NoneType
from typing import Annotated, Any, NewType

import pytest

from exekall.relation import Qualifier, canonical, newtype_serves, provides, request_key
from tests.relation.declarations import AdminId, Base, Derived, Names, UserId

LEFT, RIGHT = Qualifier("left"), Qualifier("right")
Flagged = NewType("Flagged", bool)
Made = NewType("Made", Derived)
Forward = NewType("Forward", "Base")  # type: ignore[valid-newtype]


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        (Base, Base),
        (None, NoneType),
        (Base | None, Base),
        (Base | int | None, Base | int),
        (Base | int, Base | int),
        (list[int] | None, list[int]),
        (list[int | None], list[int | None]),
        (Annotated[Base, "note"] | None, Base),
        (Annotated[Base, LEFT] | None, Annotated[Base, LEFT]),
        (Annotated[Base | None, LEFT], Annotated[Base, LEFT]),
        (Annotated[Base | int | None, LEFT], Annotated[Base | int, LEFT]),
        (UserId | None, UserId),
    ],
    ids=str,
)
def test_request_key(annotation: Any, expected: Any) -> None:
    assert request_key(canonical(annotation)) == canonical(expected)


@pytest.mark.parametrize(
    ("given", "wanted", "serves"),
    [
        (UserId, int, True),
        (AdminId, int, True),
        (AdminId, UserId, True),
        (UserId, AdminId, False),
        (UserId, UserId, False),
        (int, UserId, False),
        (UserId, str, False),
        (UserId, int | None, True),
        (UserId, UserId | int, False),
        (Names, list[str], True),
        (Names, list[int], False),
        (Made, Base, True),
        (Flagged, bool, True),
        (Flagged, int, False),
        (Annotated[UserId, LEFT], Annotated[int, LEFT], True),
        (Annotated[UserId, LEFT], int, False),
        (UserId, Annotated[int, LEFT], False),
        (Annotated[UserId, LEFT], Annotated[int, RIGHT], False),
        (Annotated[UserId, LEFT], Annotated[UserId, LEFT], False),
        (list[UserId], list[int], False),
        (Forward, Base, False),
        (Derived, Base, False),
    ],
    ids=str,
)
def test_newtype_serves(given: Any, wanted: Any, serves: bool) -> None:
    assert newtype_serves(canonical(given), canonical(wanted)) is serves


def test_serving_is_not_providing() -> None:
    assert not provides(AdminId, UserId)
    assert not provides(UserId, int)
