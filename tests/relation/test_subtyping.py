"""The relation itself, beside the table of edges: qualifiers, reasons, memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, Literal, Never, NoReturn, Protocol, Self, TypeVar

import pytest

from exekall.relation import Qualifier, Reason, Refusal, canonical, provides, refusal, why_not
from tests.relation import declarations as names
from tests.relation.declarations import Base, Box, Derived, UserId

T = TypeVar("T")
LEFT, RIGHT = Qualifier("left"), Qualifier("right")


class Grows(Protocol[T]):
    def more(self) -> Grows[list[T]]: ...


class GrowsToo(Protocol[T]):
    def more(self) -> GrowsToo[list[T]]: ...


@pytest.mark.parametrize(
    ("annotation", "reason"),
    [
        (Any, Reason.ANY),
        (object, Reason.OBJECT),
        (Any | None, Reason.ANY),
        (int | object, Reason.OBJECT),
        (Annotated[object, LEFT], Reason.OBJECT),
        (Never, Reason.NEVER),
        (NoReturn, Reason.NEVER),
        (Self, Reason.UNBOUND_SELF),
        (Generic, Reason.BARE_SPECIAL_FORM),
        (Protocol, Reason.BARE_SPECIAL_FORM),
        (int, None),
        (None, None),
        (list[Any], None),
        (type[object], None),
        (Base | None, None),
    ],
    ids=str,
)
def test_refusal(annotation: object, reason: Reason | None) -> None:
    assert refusal(canonical(annotation)) is reason


@pytest.mark.parametrize(
    ("given", "wanted", "fits"),
    [
        (Annotated[Derived, LEFT], Annotated[Base, LEFT], True),
        (Annotated[Derived, LEFT], Base, False),
        (Derived, Annotated[Base, LEFT], False),
        (Annotated[Derived, LEFT], Annotated[Base, RIGHT], False),
        (Annotated[Derived, LEFT, RIGHT], Annotated[Base, RIGHT, LEFT], True),
        (Annotated[Derived, LEFT, RIGHT], Annotated[Base, LEFT], False),
        (Annotated[Derived, LEFT], Annotated[Base, LEFT] | None, True),
        (Annotated[Derived, LEFT], Annotated[Base | int, LEFT], True),
        (Annotated[Derived, "note"], Base, True),
        (list[Annotated[Base, LEFT]], list[Annotated[Base, LEFT]], True),
        (list[Annotated[Base, LEFT]], list[Base], False),
        (list[Base], list[Annotated[Base, LEFT]], False),
        (Annotated[UserId, LEFT], Annotated[UserId, LEFT], True),
    ],
    ids=str,
)
def test_qualifiers(given: object, wanted: object, fits: bool) -> None:
    assert provides(canonical(given), canonical(wanted)) is fits


@pytest.mark.parametrize(
    ("given", "wanted", "expected"),
    [
        (Base, Derived, Refusal(Reason.NOT_A_SUBCLASS, Base, Derived)),
        (bool, int, Refusal(Reason.NUMERIC_PROMOTION, bool, int)),
        (UserId, int, Refusal(Reason.NEW_TYPE, UserId, int)),
        (None, Base, Refusal(Reason.NONE, type(None), Base)),
        (Base | None, Base, Refusal(Reason.NONE, type(None), Base)),
        (Base, int | str, Refusal(Reason.NOT_IN_UNION, Base, canonical(int | str))),
        (Base, Derived | None, Refusal(Reason.NOT_A_SUBCLASS, Base, Derived)),
        (list[list[int]], list[list[str]], Refusal(Reason.NOT_THE_SAME, int, str)),
        (list[int], list[str], Refusal(Reason.NOT_THE_SAME, int, str)),
        (list, list[int], Refusal(Reason.UNKNOWN_ARGUMENT, Any, int)),
        (Box[Any], Box[int], Refusal(Reason.UNKNOWN_ARGUMENT, Any, int)),
        (str, Literal["a"], Refusal(Reason.NOT_IN_LITERAL, str, Literal["a"])),
        (tuple[int], tuple[int, int], Refusal(Reason.TUPLE_LENGTH, tuple[int], tuple[int, int])),
        (list[T], list[int], Refusal(Reason.FREE_VARIABLE, list[T], list[int])),
        (Never, int, Refusal(Reason.NEVER, Never, int)),
        (Self, int, Refusal(Reason.UNBOUND_SELF, Self, int)),
        (
            names.BadRuler,
            names.Measured,
            Refusal(Reason.NOT_A_SUBCLASS, str, float, "measure"),
        ),
        (
            names.NeedyRuler,
            names.Measured,
            Refusal(Reason.PARAMETERS, names.NeedyRuler, names.Measured, "measure"),
        ),
        (
            names.UntypedRuler,
            names.Measured,
            Refusal(Reason.UNANNOTATED, names.UntypedRuler, names.Measured, "measure"),
        ),
        (
            names.PartialMovie,
            names.Movie,
            Refusal(Reason.REQUIRED_KEY, names.PartialMovie, names.Movie, "title"),
        ),
        (
            Annotated[int, LEFT],
            Annotated[int, RIGHT],
            Refusal(Reason.QUALIFIER, Annotated[int, LEFT], Annotated[int, RIGHT]),
        ),
    ],
    ids=str,
)
def test_why_not(given: object, wanted: object, expected: Refusal) -> None:
    assert why_not(canonical(given), canonical(wanted)) == expected


def test_what_fits_has_no_refusal() -> None:
    assert why_not(Derived, Base) is None


def test_never_inside_fits_everywhere_but_alone_nowhere() -> None:
    assert provides(tuple[()], canonical(Sequence[int]))
    assert provides(canonical(Callable[[], NoReturn]), canonical(Callable[[], int]))
    assert not provides(Never, int)


def test_a_protocol_that_grows_without_end_is_refused() -> None:
    found = why_not(Grows[int], GrowsToo[int])
    assert found is not None
    assert found.reason is Reason.TOO_DEEP
