"""Calls as source text."""

from __future__ import annotations

import ast
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest

from exekall.expression import Expression, NodeTable
from exekall.operator import Operator
from exekall.prebuilt import PrebuiltOperator
from exekall.scripts.calls import Call, Calls, missing
from exekall.scripts.plan import Step, make_plan
from exekall.scripts.references import References
from exekall.scripts.variables import Variables
from tests.scripts.dags import load_module

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = dedent(
    """\
    import functools
    from collections.abc import AsyncIterator, Iterator

    def plain(a: int, /, b: int = 1, *, c: int = 2) -> str: ...
    def holes(a: int = 7, b=object(), c: int = 9, /) -> str: ...
    def many(a: int) -> Iterator[str]: yield ""
    async def later(a: int) -> str: ...
    async def manylater(a: int) -> AsyncIterator[str]: yield ""
    def wrapper(function):
        @functools.wraps(function)
        def wrapped(*args, **kwargs):
            return function(*args, **kwargs)
        return wrapped
    wrapped = wrapper(many)
    """
)


@pytest.fixture
def module(tmp_path: Path) -> Any:
    return load_module("calling", SOURCE, tmp_path)


def called(op: Operator, *names: str) -> tuple[Call, bool]:
    """Return the call with a value for each of *names*, and whether evaluating it may raise."""
    table = NodeTable()
    params = tuple((name, table.node(PrebuiltOperator(int, [1], id_=name))) for name in names)
    calls = Calls(References(Variables()))
    step = make_plan([Expression(op, params)]).roots[0]
    calls.prepare(step.node)

    def value(given: Step) -> str:
        return f"the_{given.node.op.qualname}"

    return calls.call(step, value, "FACTS"), calls.may_raise(step)


def text(op: Operator, *names: str) -> str:
    [line] = called(op, *names)[0].lines()
    return line


def test_keywords_where_possible(module: Any) -> None:
    assert text(Operator(module.plain), "a") == "calling.plain(the_a)"
    assert text(Operator(module.plain), "a", "b", "c") == "calling.plain(the_a, b=the_b, c=the_c)"


def test_defaults_between_positional_parameters_are_filled_in(module: Any) -> None:
    op = Operator(module.holes).with_parameter_type("b", int)
    assert text(op) == "calling.holes()"
    assert text(op, "b") == "calling.holes(7, the_b)"
    looked_up = "inspect.signature(calling.holes).parameters['b'].default"
    assert text(op, "c") == f"calling.holes(7, {looked_up}, the_c)"


def test_asynchronous_calls_are_run(module: Any) -> None:
    assert text(Operator(module.later), "a") == "runner.run(calling.later(a=the_a))"
    assert text(Operator(module.manylater), "a") == "stepped(calling.manylater(a=the_a))"


def test_values_that_exist_already() -> None:
    assert text(PrebuiltOperator(int, [1])) == "1"
    assert text(PrebuiltOperator(int, [1, 2])) == "[1, 2]"
    assert text(PrebuiltOperator(int, [])) == "[]"
    assert text(PrebuiltOperator(object, [object()])) == missing("a value of type object")
    named = PrebuiltOperator(object, [object()], "spark")
    assert text(named) == missing("a value of type object")


def test_what_may_raise(module: Any) -> None:
    def local(a: int) -> str: ...

    assert called(Operator(module.plain), "a")[1]
    assert called(Operator(module.wrapped), "a")[1]
    assert called(PrebuiltOperator(object, [object()]))[1]
    assert called(Operator(local), "a")[1]
    assert not called(Operator(module.many), "a")[1]
    assert not called(Operator(module.manylater), "a")[1]
    assert not called(PrebuiltOperator(int, [1]))[1]


@pytest.mark.parametrize("depth", [0, 5, 20])
def test_long_calls_take_a_line_for_each_argument(depth: int) -> None:
    call = Call("module.function", tuple(f"name_{index}=value_{index}" for index in range(9)))
    found = call.wrapped("each").lines("x = ", depth=depth)
    assert len(found) == 11
    [statement] = ast.parse("\n".join(found)).body
    assert ast.unparse(statement) == ast.unparse(
        ast.parse("".join(call.lines("x = each(", ")", depth=depth)))
    )
