"""Which expressions are executed, how often, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random

from exekall.cli.run.settings import RunSettings
from exekall.computable import ComputableExpression
from exekall.evaluation import Scope
from exekall.expression import Expression
from exekall.selection import Listed
from exekall.solver import TypeMatcher

__all__ = ["computables"]


def computables(listed: Listed, settings: RunSettings) -> Iterable[ComputableExpression]:
    """Return what to execute, in order; lazily where a long list need not be complete first.

    One iteration comes after the other, unless the order is random.
    """
    expressions = (candidate.expr for candidate in listed.candidates)
    if listed.is_streamed and settings.iterations == 1 and settings.seed is None:
        return _lazily(expressions)
    first = ComputableExpression.from_expr_list(expressions)
    found = list(first)
    shared = TypeMatcher(settings.share)

    def is_anew(expr: Expression) -> bool:
        return not shared.matches(expr.op.product)

    for _ in range(settings.iterations - 1):
        found += ComputableExpression.clone_all(first, is_anew)
    if settings.seed is not None:
        Random(settings.seed).shuffle(found)
    return found


def _lazily(expressions: Iterable[Expression]) -> Iterator[ComputableExpression]:
    scope = Scope()
    return (ComputableExpression(expr, scope) for expr in expressions)
