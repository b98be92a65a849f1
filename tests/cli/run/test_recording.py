"""Values are recorded without being interrupted."""

from __future__ import annotations

import os
import signal
from importlib.metadata import PackageNotFoundError

import pytest

from exekall.cli.interruption import Interruption, Termination
from exekall.cli.run import recording
from exekall.cli.run.recording import ShieldedReporter
from exekall.computable import ComputableExpression
from exekall.expression import Expression, NodeTable
from exekall.operator import Operator
from exekall.values import ExprVal


def one() -> int:
    return 1


NODE = NodeTable().node(Operator(one))


class Slow:
    """A reporter that gets a signal while it works."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def _work(self, what: str) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        self.done.append(what)

    def computed(self, value: ExprVal) -> None:
        self._work("computed")

    def reused(self, value: ExprVal) -> None:
        self._work("reused")

    def empty(self, expr: Expression) -> None:
        self._work("empty")


def test_each_event_is_complete_before_the_run_ends() -> None:
    slow = Slow()
    (value,) = ComputableExpression(NODE).execute_all()
    with Interruption() as interruption:
        shielded = ShieldedReporter(slow, interruption)
        with pytest.raises(Termination):
            shielded.computed(value)
        with pytest.raises(Termination):
            shielded.reused(value)
        with pytest.raises(Termination):
            shielded.empty(NODE)
    assert slow.done == ["computed", "reused", "empty"]


def test_exekall_may_run_without_being_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(recording, "version", missing)
    assert recording._version() == ""
