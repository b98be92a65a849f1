"""What evaluating a world gives, by the evaluator and by the naive interpreter, as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from exekall.computable import ComputableExpression
from exekall.expression import Expression, walk
from exekall.injection import ExprData
from exekall.values import ExprVal
from tests.evaluation.graphs import World
from tests.oracle.interpreter import Interpreter, Record

__all__ = ["computables", "evaluated", "interpreted", "is_personal", "shown"]

Place = Callable[[Expression, Expression], Any]


def shown(value: ExprVal | Record) -> str:
    """Say what a value was made from, what was raised, or that there was nothing to do."""
    if isinstance(value, Record):
        failure, is_there = value.failure, value.usable
    else:
        failure, is_there = value.excep, value.computed
    if is_there:
        return str(value.value.text)
    return "skipped" if failure is None else f"failed {failure}"


def is_personal(roots: Iterable[Expression]) -> dict[Expression, bool]:
    """Tell of each node whether it, or what is below it, wants facts about the root."""
    found: dict[Expression, bool] = {}
    for node in walk(list(roots)):
        wants = any(type_ is ExprData for _, type_ in node.injected)
        found[node] = wants or any(found[child] for child in node.children)
    return found


def interpreter(world: World, place: Place | None = None) -> Interpreter:
    """Return an interpreter for the roots of *world*."""
    personal = is_personal(world.roots)
    facts = {root: {"root": number} for number, root in enumerate(world.roots)}

    def own_place(node: Expression, root: Expression) -> Any:
        return root if personal[node] else place(node, root) if place is not None else None

    return Interpreter(facts.__getitem__, lambda op: op.function, own_place)


def interpreted(world: World) -> list[list[str]]:
    """Return what the interpreter makes of each root."""
    found = interpreter(world)
    return [[shown(record) for record in found.run(root).records] for root in world.roots]


def computables(world: World) -> list[ComputableExpression]:
    """Return the roots, ready to be executed."""
    found = ComputableExpression.from_expr_list(world.roots)
    for number, computable in enumerate(found):
        computable.data["root"] = number
    return found


def evaluated(world: World, **kwargs: Any) -> list[list[str]]:
    """Return what the evaluator makes of each root."""
    return [
        [shown(value) for value in computable.execute(**kwargs)]
        for computable in computables(world)
    ]
