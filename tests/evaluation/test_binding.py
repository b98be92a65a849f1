"""How values are passed: by position where that will do, else by name."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exekall.evaluation.binding import bind
from exekall.expression import Expression, NodeTable
from exekall.injection import Consumer, ExprData
from exekall.operator import Operator


def source() -> int: ...
def plain(a: int, b: int) -> str: ...
def keywords(a: int, *, b: int, c: int = 0) -> str: ...
def only(a: int = 1, b=2, c: int = 3, /, d: int = 4) -> str: ...  # type: ignore[no-untyped-def]
def asks(a: int, consumer: Consumer, data: ExprData, b: int) -> str: ...


def node(
    function: Any, *names: str, consumer: Operator | None = None, table: NodeTable | None = None
) -> Expression:
    """Return the node of *function* with the parameters *names*."""
    table = NodeTable() if table is None else table
    child = table.node(Operator(source))
    return table.node(Operator(function), tuple((name, child) for name in names), consumer)


def arguments(expr: Expression, *values: Any, data: ExprData | None = None) -> Any:
    binding = bind(expr, data)
    assert binding is not None
    return binding.arguments(values)


class TestPlainCalls:
    @pytest.mark.parametrize("names", [("a", "b"), ("a",), ()])
    def test_need_no_binding(self, names: tuple[str, ...]) -> None:
        assert bind(node(plain, *names)) is None

    @pytest.mark.parametrize(
        ("function", "names"),
        [(plain, ("b",)), (keywords, ("a", "b")), (only, ("b",)), (asks, ("a", "b"))],
    )
    def test_others_do(self, function: Any, names: tuple[str, ...]) -> None:
        assert bind(node(function, *names)) is not None


class TestArguments:
    def test_by_name(self) -> None:
        assert arguments(node(keywords, "a", "b"), 1, 2) == ([], {"a": 1, "b": 2})
        assert arguments(node(plain, "b"), 2) == ([], {"b": 2})

    def test_defaults_before_a_positional_only_one(self) -> None:
        assert arguments(node(only, "c"), 9) == ([1, 2, 9], {})
        assert arguments(node(only, "c", "d"), 9, 8) == ([1, 2, 9], {"d": 8})

    def test_a_positional_only_one_that_is_missing(self) -> None:
        def needs(a: int, b: int, /) -> str: ...

        with pytest.raises(TypeError, match="needs"):
            arguments(node(needs, "b"), 1)

    def test_what_the_engine_fills_in(self) -> None:
        data = ExprData(id="x")
        found = arguments(node(asks, "a", "b", consumer=Operator(plain)), 1, 2, data=data)
        assert found == ([], {"a": 1, "consumer": plain, "data": data, "b": 2})
        assert found[1]["data"] is data

    def test_what_it_fills_in_for_a_root(self) -> None:
        _, found = arguments(node(asks, "a", "b"), 1, 2)
        assert (found["consumer"], found["data"]) == (None, {})

    def test_what_it_fills_in_by_position(self) -> None:
        def asks_first(consumer: Consumer, a: int, /) -> str: ...

        assert arguments(node(asks_first, "a"), 1) == ([None, 1], {})


COUNTS = st.integers(0, 3)


@given(COUNTS, COUNTS, COUNTS, st.integers(0, 9), st.sets(st.integers(0, 8)))
def test_every_parameter_gets_its_own_value(
    only: int, plain: int, keyword: int, mandatory: int, left_out: set[int]
) -> None:
    """Functions of all shapes, any of whose optional parameters keep their defaults."""
    count = only + plain + keyword
    written = [f"p{i}: int" + (f" = {i}" if i >= mandatory else "") for i in range(count)]
    written[only + plain :] = ["*", *written[only + plain :]] if keyword else []
    written[only:] = ["/", *written[only:]] if only else written
    space: dict[str, Any] = {}
    names = [f"p{i}" for i in range(count)]
    exec(f"def made({', '.join(written)}): return [{', '.join(names)}]", space)
    function = space["made"]
    function.__annotations__["return"] = str
    passed = [i for i in range(count) if i < mandatory or i not in left_out]
    binding = bind(node(function, *(f"p{i}" for i in passed)))
    values = [100 + i for i in passed]
    args, kwargs = (values, {}) if binding is None else binding.arguments(values)
    assert function(*args, **kwargs) == [100 + i if i in passed else i for i in range(count)]
