"""The debugger opens once, where the first failing operator failed."""

from __future__ import annotations

import pdb  # noqa: T100 - it is what is tested
from types import TracebackType

import pytest

from exekall.cli.debugger import FailureDebugger
from exekall.computable import ComputableExpression
from exekall.evaluation import Reporter
from exekall.expression import Expression, NodeTable
from exekall.operator import Operator
from exekall.values import ExprVal


class Value:
    pass


def fails() -> Value:
    raise ValueError


def fails_too() -> Value:
    raise KeyError


class Listening:
    """Keeps the names of what it hears of."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def computed(self, value: ExprVal) -> None:
        self.heard.append(value.op.get_name(qual=False))

    def reused(self, value: ExprVal) -> None:
        self.heard.append("reused")

    def empty(self, expr: Expression) -> None:
        self.heard.append("empty")


def test_only_the_first_failure_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def note(traceback: TracebackType) -> None:
        seen.append(traceback.tb_frame.f_code.co_name)

    monkeypatch.setattr(pdb, "post_mortem", note)
    debugger, listening = FailureDebugger(), Listening()
    reporter: Reporter = debugger.before(listening)
    table = NodeTable()
    for function in (fails, fails_too):
        expr = table.node(Operator(function))
        ComputableExpression(expr).execute_all(reporter=reporter)
        reporter.empty(expr)
    assert seen == ["fails"]
    assert listening.heard == ["fails", "empty", "fails_too", "empty"]
