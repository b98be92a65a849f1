"""Bounded texts of objects."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exekall.store.describing.texts import bounded, bounded_text
from tests.store.codec import Held, Point

LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner, inner)
        | st.tuples(inner)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
        | st.builds(Held, inner)
    ),
    max_leaves=8,
)


class Bare:
    pass


class Told:
    def __init__(self, text: Any) -> None:
        self.text = text

    def __repr__(self) -> str:
        if isinstance(self.text, BaseException):
            raise self.text
        return self.text  # type: ignore[no-any-return]  # that is what is tried out


class Numbers(set[int]):
    pass


class ToldNumbers(set[int]):
    def __repr__(self) -> str:
        return "told"


@dataclass
class Partly:
    shown: int
    hidden: int = field(repr=False)


@dataclass
class Own:
    number: int

    def __repr__(self) -> str:
        return f"own {self.number}"


@given(VALUES)
def test_small_objects_look_as_ever(value: object) -> None:
    assert bounded_text(value, 10_000) == repr(value)


@given(VALUES, st.integers(10, 60))
def test_the_bound_holds(value: object, limit: int) -> None:
    assert len(bounded_text(value, limit)) <= limit


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (set(), "set()"),
        (frozenset(), "frozenset()"),
        ({3, 1, 2}, "{1, 2, 3}"),
        (frozenset({"b", "a"}), "frozenset({'a', 'b'})"),
        ({2, "a", None, (1, 2)}, "{'a', (1, 2), 2, None}"),
        ({(2, 1): {4, 3}}, "{(2, 1): {3, 4}}"),
        (Numbers({2, 1}), "Numbers({1, 2})"),
        (Numbers(), "Numbers()"),
        (ToldNumbers({2, 1}), "told"),
        (Partly(1, 2), "Partly(shown=1)"),
        (Own(1), "own 1"),
        (Held({"b", "a"}), "Held(held={'a', 'b'}, others=[])"),
        (OrderedDict(a=1), repr(OrderedDict(a=1))),
        (Point, "<class 'tests.store.codec.Point'>"),
        (Bare(), "<tests.store.describing.test_texts.Bare object>"),
        ([Bare()], "[<tests.store.describing.test_texts.Bare object>]"),
        (Told("<thing at 0x7f0123456789>"), "<thing>"),
        (np.arange(3), "array([0, 1, 2])"),
        (ValueError({2, 1}), "ValueError({1, 2})"),
        (KeyError("a", 1), "KeyError('a', 1)"),
    ],
)
def test_objects(value: object, text: str) -> None:
    assert bounded_text(value) == text


def test_functions_have_no_addresses() -> None:
    assert bounded_text(test_objects) == "<function test_objects>"


@pytest.mark.parametrize(
    "error", [ValueError("x"), SystemExit(), RecursionError(), GeneratorExit()], ids=repr
)
def test_a_text_that_raises(error: BaseException) -> None:
    name = "tests.store.describing.test_texts.Told"
    said = f"<{name} object: {type(error).__name__} in __repr__>"
    assert bounded_text(Told(error)) == said
    assert bounded_text([1, Told(error), 2]) == f"[1, {said}, 2]"


def test_an_interruption_is_passed_on() -> None:
    with pytest.raises(KeyboardInterrupt):
        bounded_text([Told(KeyboardInterrupt())])


def test_what_is_no_text() -> None:
    assert "TypeError in __repr__" in bounded_text(Told(5))


def test_surrogates_are_escaped() -> None:
    assert bounded_text(Told("\ud800")) == "\\ud800"
    assert bounded_text(Held(Told("\ud800"))) == "Held(held=\\ud800, others=[])"


@pytest.mark.parametrize(
    "value",
    [
        [0] * 10_000_000,
        {number: number for number in range(100_000)},
        "x" * 10_000_000,
        b"x" * 10_000_000,
        1 << 1_000_000,
        -1 << 1_000_000,
        {*range(100_000)},
        {str(number) for number in range(100_000)},
        {(number,) for number in range(100_000)},
        [[[0] * 1000] * 1000] * 1000,
        Held([0] * 1_000_000),
        np.zeros(1_000_000),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_large(value: object) -> None:
    assert len(bounded_text(value)) <= 200


def test_what_is_small_but_for_its_text() -> None:
    group: Exception = ValueError("told")
    for _ in range(50):
        group = ExceptionGroup("group", [group] * 50)
    assert bounded_text(group).startswith("ExceptionGroup('group', [ExceptionGroup('group', [")


def test_what_is_nested_deeply_or_in_itself() -> None:
    nested: list[Any] = []
    for _ in range(100_000):
        nested = [nested]
    assert bounded_text(nested) == "[[[[[[...]]]]]]"
    while nested:
        nested = nested.pop()
    nested.append(nested)
    assert bounded_text(nested) == "[...]"


def test_sets_look_the_same_in_each_process() -> None:
    code = (
        "from exekall.store.describing.texts import bounded_text;"
        "print(bounded_text([{str(n) for n in range(500)}, {(str(n), n) for n in range(9)}, "
        "{'a', 1, None, (2, frozenset({'x', 'y'}))}], 400))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(outputs) == 1


def test_bounded() -> None:
    assert bounded("12345", 5) == "12345"
    assert bounded("123456", 5) == "12..."
