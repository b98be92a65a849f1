"""What the evaluator tells as it goes along."""

from __future__ import annotations

from typing import Protocol

from exekall.expression import Expression
from exekall.values import ExprVal, Span

__all__ = ["Capture", "Mark", "Reporter", "Reporters", "span_between"]

Mark = tuple[int, int, int]


class Reporter(Protocol):
    """Receives events in the order in which they happen.

    What it raises ends the evaluation; what was computed stays in the cells.
    """

    def computed(self, value: ExprVal) -> None:
        """Take note that *value* was computed, or failed."""
        ...

    def reused(self, value: ExprVal) -> None:
        """Take note that *value*, computed before, served once more."""
        ...

    def empty(self, expr: Expression) -> None:
        """Take note that the generator at *expr* ended without having yielded anything."""
        ...


class Reporters:
    """Tells several reporters of everything, one after the other."""

    __slots__ = ("_reporters",)

    def __init__(self, *reporters: Reporter) -> None:
        self._reporters = reporters

    def computed(self, value: ExprVal) -> None:
        """Tell each reporter that *value* was computed."""
        for reporter in self._reporters:
            reporter.computed(value)

    def reused(self, value: ExprVal) -> None:
        """Tell each reporter that *value* served once more."""
        for reporter in self._reporters:
            reporter.reused(value)

    def empty(self, expr: Expression) -> None:
        """Tell each reporter that *expr* gave nothing."""
        for reporter in self._reporters:
            reporter.empty(expr)


class Capture(Protocol):
    """Knows how much was logged and printed so far."""

    def mark(self) -> Mark:
        """Return the number of log records and of characters on stdout and stderr so far."""
        ...


def span_between(before: Mark, after: Mark) -> Span | None:
    """Return what lies between two marks; None where that is nothing."""
    if before == after:
        return None
    log, stdout, stderr = zip(before, after, strict=True)
    return Span(log, stdout, stderr)
