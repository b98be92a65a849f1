"""What is written while a value is computed, as ranges."""

from __future__ import annotations

from collections.abc import Iterator

from exekall.computable import ComputableExpression
from exekall.evaluation.reporter import Reporters, span_between
from exekall.expression import Expression, NodeTable
from exekall.operator import Operator
from exekall.values import ExprVal, Span


class Counting:
    """A capture that knows what operators wrote."""

    def __init__(self) -> None:
        self.written = [0, 0, 0]

    def mark(self) -> tuple[int, int, int]:
        log, stdout, stderr = self.written
        return log, stdout, stderr


def test_nothing_between_equal_marks() -> None:
    assert span_between((1, 2, 3), (1, 2, 3)) is None


def test_half_open_ranges() -> None:
    assert span_between((1, 2, 3), (1, 5, 4)) == Span((1, 1), (2, 5), (3, 4))


def test_values_know_what_was_written_for_them() -> None:
    capture = Counting()

    def quiet() -> int:
        return 1

    def loud(x: int) -> float:
        capture.written[1] += 10
        return x

    def failing(x: float) -> str:
        capture.written[0] += 1
        raise ValueError

    table = NodeTable()
    node = table.node(Operator(quiet))
    for operator in (loud, failing):
        node = table.node(Operator(operator), (("x", node),))
    [value] = ComputableExpression(node).execute(capture=capture)
    assert value.span == Span((0, 1), (10, 10), (0, 0))
    assert value["x"].span == Span((0, 0), (0, 10), (0, 0))
    assert value["x"]["x"].span is None


def test_each_value_of_a_generator_has_its_own() -> None:
    capture = Counting()

    def numbers() -> Iterator[int]:
        for number in range(2):
            capture.written[2] += 1
            yield number

    node = NodeTable().node(Operator(numbers))
    found = [value.span for value in ComputableExpression(node).execute(capture=capture)]
    assert found == [Span((0, 0), (0, 0), (0, 1)), Span((0, 0), (0, 0), (1, 2))]


def test_several_reporters_hear_of_everything_in_turn() -> None:
    heard: list[tuple[str, str, object]] = []

    class Listening:
        def __init__(self, name: str) -> None:
            self.name = name

        def computed(self, value: ExprVal) -> None:
            heard.append((self.name, "computed", value))

        def reused(self, value: ExprVal) -> None:
            heard.append((self.name, "reused", value))

        def empty(self, expr: Expression) -> None:
            heard.append((self.name, "empty", expr))

    def one() -> int:
        return 1

    def nothing() -> Iterator[str]:
        yield from ()

    node = NodeTable().node(Operator(one))
    empty = NodeTable().node(Operator(nothing))
    (value,) = ComputableExpression(node).execute()
    both = Reporters(Listening("a"), Listening("b"))
    both.computed(value)
    both.reused(value)
    both.empty(empty)
    assert heard == [
        (name, event, what)
        for event, what in (("computed", value), ("reused", value), ("empty", empty))
        for name in "ab"
    ]
