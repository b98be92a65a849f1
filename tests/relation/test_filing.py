"""Filing types by class."""

from __future__ import annotations

import typing
from collections.abc import Callable, Sequence

import pytest

from exekall.relation import Qualifier, canonical, nominal_head
from tests.relation.declarations import Base, Box, Movie, Parcel, T, UserId


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (Base, Base),
        (Box[int], Box),
        (list[int], list),
        (tuple[int, ...], tuple),
        (Sequence[int], Sequence),
        (typing.Annotated[Base, Qualifier("left")], Base),
        (typing.Optional[Base], None),  # noqa: UP045  # either spelling
        (typing.Literal[1], None),
        (UserId, None),
        (Parcel[int], None),
        (Callable[[int], int], Callable),
        (Movie, None),
        (type[Base], None),
        (T, None),
    ],
    ids=repr,
)
def test_nominal_head(form: object, expected: type | None) -> None:
    assert nominal_head(canonical(form)) is expected
