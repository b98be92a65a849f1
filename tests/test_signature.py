from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial, wraps
from typing import Any, Protocol

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exekall.signature import (
    EMPTY,
    Parameter,
    annotations_of,
    is_plain,
    place_of,
    raw_parameters,
    return_annotation,
    underlying,
)


def function(a: int, /, b: str, c: bytes = b"", *args: Any, d: float, e=3, **kwargs: Any) -> list:  # type: ignore[no-untyped-def]
    ...


EXPECTED = (
    Parameter("a", "int", EMPTY, 0, True),
    Parameter("b", "str", EMPTY, 1),
    Parameter("c", "bytes", b"", 2),
    Parameter("d", "float"),
    Parameter("e", EMPTY, 3),
)


def transparent(wrapped: Any) -> Any:
    @wraps(wrapped)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return wrapped(*args, **kwargs)

    return wrapper


def test_plain_function() -> None:
    assert raw_parameters(function) == EXPECTED
    assert return_annotation(function) == "list"


@pytest.mark.parametrize("decorate", [transparent, cache, lambda f: transparent(cache(f))])
def test_wrappers_show_what_they_wrap(decorate: Callable[[Any], Any]) -> None:
    assert raw_parameters(decorate(function)) == EXPECTED
    assert return_annotation(decorate(function)) == "list"
    assert underlying(decorate(function)) is function


def test_skipped_parameters_do_not_count_as_positions() -> None:
    assert raw_parameters(function, 1)[:2] == (
        Parameter("b", "str", EMPTY, 0),
        Parameter("c", "bytes", b"", 1),
    )
    assert raw_parameters(transparent(function), 1) == raw_parameters(function, 1)


def test_partial_objects() -> None:
    assert raw_parameters(partial(function, 1)) == (
        Parameter("b", "str", EMPTY, 0),
        Parameter("c", "bytes", b"", 1),
        Parameter("d", "float"),
        Parameter("e", EMPTY, 3),
    )
    fixed = partial(function, b="", d=1.0)
    assert [p.name for p in raw_parameters(fixed)] == ["a", "c", "e"]
    assert return_annotation(fixed) == "list"
    assert underlying(partial(fixed, 3)) is function


def test_own_signature_is_honoured() -> None:
    def bare(*args):  # type: ignore[no-untyped-def]
        ...

    bare.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [inspect.Parameter("x", inspect.Parameter.KEYWORD_ONLY, annotation=int)],
        return_annotation=str,
    )
    for callable_ in (bare, transparent(bare)):
        assert raw_parameters(callable_) == (Parameter("x", int),)
        assert return_annotation(callable_) is str


class Adder:
    x: int = 3

    def __init__(self, y: int) -> None: ...

    def __call__(self, a: int, b: str = "") -> bytes:
        return b""

    def method(self, a: int) -> str:
        return ""

    @classmethod
    def make(cls, a: int) -> str:
        return ""

    @staticmethod
    def free(a: int) -> str:
        return ""


class Greedy(Adder):
    def __getattr__(self, name: str) -> Any:
        return Greedy(1)


@pytest.mark.parametrize("instance", [Adder(1), Greedy(1)])
def test_callable_instances(instance: Adder) -> None:
    assert raw_parameters(instance) == (
        Parameter("a", "int", EMPTY, 0),
        Parameter("b", "str", "", 1),
    )
    assert return_annotation(instance) == "bytes"
    assert underlying(instance) is Adder.__call__
    assert annotations_of(instance) == {}


@pytest.mark.parametrize("bound", [Adder(1).method, Adder.make, Adder(1).make])
def test_bound_methods(bound: Any) -> None:
    assert raw_parameters(bound) == (Parameter("a", "int", EMPTY, 0),)
    assert return_annotation(bound) == "str"
    assert underlying(bound) is bound.__func__


def test_static_methods() -> None:
    static = vars(Adder)["free"]
    assert raw_parameters(static) == (Parameter("a", "int", EMPTY, 0),)
    assert return_annotation(static) == "str"
    assert underlying(static) is Adder.free


@pytest.mark.parametrize("callable_", [max, type, print])
def test_what_has_no_signature_raises_or_has_no_annotations(callable_: Any) -> None:
    try:
        parameters = raw_parameters(callable_)
    except (TypeError, ValueError):
        return
    assert all(parameter.type is EMPTY for parameter in parameters)


def test_missing_annotations() -> None:
    assert return_annotation(lambda: None) is EMPTY
    assert raw_parameters(lambda x: x) == (Parameter("x", EMPTY, EMPTY, 0),)
    assert annotations_of(3) == {}


def test_is_plain() -> None:
    assert is_plain(function)
    for other in (transparent(function), cache(function), partial(function), Adder, len, 3):
        assert not is_plain(other)
    assert not vars(function)


def test_loop_of_wrappers_ends() -> None:
    def looping() -> None: ...

    looping.__wrapped__ = looping  # type: ignore[attr-defined]
    assert underlying(looping) is looping
    with pytest.raises(ValueError, match="wrapper loop"):
        raw_parameters(looping)


def test_place() -> None:
    line = function.__code__.co_firstlineno
    assert place_of(function) == f"{__file__}:{line}"
    assert place_of(transparent(function)) == f"{__file__}:{line}"
    assert place_of(partial(function)) == f"{__file__}:{line}"
    assert place_of(Adder) == f"{__file__}:{Adder.__init__.__code__.co_firstlineno}"
    assert place_of(len) == ""
    assert place_of(int) == ""


def test_place_of_a_class_without_a_constructor_of_its_own() -> None:
    class Bare: ...

    class Shape(Protocol): ...

    @dataclass
    class Record:
        size: int

    assert place_of(Bare) == place_of(Shape) == place_of(Record) == __file__


@st.composite
def sources(draw: st.DrawFn) -> str:
    """Draw the text of a parameter list with every kind of parameter."""
    parts: list[str] = []
    required = draw(st.integers(0, 3))
    optional = draw(st.integers(0, 3))
    annotated = draw(st.lists(st.booleans(), min_size=9, max_size=9))
    for index in range(required + optional):
        text = f"p{index}" + (": int" if annotated[index] else "")
        parts.append(text + (" = 1" if index >= required else ""))
    if parts and draw(st.booleans()):
        parts.insert(draw(st.integers(1, len(parts))), "/")
    keywords = draw(st.integers(0, 3))
    if draw(st.booleans()):
        parts.append("*args: int")
    elif keywords:
        parts.append("*")
    for index in range(keywords):
        default = draw(st.sampled_from(["", " = 2"]))
        parts.append(f"k{index}" + (": str" if annotated[6 + index] else "") + default)
    if draw(st.booleans()):
        parts.append("**kwargs: int")
    return ", ".join(parts)


@given(sources())
def test_agrees_with_inspect(source: str) -> None:
    namespace: dict[str, Any] = {}
    exec(f"def drawn({source}): ...", namespace)
    drawn = namespace["drawn"]
    expected = [
        Parameter(
            parameter.name,
            parameter.annotation,
            parameter.default,
            None if parameter.kind is parameter.KEYWORD_ONLY else index,
            parameter.kind is parameter.POSITIONAL_ONLY,
        )
        for index, parameter in enumerate(inspect.signature(drawn).parameters.values())
        if parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
    ]
    assert list(raw_parameters(drawn)) == expected
    assert raw_parameters(transparent(drawn)) == raw_parameters(drawn)
