"""Lists in their forms."""

from __future__ import annotations

import json
from pathlib import Path

from exekall.declared import DeclaredOperator
from exekall.expression import NodeTable
from exekall.operator import Operator
from exekall.patterns import PatternSet
from exekall.rendering.listing import (
    heading,
    json_lines,
    listed_lines,
    rst_lines,
    templates_note,
)
from exekall.selection import Candidate, Listed, Selection


class Value:
    pass


def first() -> Value:
    """Make the first value.

    There may be others.
    """
    return Value()


def second() -> Value:
    return Value()


def candidates(*functions: object) -> list[Candidate]:
    table = NodeTable()
    nodes = [table.node(Operator(function)) for function in functions]  # type: ignore[arg-type]
    return list(Selection(nodes, PatternSet()))


def test_a_line_for_each() -> None:
    assert list(listed_lines(Listed(candidates(first, second)))) == ["first", "second"]


def test_namesakes_tell_themselves_apart() -> None:
    lines = list(listed_lines(Listed(candidates(first, first, second))))
    assert [line.partition("  (")[0] for line in lines] == ["first", "first", "second"]
    assert lines[0].startswith(f"first  ({__name__}.first ~")
    assert lines[2] == "second"


def test_in_a_stream_only_the_later_ones_can() -> None:
    lines = list(listed_lines(Listed(iter(candidates(first, first, second)), is_streamed=True)))
    assert lines == ["first", f"first  ({__name__}.first)", "second"]


def test_json_is_valid_at_any_length() -> None:
    for functions in ((), (first,), (first, second)):
        facts = json.loads("\n".join(json_lines(candidates(*functions))))
        assert [fact["id"] for fact in facts] == [function.__name__ for function in functions]
    assert facts[0]["full_id"] == f"{__name__}.first"
    assert facts[0]["type"] == "Value"


def test_rst_has_the_first_line_of_the_docstring() -> None:
    assert list(rst_lines(candidates(first, second))) == [
        "* ``first``: Make the first value.",
        "* ``second``",
    ]


def test_rst_tells_namesakes_apart() -> None:
    line, *_ = rst_lines(candidates(second, second))
    assert line.startswith(f"* ``second`` (``{__name__}.second ~")


def test_rst_says_nothing_of_a_callable_that_is_elsewhere() -> None:
    node = NodeTable().node(DeclaredOperator("far", {}, Value))
    assert list(rst_lines(Selection([node], PatternSet()))) == ["* ``far``"]


def test_headings() -> None:
    assert heading(Listed(candidates(first)), 1) == "1 expression:"
    assert heading(Listed(candidates(first, second)), 3) == "2 expressions, 3 times each:"
    assert "More than 10,000" in heading(Listed(iter(()), is_streamed=True), 1)
    assert templates_note(1, Path("x")) == "1 script in x"
