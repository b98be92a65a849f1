"""What the user lays down about a search."""

from __future__ import annotations

from typing import Any

from exekall.patterns import PatternSet
from exekall.solver import Constraints, Solver
from exekall.solver.constraints import NO_PATTERNS
from tests.solver.asking import operators


class Base:
    pass


class Derived(Base):
    pass


def base() -> Base: ...
def derived() -> Derived: ...
def goal(x: Base) -> str: ...


def test_no_patterns_mean_nothing() -> None:
    assert not NO_PATTERNS
    assert not NO_PATTERNS.matches_any(("a", "b"))
    assert not NO_PATTERNS.wants_any(("a", "b"))
    assert not NO_PATTERNS.rejects_any(("a", "b"))


def test_nothing_is_laid_down_by_default() -> None:
    constraints = Constraints()
    assert not constraints.restrict
    assert not constraints.forbid
    assert constraints.compatible is None


def test_patterns_have_a_say() -> None:
    solver = Solver(
        operators(base, derived), operators(goal), Constraints(forbid=PatternSet(("*Derived",)))
    )
    assert [e.get_id(qual=False) for e in solver.expressions()] == ["base:goal"]


def test_compatible_keeps_one_type_from_serving_another() -> None:
    def exactly(given: Any, wanted: Any) -> bool:
        return given is wanted

    solver = Solver(operators(base, derived), operators(goal), Constraints(compatible=exactly))
    assert [e.get_id(qual=False) for e in solver.expressions()] == ["base:goal"]
