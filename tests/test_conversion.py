"""Words become values of the type that is wanted, or an error that says what would do."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal, NewType, Optional

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exekall.conversion import ConversionError, convert, is_convertible, number_type
from exekall.relation import canonical


class Color(Enum):
    RED = 1
    DARK_RED = 2


class Own:
    def __init__(self, text: str) -> None:
        self.text = text


UserId = NewType("UserId", int)
OPTIONAL = Optional[int]  # noqa: UP045 - an object of another type than int | None
CONVERTIBLE = [int, float, bool, str, Path, Color, Decimal, Literal["a", 1], OPTIONAL, UserId]


@pytest.mark.parametrize(
    ("text", "wanted", "value"),
    [
        ("12", int, 12),
        ("-1e3", float, -1000.0),
        ("1+2j", complex, 1 + 2j),
        ("0.10", Decimal, Decimal("0.10")),
        ("12", str, "12"),
        ("", str, ""),
        ("Yes", bool, True),
        ("0", bool, False),
        ("a/b", Path, Path("a/b")),
        ("a/b", PurePosixPath, PurePosixPath("a/b")),
        ("DARK_RED", Color, Color.DARK_RED),
        ("1", Literal["a", 1], 1),
        ("None", OPTIONAL, None),
        ("3", OPTIONAL, 3),
        ("3", int | str, 3),
        ("three", str | int, "three"),
        ("7", UserId, 7),
        ("7", Annotated[int, "about"], 7),
        ("None", type(None), None),
    ],
)
def test_words_are_converted(text: str, wanted: Any, value: Any) -> None:
    found = convert(text, wanted)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "wanted", "choices"),
    [
        ("x", int, ()),
        ("1.0", int, ()),
        ("one", float, ()),
        ("one", Decimal, ()),
        ("BLUE", Color, ("RED", "DARK_RED")),
        ("b", Literal["a", 1], ("a", "1")),
        ("x", OPTIONAL, ("None",)),
    ],
)
def test_refused_words_come_with_choices(text: str, wanted: Any, choices: tuple[str, ...]) -> None:
    with pytest.raises(ConversionError) as caught:
        convert(text, wanted)
    assert caught.value.choices == choices
    assert caught.value.convertible
    assert caught.value.text == text


@pytest.mark.parametrize("wanted", [Own, list[int], Any, bytes, Own | None])
def test_other_types_have_no_words(wanted: Any) -> None:
    assert is_convertible(wanted) is (wanted == Own | None)
    with pytest.raises(ConversionError):
        convert("x", wanted)


@pytest.mark.parametrize("wanted", CONVERTIBLE)
def test_canonical_types_are_understood(wanted: Any) -> None:
    assert is_convertible(canonical(wanted))


@pytest.mark.parametrize(
    ("wanted", "number"),
    [
        (int, int),
        (float, float),
        (float | None, float),
        (UserId, int),
        (Annotated[Decimal, 1], Decimal),
        (bool, None),
        (int | float, None),
        (str, None),
        (Own, None),
    ],
)
def test_which_types_are_numbers(wanted: Any, number: type | None) -> None:
    assert number_type(wanted) is number


@given(st.one_of(st.integers(), st.booleans(), st.floats(allow_nan=False), st.sampled_from(Color)))
def test_what_is_written_is_read(value: Any) -> None:
    text = value.name if isinstance(value, Color) else str(value)
    assert convert(text, type(value)) == value
