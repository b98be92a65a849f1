"""Results and counts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from exekall.computable import ComputableExpression
from exekall.expression import NodeTable
from exekall.names import NameForm
from exekall.operator import Operator
from exekall.rendering.summary import (
    closing_line,
    empty_text,
    formatted_result,
    result_form,
    result_text,
    summary,
    summary_of_lines,
)
from exekall.values import ExprVal


class Value:
    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text


def good() -> Value:
    return Value("one\ntwo")


def bad() -> Value:
    raise ValueError("no")


def after(value: Value) -> Value:
    return value


def nothing() -> Iterator[Value]:
    yield from ()


OPERATORS = {f.__name__: Operator(f) for f in (good, bad, after, nothing)}
TABLE = NodeTable()
Results = dict[ComputableExpression, list[ExprVal]]


def text_of(value: ExprVal) -> str:
    return str(value.value)


@pytest.fixture
def results() -> Results:
    nodes = {name: TABLE.node(OPERATORS[name]) for name in ("good", "bad", "nothing")}
    below = TABLE.node(OPERATORS["after"], (("value", nodes["bad"]),))
    made = ComputableExpression.from_expr_list([*nodes.values(), below])
    return {computable: computable.execute_all() for computable in made}


def test_a_summary_has_a_line_for_each_value(results: Results) -> None:
    lines = summary(results, text_of).splitlines()
    assert lines[0] == "good: one"
    assert lines[1] == "    two"
    assert lines[2].startswith("bad: failed: ValueError: no (")
    assert lines[3] == "nothing: no value"
    assert lines[4] == "bad:after: not computed: bad failed"
    assert lines[5:] == [
        "",
        "4 expressions: 1 complete, 2 failed, 1 without a value; 1 result.",
    ]


def test_results_are_formatted_apart_from_their_lines(results: Results) -> None:
    (value,), (failed,), _, (skipped,) = results.values()
    assert formatted_result(value, text_of) == "one\ntwo"
    assert formatted_result(failed, text_of) is None
    assert formatted_result(skipped, text_of) is None

    def hostile(value: ExprVal) -> str:
        raise KeyError(value.uuid)

    told = formatted_result(value, hostile)
    assert told is not None
    assert told.startswith(f"<no text: KeyError: '{value.uuid}' (")
    assert result_text(value, "told") == "good: told"


def test_hidden_operators_are_left_out(results: Results) -> None:
    hidden = {OPERATORS["bad"]}
    *_, last = results.values()
    assert result_text(last[0], None, hidden).startswith("after: ")
    assert empty_text(list(results)[2], hidden) == "nothing: no value"


@pytest.mark.parametrize(
    ("names", "form"),
    [
        (("a.A.f", "a.A.g"), NameForm.SHORT),
        (("a.A.f", "a.B.f"), NameForm.QUALIFIED),
        (("a.A.f", "b.A.f"), NameForm.FULL),
    ],
)
def test_results_have_the_shortest_ids_that_differ(names: list[str], form: NameForm) -> None:
    operators = [Operator(good) for _ in names]
    for op, name in zip(operators, names, strict=True):
        op.bind(*name.split(".", 1))
    made = ComputableExpression.from_expr_list([TABLE.node(op) for op in operators])
    assert result_form(made) is form


def test_what_was_not_executed_is_counted(results: Results) -> None:
    interrupted = next(iter(results))
    assert closing_line(results, interrupted, 3) == (
        "7 expressions: 0 complete, 2 failed, 1 without a value, 1 interrupted, 3 not executed;"
        " 1 result."
    )


def test_a_summary_of_lines() -> None:
    assert summary_of_lines(["a", "b"], "end") == "a\nb\n\nend"
    assert summary_of_lines([], "end") == "end"


def test_without_expressions_there_is_a_closing_line() -> None:
    assert summary({}, text_of) == "no expressions: 0 complete; no results."
    assert summary({}, text_of, closing="that's it") == "that's it"
