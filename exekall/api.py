"""The surface for new code: discover operators, build expressions, run them.

The names here are those of the package itself (``exekall.build``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar, overload

from exekall.computable import ComputableExpression
from exekall.evaluation import Capture, Executor, Reporter, SerialExecutor
from exekall.expression import Expression
from exekall.prebuilt import PrebuiltOperator
from exekall.program import Program, discover
from exekall.program import build as build_from_program
from exekall.relation import canonical
from exekall.values import ExprVal

__all__ = ["build", "discover", "run"]

T = TypeVar("T")


@overload
def build(
    program: Program,
    *goals: type[T],
    given: Mapping[Any, Any] | None = None,
    restrict: Iterable[str] = (),
    forbid: Iterable[str] = (),
) -> Iterator[Expression[T]]: ...


@overload
def build(
    program: Program,
    *goals: Any,
    given: Mapping[Any, Any] | None = None,
    restrict: Iterable[str] = (),
    forbid: Iterable[str] = (),
) -> Iterator[Expression[Any]]: ...


def build(
    program: Program,
    *goals: Any,
    given: Mapping[Any, Any] | None = None,
    restrict: Iterable[str] = (),
    forbid: Iterable[str] = (),
) -> Iterator[Expression[Any]]:
    """Yield, lazily, every expression that ends in *goals*: types, or patterns of their names.

    *given* maps types to values that exist already; they become the only ones of their type.
    *restrict* are patterns of callables that become the only ones to serve the types that they
    produce, *forbid* patterns of types not to be produced.
    """
    if given:
        prebuilt = [PrebuiltOperator(canonical(t), [value]) for t, value in given.items()]
        program = replace(program, operators=(*program.operators, *prebuilt))
    return build_from_program(program, *goals, restrict=restrict, forbid=forbid)


def run(
    expressions: Iterable[Expression[T]],
    *,
    executor: Executor | None = None,
    reporter: Reporter | None = None,
    capture: Capture | None = None,
) -> Iterator[ExprVal[T]]:
    """Execute *expressions* one after the other and yield their values as they are computed.

    What the expressions have in common is computed once. A failure is a value, too: its ``excep``
    says what was raised, and ``get_excep()`` where it comes from. *executor* carries the calls out
    (by default here, in this thread), *reporter* hears of every value, and *capture* knows what
    was logged and printed for each.
    """
    used = executor if executor is not None else SerialExecutor()
    try:
        for computable in ComputableExpression.from_expr_list(list(expressions)):
            yield from computable.execute(executor=used, reporter=reporter, capture=capture)
    finally:
        if executor is None:
            used.close()
