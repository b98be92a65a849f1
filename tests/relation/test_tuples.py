"""Comparing tuples item by item."""

from __future__ import annotations

import pytest

from exekall.relation import Reason, canonical
from exekall.relation.obligations import Mismatch
from exekall.relation.tuples import tuple_obligations


@pytest.mark.parametrize(
    ("given", "wanted", "expected"),
    [
        (tuple[()], tuple[()], []),
        (tuple[int, str], tuple[str, int], [(int, str), (str, int)]),
        (tuple[int, str], tuple[bytes, ...], [(int, bytes), (str, bytes)]),
        (tuple[int, ...], tuple[bytes, ...], [(int, bytes)]),
        (tuple[()], tuple[bytes, ...], []),
        (
            tuple[int, str, float, complex],
            tuple[bytes, *tuple[bool, ...], bytearray],
            [(int, bytes), (complex, bytearray), (str, bool), (float, bool)],
        ),
        (
            tuple[int, str, *tuple[float, ...], complex],
            tuple[bytes, *tuple[bool, ...]],
            [(int, bytes), (str, bool), (float, bool), (complex, bool)],
        ),
    ],
)
def test_items(given: object, wanted: object, expected: list[tuple[object, object]]) -> None:
    found = tuple_obligations(canonical(given), canonical(wanted))
    assert [(item.given, item.wanted) for item in found] == expected


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (tuple[int], tuple[int, int]),
        (tuple[int, int], tuple[int]),
        (tuple[int, ...], tuple[int]),
        (tuple[int, ...], tuple[()]),
        (tuple[int], tuple[int, *tuple[int, ...], int]),
        (tuple[int, ...], tuple[int, *tuple[int, ...]]),
        (tuple[*tuple[int, ...], int], tuple[int, *tuple[int, ...]]),
    ],
)
def test_lengths_that_can_differ(given: object, wanted: object) -> None:
    with pytest.raises(Mismatch) as raised:
        list(tuple_obligations(canonical(given), canonical(wanted)))
    assert raised.value.refusal.reason is Reason.TUPLE_LENGTH
