"""Equality of loaded objects, whatever they answer."""

from __future__ import annotations

import pickle
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from exekall.comparison.loaded_equality import Equality, loaded_equality
from exekall.comparison.tolerance import Tolerance

EXACT = Tolerance()


class Plain:
    """No equality of its own."""

    def __init__(self, content: Any) -> None:
        self.content = content


class Slotted:
    __slots__ = ("content", "other")

    def __init__(self, content: Any) -> None:
        self.content = content


class Angry:
    def __eq__(self, other: object) -> bool:
        raise SystemExit(3)

    __hash__ = None  # type: ignore[assignment]


class Vague:
    def __eq__(self, other: object) -> Any:
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]


class Odd:
    """Answers with something that has no truth."""

    def __eq__(self, other: object) -> Any:
        return self

    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> bool:
        raise ValueError


@dataclass
class Fold:
    number: int
    points: Any
    note: str = field(default="", compare=False)


@dataclass
class Own:
    number: int

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Own) and self.number // 2 == other.number // 2

    __hash__ = None  # type: ignore[assignment]


def copied(obj: Any) -> Any:
    return pickle.loads(pickle.dumps(obj))


ARRAY = np.array([1.0, np.nan, 3.0])


@pytest.mark.parametrize(
    "obj",
    [
        1,
        "x",
        float("nan"),
        [1, {"a": (2, float("nan"))}],
        ARRAY,
        [ARRAY, {"a": ARRAY}],
        np.float64("nan"),
        Fold(1, ARRAY),
        Plain(Plain(ARRAY)),
        Slotted([1]),
        OrderedDict(a=1),
        {1, 2, 3},
        Plain,
    ],
    ids=lambda value: type(value).__name__,
)
def test_copies_are_equal(obj: object) -> None:
    assert loaded_equality(obj, copied(obj), EXACT) == (Equality.EQUAL, "")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (1, 2),
        (1, "1"),
        ([1], [1, 2]),
        ({"a": 1}, {"b": 1}),
        (ARRAY, ARRAY[:2]),
        (ARRAY, ARRAY * 2),
        (np.array([1]), np.array([1.0])),
        (Fold(1, ARRAY), Fold(2, ARRAY)),
        (Fold(1, ARRAY), Fold(1, ARRAY * 2)),
        (Plain(1), Plain(2)),
        (Plain(1), Slotted(1)),
        (Slotted(1), Slotted(2)),
        (Plain, Slotted),
        (Own(1), Own(2)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_others_are_not(before: object, after: object) -> None:
    assert loaded_equality(before, after, EXACT) == (Equality.UNEQUAL, "")
    assert loaded_equality(after, before, EXACT) == (Equality.UNEQUAL, "")


def test_an_equality_that_the_class_defines_decides() -> None:
    assert loaded_equality(Own(2), Own(3), EXACT)[0] is Equality.EQUAL


def test_fields_that_do_not_count() -> None:
    assert loaded_equality(Fold(1, 2, "a"), Fold(1, 2, "b"), EXACT)[0] is Equality.EQUAL


@pytest.mark.parametrize(("cls", "name"), [(Angry, "SystemExit"), (Odd, "ValueError")])
def test_what_is_raised_is_contained(cls: type, name: str) -> None:
    assert loaded_equality([cls()], [cls()], EXACT) == (Equality.UNKNOWN, name)


def test_no_answer_is_identity_in_python() -> None:
    assert loaded_equality(Vague(), Vague(), EXACT)[0] is Equality.UNEQUAL


def test_interruption_is_passed_on() -> None:
    class Interrupted:
        def __eq__(self, other: object) -> bool:
            raise KeyboardInterrupt

        __hash__ = None  # type: ignore[assignment]

    with pytest.raises(KeyboardInterrupt):
        loaded_equality(Interrupted(), Interrupted(), EXACT)


def test_cycles_end() -> None:
    def ring(content: object) -> Any:
        first = Plain(content)
        first.next = Plain(first)  # type: ignore[attr-defined]
        return first

    assert loaded_equality(ring(1), ring(1), EXACT)[0] is Equality.EQUAL
    assert loaded_equality(ring(1), ring(2), EXACT)[0] is Equality.UNEQUAL


def test_deep_objects() -> None:
    def deep(content: object) -> Any:
        for _ in range(5000):
            content = Plain([content])
        return content

    assert loaded_equality(deep(1), deep(1), EXACT)[0] is Equality.EQUAL
    assert loaded_equality(deep(1), deep(2), EXACT)[0] is Equality.UNEQUAL


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (1.0, 1.05, True),
        ([1.0, 2], [1.05, 2.1], True),
        (ARRAY, ARRAY * 1.05, True),
        (ARRAY, ARRAY * 1.5, False),
        (np.array([100], "uint8"), np.array([99], "uint8"), True),
        (np.array([100], "uint8"), np.array([50], "uint8"), False),
        (np.array([1j]), np.array([1j]), True),
        (Plain(1.0), Plain(1.05), True),
        (Plain(1.0), Plain(1.5), False),
    ],
    ids=lambda value: type(value).__name__,
)
def test_within_a_tolerance(before: object, after: object, expected: bool) -> None:
    wanted = Equality.EQUAL if expected else Equality.UNEQUAL
    assert loaded_equality(before, after, Tolerance(0.1))[0] is wanted
    assert loaded_equality(after, before, Tolerance(0.1))[0] is wanted


def test_what_cannot_be_looked_into_is_unknown() -> None:
    assert loaded_equality(iter(lambda: 1, 2), iter(lambda: 1, 2), EXACT)[0] is not Equality.EQUAL
    assert loaded_equality(lambda: 1, lambda: 2, EXACT)[0] is not Equality.EQUAL
