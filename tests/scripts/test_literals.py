"""Values as source text."""

from __future__ import annotations

import collections
import enum
import fractions
import functools
import math
import pathlib
import socket
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exekall.scripts.literals import literal
from exekall.scripts.references import References
from exekall.scripts.variables import Variables


def evaluated(value: object) -> Any:
    """Return what the literal of *value* evaluates to, with nothing but its own imports."""
    references = References(Variables())
    text = literal(value, references)
    assert text is not None
    namespace: dict[str, Any] = {}
    exec("\n".join(references.imports()), namespace)
    return eval(text, namespace)


def form(value: Any) -> str:
    """Write a value with the types of all its parts, sets in one order."""
    if isinstance(value, dict):
        inner = [form(part) for pair in value.items() for part in pair]
    elif isinstance(value, (tuple, list)):
        inner = [form(part) for part in value]
    elif isinstance(value, (set, frozenset)):
        inner = sorted(form(part) for part in value)
    elif isinstance(value, complex):
        inner = [repr(value.real), repr(value.imag)]
    else:
        inner = [repr(value)]
    return f"{type(value).__name__}({', '.join(inner)})"


HASHABLE = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.complex_numbers(),
        st.text(),
        st.binary(),
        st.just(...),
    ),
    lambda inner: st.one_of(st.tuples(inner), st.frozensets(inner, max_size=3)),
    max_leaves=5,
)
VALUES = st.recursive(
    st.one_of(HASHABLE, st.sets(HASHABLE, max_size=3)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.tuples(inner, inner),
        st.tuples(inner),
        st.dictionaries(HASHABLE, inner, max_size=3),
    ),
    max_leaves=8,
)


@given(VALUES)
def test_literals_evaluate_to_an_equal_value_of_the_same_type(value: object) -> None:
    assert form(evaluated(value)) == form(value)


@pytest.mark.parametrize(
    "value",
    [
        socket.AddressFamily.AF_INET,
        socket.MsgFlag.MSG_OOB | socket.MsgFlag.MSG_PEEK,
        pathlib.Path("/a b/'c'"),
        pathlib.PurePosixPath("x"),
        pathlib.PureWindowsPath("c:/x"),
        int,
        collections.OrderedDict,
        math.sqrt,
        functools.wraps,
        len,
        10**10_000,
        -(10**10_000),
        (),
        set(),
        frozenset(),
        {"a": [1, {2: (3,)}]},
        NotImplemented,
    ],
    ids=lambda value: type(value).__name__,
)
def test_named_objects_paths_and_long_numbers(value: object) -> None:
    found = evaluated(value)
    assert type(found) is type(value)
    assert found == value


class Small(int):
    pass


class Odd(enum.Enum):
    NAN = math.nan
    THING = object()


def cyclic() -> list[Any]:
    found: list[Any] = []
    found.append(found)
    return found


def shared() -> list[Any]:
    found: list[Any] = [1]
    for _ in range(40):
        found = [found, found]
    return found


def nested() -> tuple[Any, ...]:
    found: tuple[Any, ...] = ()
    for _ in range(100_000):
        found = (found,)
    return found


@pytest.mark.parametrize(
    "value",
    [
        object(),
        Small(3),
        True.__class__.__call__,
        fractions.Fraction(1, 2),
        collections.OrderedDict(a=1),
        [1, [object()]],
        lambda: None,
        cyclic(),
        shared(),
        nested(),
        functools.partial(len),
        [].append,
        sys.modules["math"],
    ],
    ids=lambda value: type(value).__name__,
)
def test_other_values_have_none(value: object) -> None:
    assert literal(value, References(Variables())) is None


def test_members_are_named_whatever_their_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Odd, "__module__", "odd_enums")
    monkeypatch.setitem(sys.modules, "odd_enums", pytest)
    assert literal(Odd.NAN, References(Variables())) is None
    module = type(sys)("odd_enums")
    vars(module)["Odd"] = Odd
    monkeypatch.setitem(sys.modules, "odd_enums", module)
    assert literal(Odd.THING, References(Variables())) == "odd_enums.Odd.THING"


def test_sets_are_written_in_one_order() -> None:
    names = [f"name {index}" for index in range(10)]
    written = f"{{{', '.join(map(repr, names))}}}"
    assert literal(set(names), References(Variables())) == written
    assert literal(frozenset(names), References(Variables())) == f"frozenset({written})"
