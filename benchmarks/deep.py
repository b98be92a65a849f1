"""One deep expression: built, named, executed, recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from benchmarks import programs
from benchmarks.figure import Figure
from benchmarks.stopwatch import Contender, exponent, race
from exekall.computable import ComputableExpression
from exekall.expression import Expression
from exekall.operator import Operator
from exekall.solver import Solver

__all__ = ["chain_figures", "dag_figures"]

MICROSECONDS = 1e6


@dataclass(frozen=True, slots=True)
class Program:
    """Functions, the last of which makes the goal, and the loop that somebody would write."""

    functions: Sequence[Callable[..., Any]]
    loop: Callable[[], Any]

    def operators(self) -> list[Operator]:
        """Return fresh operators, whose annotations nobody has read yet."""
        return [Operator(function) for function in self.functions]

    def expression(self) -> Expression:
        """Return the one expression."""
        return build(self.operators())

    def check(self) -> None:
        """Raise where exekall and the loop do not compute the same."""
        (value,) = ComputableExpression(self.expression()).execute_all()
        if value.value != self.loop():
            raise AssertionError((value.value, self.loop()))


def build(operators: Sequence[Operator]) -> Expression:
    """Return the expression that ends in the last operator."""
    (expression,) = Solver(operators, operators[-1:]).expressions()
    return expression


def chain_figures(rounds: int) -> Iterator[Figure]:
    """Measure a chain of 5,000 operators."""
    yield from _figures("chain of 5,000 operators", 5_000, _chain, rounds)


def dag_figures(rounds: int) -> Iterator[Figure]:
    """Measure a graph of 1,000 nodes with three parameters each."""
    yield from _figures("1,000 nodes with 3 parameters each", 1_000, _dag, rounds)


def _chain(length: int, postponed: bool) -> Program:
    module = programs.compiled(programs.chain(length), postponed=postponed)
    first, *steps = functions = _functions(module, length)

    def loop() -> Any:
        value = first()
        for step in steps:
            value = step(value)
        return value

    return Program(functions, loop)


def _dag(size: int, postponed: bool) -> Program:
    inputs = programs.dag_inputs(size)
    module = programs.compiled(programs.dag(inputs), postponed=postponed)
    functions = _functions(module, size)

    def loop() -> Any:
        values: list[Any] = []
        for function, taken in zip(functions, inputs, strict=True):
            values.append(function(*[values[i] for i in taken]))
        return module.goal(*values[-10:])

    return Program([*functions, module.goal], loop)


def _functions(module: ModuleType, number: int) -> list[Callable[..., Any]]:
    return [vars(module)[f"f{i}"] for i in range(number)]


def _figures(
    workload: str, size: int, make: Callable[[int, bool], Program], rounds: int
) -> Iterator[Figure]:
    program, larger, text = make(size, False), make(10 * size, False), make(size, True)
    program.check()
    phases = [
        ("build, reading annotations that are types", _building(program), _building(larger)),
        ("build, reading annotations that are text", _building(text), None),
        ("build, annotations read before", _rebuilding(program), _rebuilding(larger)),
        ("name (ID in three forms)", _naming(program), _naming(larger)),
        ("structure as text", _outlining(program), _outlining(larger)),
        ("execute and record", _executing(program), _executing(larger)),
        ("give every value its UUID", _marking(program), _marking(larger)),
    ]
    by_hand = Contender(lambda _: program.loop())
    for measured, contender, large in phases:
        timings = race(by_hand, contender, rounds=rounds)
        per_node = MICROSECONDS / size
        yield Figure(
            workload,
            measured,
            timings.seconds(1) * per_node,
            "us/node",
            timings.seconds(0) * per_node,
            timings.ratio(1, 0),
        )
        if large is not None:
            grown = race(contender, large, rounds=max(1, rounds // 2))
            power = exponent(grown.seconds(0), grown.seconds(1))
            yield Figure(workload, f"  growth, {size:,} to {10 * size:,}: exponent", power)


def _building(program: Program) -> Contender:
    return Contender(build, program.operators)


def _rebuilding(program: Program) -> Contender:
    operators = program.operators()
    build(operators)
    return Contender(lambda _: build(operators))


def _naming(program: Program) -> Contender:
    def run(expression: Expression) -> None:
        expression.get_id()
        expression.get_id(full_qual=False)
        expression.get_id(qual=False)

    return Contender(run, program.expression)


def _outlining(program: Program) -> Contender:
    return Contender(Expression.format_structure, program.expression)


def _executing(program: Program) -> Contender:
    expression = program.expression()
    return Contender(lambda _: ComputableExpression(expression).execute_all())


def _marking(program: Program) -> Contender:
    expression = program.expression()

    def prepare() -> ComputableExpression:
        computable = ComputableExpression(expression)
        computable.execute_all()
        return computable

    def run(computable: ComputableExpression) -> None:
        for value in computable.get_all_vals():
            value.uuid  # noqa: B018 - made when asked for

    return Contender(run, prepare)
