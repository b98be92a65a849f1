"""Chains of exceptions as rows."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exekall.store.records import FailureRecord, TypeRecord
from exekall.store.sqlite.failure_rows import failure_from_rows, failure_rows

ERROR = TypeRecord("builtins.ValueError", ("builtins.ValueError", "builtins.Exception"))

TEXTS = st.text(max_size=5)


@st.composite
def failures(draw: st.DrawFn) -> FailureRecord:
    """Draw a failure with others behind it, some of them in several places."""
    made: list[FailureRecord] = []
    for _ in range(draw(st.integers(1, 8))):
        other = st.none() if not made else st.none() | st.sampled_from(made)
        made.append(
            FailureRecord(
                ERROR,
                draw(TEXTS),
                args=tuple(draw(st.lists(TEXTS, max_size=2))),
                traceback=draw(TEXTS),
                notes=tuple(draw(st.lists(TEXTS, max_size=2))),
                place=draw(TEXTS),
                cause=draw(other),
                context=draw(other),
                exceptions=tuple(draw(st.lists(st.sampled_from(made), max_size=3)) if made else ()),
            )
        )
    return made[-1]


def rows_of(failure: FailureRecord) -> dict[int, Any]:
    keys = count(1)
    rows = failure_rows(failure, lambda: next(keys), {ERROR: 5}.__getitem__)
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    return {int(row[0] or 0): row for row in rows}


@given(failures())
def test_round_trip(failure: FailureRecord) -> None:
    rows = rows_of(failure)
    assert failure_from_rows(max(rows), rows.__getitem__, {5: ERROR}.__getitem__) == failure


def test_what_is_shared_is_written_once() -> None:
    failure = FailureRecord(ERROR, "the first")
    for number in range(60):
        failure = FailureRecord(ERROR, str(number), cause=failure, context=failure)
    assert len(rows_of(failure)) == 61


def test_long_chains() -> None:
    failure = FailureRecord(ERROR, "the first")
    for number in range(20_000):
        failure = FailureRecord(ERROR, str(number), cause=failure)
    rows = rows_of(failure)
    found: FailureRecord | None = failure_from_rows(
        20_001, rows.__getitem__, {5: ERROR}.__getitem__
    )
    depth = 0
    while found is not None:
        # Comparing them would recurse.
        assert replace(found, cause=None).message in (str(19_999 - depth), "the first")
        found = found.cause
        depth += 1
    assert depth == 20_001


def test_what_is_lost_behind_it_is_told() -> None:
    rows = rows_of(FailureRecord(ERROR, "this", cause=FailureRecord(ERROR, "that")))
    del rows[1]
    with pytest.raises(LookupError):
        failure_from_rows(2, rows.__getitem__, {5: ERROR}.__getitem__)
