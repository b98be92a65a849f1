"""The debugger at the first failure of an operator."""

from __future__ import annotations

from exekall.evaluation import Reporter
from exekall.expression import Expression
from exekall.values import ExprVal

__all__ = ["FailureDebugger"]


class FailureDebugger:
    """A reporter that opens the debugger where the first failing operator failed.

    Everything is passed on to another reporter, before that.
    """

    def __init__(self) -> None:
        self._is_done = False

    def before(self, reporter: Reporter) -> Reporter:
        """Return a reporter that tells *reporter* first."""
        return _DebuggingReporter(self, reporter)

    def look_at(self, value: ExprVal) -> None:
        """Open the debugger if *value* is the first that failed."""
        if value.excep is None or self._is_done:
            return
        self._is_done = True
        import pdb  # noqa: T100 - the user asked for the debugger

        if value.excep_tb is not None:
            pdb.post_mortem(value.excep_tb)


class _DebuggingReporter:
    """Tells one reporter of everything, then lets a debugger look at computed values."""

    def __init__(self, debugger: FailureDebugger, reporter: Reporter) -> None:
        self._debugger = debugger
        self._reporter = reporter

    def computed(self, value: ExprVal) -> None:
        self._reporter.computed(value)
        self._debugger.look_at(value)

    def reused(self, value: ExprVal) -> None:
        self._reporter.reused(value)

    def empty(self, expr: Expression) -> None:
        self._reporter.empty(expr)
