"""Differences of JSON, by path."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exekall.comparison.change import Aspect
from exekall.comparison.json_changes import json_changes, same_json
from exekall.comparison.tolerance import Tolerance

EXACT = Tolerance()

DOCUMENTS = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(0, 2), st.sampled_from(["", "a"])),
    lambda children: st.one_of(
        st.lists(children, max_size=3), st.dictionaries(st.sampled_from("ab"), children)
    ),
    max_leaves=8,
)


def found(before: object, after: object, tolerance: Tolerance = EXACT) -> list[tuple[Any, ...]]:
    changes = json_changes(json.dumps(before), json.dumps(after), tolerance)
    return [(change.path, change.before, change.after) for change in changes]


@given(DOCUMENTS, DOCUMENTS)
def test_there_are_changes_where_the_documents_differ(before: object, after: object) -> None:
    is_same = json.dumps(before, sort_keys=True) == json.dumps(after, sort_keys=True)
    assert (found(before, after) == []) is is_same
    assert same_json(json.dumps(before), json.dumps(after), EXACT) is is_same


@given(DOCUMENTS, DOCUMENTS)
def test_the_other_way_round(before: object, after: object) -> None:
    assert sorted(found(before, after), key=str) == sorted(
        [(path, y, x) for path, x, y in found(after, before)], key=str
    )


def test_paths() -> None:
    before = {"a": [1, {"b c": 2}], "gone": None, "same": 1}
    after = {"a": [1, {"b c": 3}, 4], "new": "x", "same": 1}
    assert found(before, after) == [
        ('.a[1]["b c"]', "2", "3"),
        (".a[2]", None, "4"),
        (".gone", "null", None),
        (".new", None, '"x"'),
    ]


def test_numbers_are_told_as_numbers() -> None:
    (change,) = json_changes("[1, true]", "[2.5, true]", EXACT)
    assert change.aspect is Aspect.NUMBER
    assert change.difference == 1.5


@pytest.mark.parametrize(
    ("before", "after", "tolerance", "expected"),
    [
        ([1], [1.0], EXACT, False),
        ([1], [1.0], Tolerance(0.1), True),
        ([1.0], [1.05], Tolerance(0.1), True),
        ([1.0], [1.5], Tolerance(0.1), False),
        ([True], [1], Tolerance(0.1), False),
        (["1"], [1], Tolerance(0.1), False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, EXACT, True),
    ],
)
def test_what_is_the_same(
    before: object, after: object, tolerance: Tolerance, expected: bool
) -> None:
    assert same_json(json.dumps(before), json.dumps(after), tolerance) is expected


def test_deep_documents_are_compared_as_texts() -> None:
    before, after = "[" * 100_000 + "1" + "]" * 100_000, "[" * 100_000 + "2" + "]" * 100_000
    assert same_json(before, before, EXACT)
    (change,) = json_changes(before, after, EXACT)
    assert (change.before, change.after) == (before, after)
    assert not list(json_changes(before, before, EXACT))
