"""How the values of a node's parameters are passed to its callable."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from exekall.expression import Expression
from exekall.injection import Consumer, ExprData
from exekall.signature import EMPTY

__all__ = ["Binding", "bind"]


def bind(expr: Expression, data: ExprData | None = None) -> Binding | None:
    """Return how to call the operator of *expr*; None where all values go by position, in order."""
    op = expr.op
    if op.injected:
        return Binding(expr, data)
    for position, ((name, _), parameter) in enumerate(
        zip(expr.params, op.parameters, strict=False)
    ):
        if parameter.position != position or parameter.name != name:
            return Binding(expr, data)
    return None


class Binding:
    """The way to call one node's operator with arguments by position and by name."""

    __slots__ = ("_data", "_expr", "_keywords", "_positional")

    def __init__(self, expr: Expression, data: ExprData | None = None) -> None:
        self._expr = expr
        self._data = data
        self._positional: list[tuple[str, Any]] = []
        self._keywords: list[str] = []
        self._arrange()

    def _arrange(self) -> None:
        """Part the parameters into those to be passed by position and those by keyword.

        Before a positional-only one that is given, each must be: those left out of the
        expression, annotated or not, are passed their defaults.
        """
        given = {name for name, _ in self._expr.params}
        given.update(parameter.name for parameter in self._expr.op.injected)
        only = [raw for raw in self._expr.op.raw_parameters() if raw.positional_only]
        last = max((i for i, raw in enumerate(only) if raw.name in given), default=-1)
        self._positional = [(raw.name, raw.default) for raw in only[: last + 1]]
        positional = {name for name, _ in self._positional}
        self._keywords = [p.name for p in self._expr.op.parameters if p.name in given - positional]

    def arguments(self, values: Sequence[Any]) -> tuple[list[Any], dict[str, Any]]:
        """Return the positional and keyword arguments that pass *values*."""
        names = (name for name, _ in self._expr.params)
        known = dict(zip(names, values, strict=True))
        for parameter in self._expr.op.injected:
            known[parameter.name] = self._injected(parameter.type)
        args = [known.get(name, default) for name, default in self._positional]
        if any(arg is EMPTY for arg in args):
            raise TypeError(f"{self._expr.op.name}: a positional-only parameter has no value")
        return args, {name: known[name] for name in self._keywords}

    def _injected(self, type_: Any) -> Any:
        if type_ is Consumer:
            consumer = self._expr.consumer
            return None if consumer is None else consumer.function
        assert type_ is ExprData
        return self._data if self._data is not None else ExprData()
