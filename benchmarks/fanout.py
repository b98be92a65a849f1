"""Many values: generators through stages, and generators chained to generators."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.figure import Figure
from benchmarks.stopwatch import Contender, exponent, race
from exekall.artifacts.capture import OutputCapture
from exekall.computable import ComputableExpression
from exekall.expression import Expression
from exekall.operator import Operator
from exekall.solver import Solver

__all__ = ["figures"]


class Raw(int):
    """What the generator yields."""


class One(int):
    """What the first stage makes."""


class Two(int):
    """What the second stage makes."""


class Three(int):
    """What the third stage makes."""


class Four(int):
    """What the fourth stage makes."""


class Five(int):
    """What the fifth stage makes."""


class Inner(int):
    """What the inner one of two chained generators yields."""


def stage1(x: Raw) -> One:
    return x  # type: ignore[return-value]


def stage2(x: One) -> Two:
    return x  # type: ignore[return-value]


def stage3(x: Two) -> Three:
    return x  # type: ignore[return-value]


def stage4(x: Three) -> Four:
    return x  # type: ignore[return-value]


def stage5(x: Four) -> Five:
    return x  # type: ignore[return-value]


def last(x: Inner) -> One:
    return x  # type: ignore[return-value]


def raw(number: int) -> Callable[[], Iterator[Raw]]:
    """Return a generator function that yields *number* values."""

    def generate() -> Iterator[Raw]:
        yield from range(number)  # type: ignore[misc]

    return generate


def inner(number: int) -> Callable[[Raw], Iterator[Inner]]:
    """Return a generator function that yields *number* values for each value that it is given."""

    def expand(x: Raw) -> Iterator[Inner]:
        for i in range(number):
            yield x + i  # type: ignore[misc]

    return expand


def figures(rounds: int) -> Iterator[Figure]:
    """Measure both workloads."""
    yield from _figures(
        "generator of 10,000 values through 5 stages", 10_000, 6, _staged, _staged_by_hand, rounds
    )
    yield from _captured("generator of 10,000 values through 5 stages", rounds)
    yield from _figures(
        "two chained generators of 100 values each", 100, 2, _chained, _chained_by_hand, rounds
    )


def _figures(
    workload: str,
    size: int,
    calls: int,
    make: Callable[[int], Expression],
    by_hand: Callable[[int], list[Any]],
    rounds: int,
) -> Iterator[Figure]:
    values = [value.value for value in _run(make(size))]
    if values != by_hand(size):
        raise AssertionError(workload)
    expression, tenfold = make(size), make(10 * size)
    timings = race(
        Contender(lambda _: by_hand(size)),
        Contender(lambda _: _run(expression)),
        Contender(lambda _: _run(tenfold)),
        rounds=rounds,
    )
    recorded = calls * len(values)
    ours, theirs = timings.seconds(1), timings.seconds(0)
    beyond = (ours - theirs) / recorded * 1e6
    yield Figure(workload, "time", ours * 1e3, "ms", theirs * 1e3, timings.ratio(1, 0))
    yield Figure(workload, f"beyond the call, of each of {recorded:,} values", beyond, "us/value")
    span = f"{size:,} to {10 * size:,}"
    power = exponent(ours, timings.seconds(2))
    yield Figure(workload, f"  growth of time, {span}: exponent", power)
    peak, peak_by_hand = _peak(lambda: _run(expression)), _peak(lambda: by_hand(size))
    yield Figure(
        workload,
        "memory held beyond the loop's, of each value",
        (peak - peak_by_hand) / recorded,
        "B/value",
        peak_by_hand / recorded,
    )
    yield Figure(workload, "peak memory", peak / 1e6, "MB", peak_by_hand / 1e6, peak / peak_by_hand)
    power = exponent(peak, _peak(lambda: _run(tenfold)))
    yield Figure(workload, f"  growth of memory, {span}: exponent", power)


def _captured(workload: str, rounds: int) -> Iterator[Figure]:
    """Measure what it costs to know which output belongs to which value."""
    expression, tenfold = _staged(10_000), _staged(100_000)
    timings = race(
        Contender(lambda _: _run(expression)),
        Contender(lambda _: _run_captured(expression)),
        Contender(lambda _: _run_captured(tenfold)),
        rounds=rounds,
    )
    beyond = (timings.seconds(1) - timings.seconds(0)) / 60_000 * 1e6
    yield Figure(
        workload, "capture of logs and output, of each of 60,000 values", beyond, "us/value"
    )
    power = exponent(timings.seconds(1), timings.seconds(2))
    yield Figure(workload, "  growth of time with capture, 10,000 to 100,000: exponent", power)


def _run(expression: Expression) -> list[Any]:
    return ComputableExpression(expression).execute_all()


def _run_captured(expression: Expression) -> list[Any]:
    with OutputCapture() as capture:
        return ComputableExpression(expression).execute_all(capture=capture)


def _peak(run: Callable[[], object]) -> int:
    """Return the bytes that were allocated at once at most."""
    tracemalloc.start()
    try:
        run()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _staged(number: int) -> Expression:
    functions = [raw(number), stage1, stage2, stage3, stage4, stage5]
    operators = [Operator(function) for function in functions]
    (expression,) = Solver(operators, operators[-1:]).expressions()
    return expression


def _staged_by_hand(number: int) -> list[Any]:
    return [stage5(stage4(stage3(stage2(stage1(value))))) for value in raw(number)()]


def _chained(number: int) -> Expression:
    operators = [Operator(function) for function in (raw(100), inner(number), last)]
    (expression,) = Solver(operators, operators[-1:]).expressions()
    return expression


def _chained_by_hand(number: int) -> list[Any]:
    expand = inner(number)
    return [last(value) for outer_value in raw(100)() for value in expand(outer_value)]
