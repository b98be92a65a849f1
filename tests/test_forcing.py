"""Forced parameters concern one parameter of the callables that are meant, and nothing else."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exekall.errors import AnnotationError
from exekall.forcing import (
    MAX_SWEEP,
    Forced,
    Forcing,
    ForcingError,
    ForcingTrouble,
    Sweep,
    force,
)
from exekall.operator import Operator
from exekall.solver import Solver


class Result:
    pass


class Target:
    pass


def work(n: int, ratio=0.5, unknown=None, target: Target = None) -> Result:  # type: ignore[assignment,no-untyped-def]
    return Result()


def other(n: int) -> Result:
    return Result()


def refused(anything: object, n: int) -> Result:
    return Result()


OPERATORS = (Operator(work), Operator(other))


def forced(*forcings: Forcing | Sweep) -> Forced:
    return force(OPERATORS, forcings)


def values(found: Forced) -> list[tuple[Any, ...]]:
    return [op.values for op in found.values]


def test_only_the_parameter_that_is_meant_is_concerned() -> None:
    found = forced(Forcing("work", "n", "3"))
    operators = (*found.apply(OPERATORS), *found.values)
    solver = Solver(operators, found.apply(OPERATORS))
    assert [expr.get_id(qual=False) for expr in solver.expressions()] == ["int:work"]
    assert values(found) == [(3,)]


def test_a_pattern_may_mean_several_callables_each_with_a_type_of_its_own() -> None:
    found = forced(Forcing("*", "n", "3"))
    assert len(found.replacements) == 2
    assert values(found) == [(3,), (3,)]
    first, second = (op.product for op in found.values)
    assert first is not second
    assert first.__qualname__ == second.__qualname__ == "int"


def test_several_values_follow_one_another() -> None:
    found = forced(Forcing("work", "n", "1"), Sweep("work", "n", "5", "7", "1"))
    assert values(found) == [(1, 5, 6, 7)]


def test_several_parameters_of_one_callable() -> None:
    found = forced(Forcing("work", "n", "1"), Forcing("work", "ratio", "2"))
    assert values(found) == [(1,), (2.0,)]
    (replacement,) = found.replacements.values()
    assert [parameter.name for parameter in replacement.parameters] == ["n", "ratio", "target"]


def test_values_are_tags() -> None:
    (spark,) = forced(Forcing("work", "n", "1")).values
    assert spark.get_tags(1) == {"": 1}


def test_a_type_that_says_too_little_may_not_be_forced_away() -> None:
    with pytest.raises(AnnotationError):
        force([Operator(refused)], [Forcing("refused", "n", "1")])


@pytest.mark.parametrize(
    ("forcing", "trouble"),
    [
        (Forcing("wrok", "n", "1"), ForcingTrouble.NO_CALLABLE),
        (Forcing("work", "m", "1"), ForcingTrouble.NO_PARAMETER),
        (Forcing("work", "unknown", "1"), ForcingTrouble.NO_TYPE),
        (Forcing("work", "target", "1"), ForcingTrouble.NOT_CONVERTIBLE),
        (Forcing("work", "n", "one"), ForcingTrouble.BAD_VALUE),
        (Sweep("work", "n", "0", "1", "0.5"), ForcingTrouble.BAD_VALUE),
        (Sweep("work", "n", "0", "nan", "1"), ForcingTrouble.BAD_VALUE),
        (Sweep("work", "target", "0", "1", "1"), ForcingTrouble.NOT_CONVERTIBLE),
        (Sweep("work", "n", "0", "5", "-1"), ForcingTrouble.BAD_RANGE),
        (Sweep("work", "n", "0", "5", "0"), ForcingTrouble.BAD_RANGE),
        (Sweep("work", "n", "0", str(MAX_SWEEP), "1"), ForcingTrouble.BAD_RANGE),
    ],
)
def test_what_is_impossible_is_told(forcing: Forcing | Sweep, trouble: ForcingTrouble) -> None:
    with pytest.raises(ForcingError) as caught:
        forced(forcing)
    assert caught.value.trouble is trouble
    assert caught.value.forcing is forcing


def test_near_misses_are_named() -> None:
    with pytest.raises(ForcingError) as caught:
        forced(Forcing("wrok", "n", "1"))
    assert "work" in caught.value.near
    with pytest.raises(ForcingError) as caught:
        forced(Forcing("work", "m", "1"))
    assert caught.value.near == ("n", "ratio", "unknown", "target")


def test_a_tenth_adds_up() -> None:
    steps = list(Sweep("f", "x", "0", "1", "0.1").values(float))
    assert steps == [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]


@given(st.integers(-50, 50), st.integers(0, 40), st.integers(1, 9), st.sampled_from([1, 10, 100]))
def test_a_sweep_has_both_its_ends(start: int, count: int, step: int, scale: int) -> None:
    stop = start + count * step
    words = (str(Decimal(number) / scale) for number in (start, stop, step))
    found = list(Sweep("f", "x", *words).values(Decimal))
    assert len(found) == count + 1
    assert found[0] * scale == start
    assert found[-1] * scale == stop
