"""Addresses do not count, other numbers do."""

from __future__ import annotations

import pytest

from exekall.comparison.addresses import without_addresses


@pytest.mark.parametrize(
    "obj", [object(), lambda: None, [object(), object()], iter([]), object().__repr__]
)
def test_reprs_of_python(obj: object) -> None:
    text = repr(obj)
    other = text.replace("0x7", "0x6").replace("0x5", "0x4")
    assert text != other
    assert without_addresses(text) == without_addresses(other)


@pytest.mark.parametrize("text", ["<cdata 'int *' 0x7f2c4c0d1e20>", "<Swig object at 0x55d0>"])
def test_other_forms(text: str) -> None:
    assert "0x5" not in without_addresses(text)
    assert "0x7" not in without_addresses(text)


@pytest.mark.parametrize("text", ["Colour(0xff8800)", "0x7f2c4c0d1e20", "at 10x20", "flags=0x10"])
def test_numbers_stay(text: str) -> None:
    assert without_addresses(text) == text
