"""The naive interpreter, on cases small enough to be written out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from exekall.expression import Expression, NodeTable
from exekall.operator import Operator
from exekall.prebuilt import PrebuiltOperator
from tests.oracle.interpreter import Interpreter


class Fresh(int):
    pass


class World:
    """Operators that say what they did."""

    def __init__(self) -> None:
        self.log: list[str] = []
        self.table = NodeTable()

    def node(
        self, name: str, *inputs: Expression, kind: Any = str, values: Any = None
    ) -> Expression:
        def call(*given: Any) -> Any:
            self.log.append(name)
            return f"{name}({','.join(map(str, given))})"

        def generate(*given: Any) -> Any:
            self.log.append(name)
            for value in values:
                if isinstance(value, Exception):
                    raise value
                yield f"{name}{value}"

        names = [f"p{index}" for index, _ in enumerate(inputs)]
        source = f"lambda {', '.join(names)}: call({', '.join(names)})"
        if values is not None:
            source = f"def made({', '.join(names)}):\n yield from generate({', '.join(names)})"
        space: dict[str, Any] = {"call": call, "generate": generate}
        if values is None:
            space["made"] = eval(source, space)
        else:
            exec(source, space)
        made = space["made"]
        made.__annotations__.update(dict.fromkeys(names, str))
        made.__annotations__["return"] = kind if values is None else Iterator[kind]
        return self.table.node(Operator(made, {Fresh}), tuple(zip(names, inputs, strict=True)))


@pytest.fixture
def world() -> World:
    return World()


def test_the_last_parameter_varies_fastest(world: World) -> None:
    a, b = world.node("a", values=[1, 2]), world.node("b", values=[1, 2])
    found = Interpreter().run(world.node("f", a, b)).values
    assert found == ["f(a1,b1)", "f(a1,b2)", "f(a2,b1)", "f(a2,b2)"]
    assert world.log.count("b") == 1


def test_a_diamond_takes_both_from_the_same_value(world: World) -> None:
    a = world.node("a", values=[1, 2])
    found = Interpreter().run(world.node("f", a, world.node("g", a))).values
    assert found == ["f(a1,g(a1))", "f(a2,g(a2))"]


def test_a_chain_goes_depth_first(world: World) -> None:
    a = world.node("a", values=[1, 2])
    b = world.node("b", a, values=[1, 2])
    assert Interpreter().run(world.node("f", b)).values == ["f(b1)", "f(b2)", "f(b1)", "f(b2)"]
    assert world.log == ["a", "b", "f", "f", "b", "f", "f"]


def test_equal_values_are_different_records(world: World) -> None:
    a = world.node("a", values=[1, 1])
    assert Interpreter().run(world.node("f", a)).values == ["f(a1)", "f(a1)"]
    assert world.log.count("f") == 2


def test_values_before_a_failure_are_kept(world: World) -> None:
    error = ValueError()
    a = world.node("a", values=[1, error])
    outcome = Interpreter().run(world.node("f", a, world.node("b", values=[1, 2])))
    assert outcome.values == ["f(a1,b1)", "f(a1,b2)"]
    assert outcome.failures == [error]


def test_an_empty_generator_is_no_failure(world: World) -> None:
    outcome = Interpreter().run(world.node("f", world.node("a", values=[])))
    assert outcome.values == outcome.failures == []


def test_fresh_values_are_made_for_each_call(world: World) -> None:
    fresh = world.node("n", kind=Fresh)
    kept = world.node("k", fresh)
    Interpreter().run(world.node("f", fresh, world.node("a", values=[1, 2]), fresh, kept))
    assert world.log.count("n") == 5
    assert world.log.count("k") == 1


def test_a_fresh_generator_is_run_anew_for_what_comes_before(world: World) -> None:
    fresh = world.node("n", kind=Fresh, values=[1, 2])
    a = world.node("a", values=[1, 2, 3])
    assert len(Interpreter().run(world.node("f", a, fresh)).values) == 6
    assert world.log.count("n") == 3
    world.log.clear()
    assert len(Interpreter().run(world.node("g", fresh, a)).values) == 6
    assert world.log.count("n") == 1


def test_several_roots_share_what_they_have_in_common(world: World) -> None:
    spark = world.table.node(PrebuiltOperator(str, ["x", "y"]))
    common = world.node("c", spark)
    interpreter = Interpreter()
    assert interpreter.run(world.node("f", common)).values == ["f(c(x))", "f(c(y))"]
    assert interpreter.run(world.node("g", common)).values == ["g(c(x))", "g(c(y))"]
    assert world.log.count("c") == 2
