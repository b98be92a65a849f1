"""Recorded values as scripts see them."""

from __future__ import annotations

from collections.abc import Iterator

from exekall.artifacts.saved_values import SavedValues
from exekall.computable import ComputableExpression
from exekall.expression import NodeTable
from exekall.operator import Operator
from exekall.scripts.reloading import Run


def two() -> Iterator[int]:
    yield 1
    yield 2


def half(number: int) -> float:
    if number == 2:
        raise ValueError("two")
    return number / 2


def shown(value: float) -> str:
    return f"<{value}>"


def executed() -> ComputableExpression:
    table = NodeTable()
    numbers = table.node(Operator(two))
    halves = table.node(Operator(half), (("number", numbers),))
    computable = ComputableExpression(table.node(Operator(shown), (("value", halves),)))
    computable.execute_all()
    return computable


def test_rows_are_those_of_the_cells() -> None:
    computable = executed()
    column = SavedValues(lambda uuid: True).of(computable.cell)
    (halves,) = column.params
    (numbers,) = halves.params
    assert [len(each) for each in (column, halves, numbers)] == [2, 2, 2]
    assert [column.parents(row) for row in range(2)] == [(0,), (1,)]
    assert list(numbers.runs()) == [Run((), (0, 1), True)]
    assert list(halves.runs()) == []


def test_what_failed_can_be_loaded_but_not_what_was_skipped() -> None:
    computable = executed()
    column = SavedValues(lambda uuid: True).of(computable.cell)
    (halves,) = column.params
    values = {value.uuid: value for value in computable.get_all_vals()}
    assert [values[uuid].value for row in (0, 1) if (uuid := column.uuid(row))] == ["<0.5>"]
    assert column.uuid(1) is None
    failed = halves.uuid(1)
    assert failed is not None
    assert values[failed].excep is not None


def test_what_is_not_stored_cannot_be_loaded() -> None:
    column = SavedValues(lambda uuid: False).of(executed().cell)
    assert column.uuid(0) is None


def test_a_cell_is_one_object() -> None:
    computable = executed()
    saved = SavedValues(lambda uuid: True)
    assert saved.of(computable.cell) is saved.of(computable.cell)
    assert saved.of(computable.cell).params[0] is saved.of(computable.cell.params[0])
