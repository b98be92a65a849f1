"""The engine under the names of the original exekall, for code that was written for it.

New code is better served by ``exekall.discover``, ``exekall.build`` and ``exekall.run``. Names,
signatures and meanings are the original's but for the rules R1 to R8 (see ``docs/adr``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any, Literal

from exekall.computable import ComputableExpression
from exekall.errors import AnnotationError, CycleError, NoOperatorError, PartialAnnotationError
from exekall.expression import Expression
from exekall.injection import Consumer, ExprData
from exekall.names import type_name
from exekall.operator import Operator, UnboundMethod
from exekall.patterns import PatternSet
from exekall.prebuilt import PrebuiltOperator
from exekall.solver import Constraints, Cycle, Missing, Solver
from exekall.valuedb import ValueDB
from exekall.values import ExprVal

__all__ = [
    "AnnotationError",
    "ClassContext",
    "ComputableExpression",
    "Consumer",
    "CycleError",
    "ExprData",
    "ExprVal",
    "Expression",
    "NoOperatorError",
    "Operator",
    "PartialAnnotationError",
    "PrebuiltOperator",
    "UnboundMethod",
    "ValueDB",
]

NonProducedHandler = Callable[[str, str, str, tuple[str, ...]], object]
CycleHandler = Callable[[tuple[str, ...]], object]
Policy = Literal["raise", "ignore"]


class ClassContext:
    """A set of operators under constraints, from which expressions are built."""

    def __init__(self, op_set: Iterable[Operator], constraints: Constraints) -> None:
        # A set has no order of its own; names give one that is the same in every process.
        self._operators = sorted(op_set, key=lambda op: op.name)
        self._constraints = constraints

    @classmethod
    def from_op_set(
        cls,
        op_set: Iterable[Operator],
        forbidden_pattern_set: Collection[str] = (),
        restricted_pattern_set: Collection[str] = (),
        compat_cls: Callable[[Any, Any], bool] | None = None,
    ) -> ClassContext:
        """Return a context for *op_set*.

        Operators that produce a type matching a forbidden pattern are not used; those whose names
        match a restricted pattern are the only ones for the types that they produce. *compat_cls*,
        called with a produced and a wanted class, can keep the one from serving the other.
        """
        constraints = Constraints(
            restrict=PatternSet.from_words(restricted_pattern_set),
            forbid=PatternSet.from_words(forbidden_pattern_set),
            compatible=compat_cls,
        )
        return cls(op_set, constraints)

    def build_expr_list(
        self,
        root_op_set: Iterable[Operator],
        non_produced_handler: Policy | NonProducedHandler = "raise",
        cycle_handler: Policy | CycleHandler = "raise",
    ) -> list[Expression]:
        """Return every expression that ends in one of *root_op_set*.

        For a root without expressions, a handler is called with the name of the missing type, the
        operator and parameter that want it, and the operators on the way to it; or with the names
        of the operators of a cycle. ``'raise'`` raises :class:`NoOperatorError` or
        :class:`CycleError` instead.
        """
        solver = Solver(
            self._operators, sorted(root_op_set, key=lambda op: op.name), self._constraints
        )
        expressions = list(solver.expressions())
        explanation = solver.explain()
        for missing in explanation.missing:
            _handle_missing(missing, non_produced_handler)
        for cycle in explanation.cycles:
            _handle_cycle(cycle, cycle_handler)
        return expressions


def _handle_missing(missing: Missing, handler: Policy | NonProducedHandler) -> None:
    if handler == "raise":
        path = tuple((step.operator, step.parameter) for step in missing.path)
        raise NoOperatorError(missing.wanted, path)
    if callable(handler):
        last = missing.path[-1]
        names = tuple(step.operator for step in missing.path)
        handler(type_name(missing.wanted), last.operator, last.parameter, names)


def _handle_cycle(cycle: Cycle, handler: Policy | CycleHandler) -> None:
    names = tuple(op.name for op in cycle.operators)
    if handler == "raise":
        raise CycleError(names)
    if callable(handler):
        handler(names)
