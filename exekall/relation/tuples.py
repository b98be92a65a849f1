"""Comparing tuples item by item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exekall.relation.forms import TupleShape, tuple_shape
from exekall.relation.obligations import Mismatch, Obligation
from exekall.relation.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator


def tuple_obligations(given: object, wanted: object) -> Iterator[Obligation]:
    """Yield what has to hold for one `tuple[...]` to be used as another.

    Raises Mismatch if their lengths can differ.
    """
    ours, theirs = tuple_shape(given), tuple_shape(wanted)
    first, last = len(theirs.prefix), len(theirs.suffix)
    if theirs.variadic is None:
        if ours.variadic is not None or len(ours.prefix) != first:
            raise Mismatch(Reason.TUPLE_LENGTH, given, wanted)
    elif not _is_long_enough(ours, first, last):
        raise Mismatch(Reason.TUPLE_LENGTH, given, wanted)
    items = ours.items
    for item, expected in zip(items[:first], theirs.prefix, strict=True):
        yield Obligation(item, expected)
    for item, expected in zip(items[len(items) - last :], theirs.suffix, strict=True):
        yield Obligation(item, expected)
    for item in items[first : len(items) - last]:
        yield Obligation(item, theirs.variadic)


def _is_long_enough(shape: TupleShape, first: int, last: int) -> bool:
    if shape.variadic is None:
        return len(shape.prefix) >= first + last
    return len(shape.prefix) >= first and len(shape.suffix) >= last
