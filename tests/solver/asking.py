"""Asking the solver, with the literal enumerator as a witness."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from exekall.operator import Operator
from exekall.patterns import PatternSet
from exekall.solver import Constraints, Solver
from tests.oracle.enumeration import Enumeration, Question, class_of, wiring_of

__all__ = ["ask", "operators", "short_ids"]


def operators(*callables: Any) -> list[Operator]:
    """Return operators, made of callables where they are none yet."""
    return [made if isinstance(made, Operator) else Operator(made) for made in callables]


def ask(
    providers: Iterable[Any],
    *goals: Callable[..., Any] | Operator,
    restrict: str | None = None,
    forbid: type | None = None,
) -> Solver:
    """Return a solver whose expressions are those that the enumerator finds, too.

    *restrict* is the short name of the only restricted operator.
    """
    ops, roots = operators(*providers), operators(*goals)
    restricted = [op for op in ops if op.get_name(qual=False) == restrict]
    assert restrict is None or restricted, "a pattern that means nothing"
    question = Question(
        tuple(ops),
        tuple(roots),
        lambda op: any(op.name == other.name for other in restricted),
        lambda type_: forbid is not None and issubclass(class_of(type_), forbid),
    )
    constraints = Constraints(
        PatternSet(tuple(op.name for op in restricted)),
        PatternSet((f"{forbid.__module__}.{forbid.__qualname__}",) if forbid else ()),
    )
    found = [wiring_of(expression) for expression in Solver(ops, roots, constraints).expressions()]
    assert len(found) == len(set(found))
    assert set(found) == Enumeration(question).wirings()
    return Solver(ops, roots, constraints)


def short_ids(*args: Any, **kwargs: Any) -> list[str]:
    """Return the short IDs of what :func:`ask` finds, in order."""
    return [expression.get_id(qual=False) for expression in ask(*args, **kwargs).expressions()]
