"""Numbers in texts."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exekall.comparison.quantity import (
    Quantity,
    differ_in_numbers_only,
    is_number,
    quantity,
    text_quantity,
)
from exekall.comparison.tolerance import Tolerance
from tests.comparison.samples import opaque, value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("93.3%", Quantity(93.3, ("", "%"))),
        ("510 g of bread", Quantity(510, ("", " g of bread"))),
        ("-1e-3", Quantity(-0.001)),
        ("np.float64(0.5)", Quantity(0.5, ("np.float64(", ")"))),
        ("Decimal('1.10')", Quantity(1.1, ("Decimal('", "')"))),
        (" 3 ", Quantity(3)),
        ("inf", Quantity(math.inf)),
    ],
)
def test_texts_with_a_number(text: str, expected: Quantity) -> None:
    assert text_quantity(text) == expected


@pytest.mark.parametrize(
    "text", ["", "none", "1 of 3", "v1.2.3", "[1, 2]", "information", "1" * 99]
)
def test_texts_without_exactly_one_number(text: str) -> None:
    assert text_quantity(text) is None


@given(st.one_of(st.integers(-(10**20), 10**20), st.floats(allow_nan=False)))
def test_numbers_are_found_as_json_and_as_text(number: float) -> None:
    assert quantity(value("f", number)) == Quantity(number)
    assert text_quantity(str(number)) == Quantity(number)


@pytest.mark.parametrize("content", [True, None, "1", [1], {"a": 1}])
def test_json_that_is_no_number(content: object) -> None:
    assert quantity(value("f", content)) is None


def test_the_text_of_a_result_goes_before_its_repr() -> None:
    assert quantity(opaque("f", "x", kept="Number(1)", text="2 %")) == Quantity(2, ("", " %"))
    assert quantity(opaque("f", "x", kept="Number(1)")) == Quantity(1, ("Number(", ")"))


def test_booleans_are_no_numbers() -> None:
    assert is_number(1)
    assert is_number(1.5)
    assert not is_number(True)


def test_texts_that_differ_in_numbers_only() -> None:
    tolerance = Tolerance(0.1)
    assert differ_in_numbers_only("array([1.0, 2.0])", "array([1.05, 2.0])", tolerance)
    assert not differ_in_numbers_only("array([1.0, 2.0])", "array([1.5, 2.0])", tolerance)
    assert not differ_in_numbers_only("array([1.0])", "list([1.0])", tolerance)
    assert not differ_in_numbers_only("array([1.0])", "array([1.0, 1.0])", tolerance)
