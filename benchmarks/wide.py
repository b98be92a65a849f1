"""Many expressions: 16 layers with two producers each make 65,536 of them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from benchmarks import programs
from benchmarks.figure import Figure
from benchmarks.stopwatch import Contender, exponent, race
from exekall.operator import Operator
from exekall.solver import Solver

__all__ = ["figures"]

WORKLOAD = "16 layers with 2 producers each"
DEPTH = 16
FIRST = 10_000

Call = tuple[Callable[..., Any], "Call | None"]


def figures(rounds: int) -> Iterator[Figure]:
    """Measure the first expressions, all of them, and how the time grows with their number."""
    module = programs.compiled(programs.layers(DEPTH))
    whole = 2**DEPTH
    if sum(1 for _ in _expressions(module)) != whole:
        raise AssertionError(WORKLOAD)
    taken = {}
    for number in (1, FIRST, whole):
        timings = race(
            Contender(lambda _, n=number: _exhaust(_combinations(module), n)),
            Contender(lambda _, n=number: _exhaust(_expressions(module), n)),
            rounds=rounds,
        )
        taken[number] = timings.seconds(1)
        label = "the first expression" if number == 1 else f"the first {number:,} expressions"
        yield Figure(
            WORKLOAD,
            "the whole list" if number == whole else label,
            timings.seconds(1) * 1e3,
            "ms",
            timings.seconds(0) * 1e3,
            timings.ratio(1, 0),
        )
    power = exponent(taken[FIRST], taken[whole], whole / FIRST)
    yield Figure(WORKLOAD, f"  growth, {FIRST:,} to {whole:,}: exponent", power)
    yield from _depths(rounds)


def _depths(rounds: int) -> Iterator[Figure]:
    """Measure how the cost of an expression grows with its size."""
    shallow = programs.compiled(programs.layers(12))
    deep = programs.compiled(programs.layers(120))
    grown = race(
        Contender(lambda _: _exhaust(_expressions(shallow, 12), 4_096)),
        Contender(lambda _: _exhaust(_expressions(deep, 120), 4_096)),
        rounds=rounds,
    )
    power = exponent(grown.seconds(0), grown.seconds(1))
    yield Figure(WORKLOAD, "  growth of 4,096 expressions, 12 to 120 layers: exponent", power)


def _expressions(module: ModuleType, depth: int = DEPTH) -> Iterator[Any]:
    names = [f"{side}{i}" for i in range(1, depth + 1) for side in ("left", "right")]
    operators = [Operator(vars(module)[name]) for name in ["start", *names]]
    return Solver(operators, operators[-2:]).expressions()


def _combinations(module: ModuleType) -> Iterator[Call]:
    """Yield the calls, each around the one before, as somebody would write it who knows them."""
    sides = [(vars(module)[f"left{i}"], vars(module)[f"right{i}"]) for i in range(1, DEPTH + 1)]
    for functions in itertools.product(*sides):
        call: Call = (module.start, None)
        for function in functions:
            call = (function, call)
        yield call


def _exhaust(items: Iterator[Any], number: int) -> list[Any]:
    return list(itertools.islice(items, number))
