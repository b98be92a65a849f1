"""The surface for new code."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import exekall

SOURCE = """
from collections.abc import AsyncIterator

class Size:
    def __init__(self, number: int) -> None:
        self.number = number

class Item:
    def __init__(self, index):
        self.index = index

class ItemResult:
    def __init__(self, index):
        self.index = index

async def items(size: Size) -> AsyncIterator[Item]:
    for index in range(size.number):
        yield Item(index)

async def checked(item: Item) -> ItemResult:
    if item.index == 1:
        raise ValueError(item.index)
    return ItemResult(item.index)
"""


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[exekall.Program]:
    monkeypatch.setattr(sys, "path", list(sys.path))
    (tmp_path / "api_pipeline.py").write_text(SOURCE)
    yield exekall.discover(tmp_path / "api_pipeline.py")
    sys.modules.pop("api_pipeline")


def results(program: exekall.Program) -> list[object]:
    expressions = exekall.build(program, "*ItemResult", given={int: 3})
    return [
        value.value.index if value.computed else value.excep for value in exekall.run(expressions)
    ]


def test_given_values_are_where_expressions_start(program: exekall.Program) -> None:
    (expression,) = exekall.build(program, "*ItemResult", given={int: 3})
    assert expression.get_id(qual=False) == "int:Size:items:checked"
    assert list(exekall.build(program, "*ItemResult")) == []


def test_a_failure_is_a_value(program: exekall.Program) -> None:
    first, failed, last = results(program)
    assert (first, last) == (0, 2)
    assert isinstance(failed, ValueError)


def test_within_a_running_loop(program: exekall.Program) -> None:
    async def notebook() -> list[object]:
        return results(program)

    first, _, last = asyncio.run(notebook())
    assert (first, last) == (0, 2)


def test_values_come_as_they_are_asked_for(program: exekall.Program) -> None:
    values = exekall.run(exekall.build(program, "*ItemResult", given={int: 1_000_000_000}))
    assert next(values).value.index == 0
    values.close()


def test_goals_may_be_types(program: exekall.Program) -> None:
    result = sys.modules["api_pipeline"].ItemResult
    by_type = [e.get_id() for e in exekall.build(program, result, given={int: 1})]
    assert by_type == [e.get_id() for e in exekall.build(program, "*ItemResult", given={int: 1})]


def test_every_name_is_there() -> None:
    for name in exekall.__all__:
        assert getattr(exekall, name) is not None
    assert set(exekall.__all__) <= set(dir(exekall))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        exekall.nothing  # noqa: B018 - asking is what fails
