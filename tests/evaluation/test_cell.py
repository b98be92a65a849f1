"""Columns of values that can be extended, also by what is not complete yet."""

from __future__ import annotations

from collections.abc import Iterator

from exekall.evaluation.cell import Cell, Stream
from exekall.expression import NodeTable
from exekall.injection import ExprData
from exekall.operator import Operator
from exekall.values import PENDING


class Fresh:
    pass


def source() -> int: ...
def fresh() -> Fresh: ...
def stage(x: int) -> str: ...
def facts(data: ExprData) -> int: ...


def several() -> Iterator[int]:
    yield 1


def cell(function: object, *params: Cell) -> Cell:
    node = NodeTable().node(Operator(function, {Fresh}))  # type: ignore[arg-type]
    made = Cell(node)
    made.connect(params)
    return made


class TestKinds:
    def test_a_constant(self) -> None:
        made = cell(stage, cell(source))
        assert made.constant
        assert (made.memo, made.streams, made.private, made.personal) == (None, None, False, False)

    def test_a_generator(self) -> None:
        made = cell(several)
        assert made.generates
        assert not made.constant
        assert (made.memo, made.streams) == (None, {})

    def test_what_a_generator_has_a_part_in(self) -> None:
        made = cell(stage, cell(several))
        assert not made.constant
        assert made.memo == {}

    def test_a_non_reusable_one(self) -> None:
        assert cell(fresh).private

    def test_a_personal_one_and_what_is_above_it(self) -> None:
        made = cell(facts)
        assert made.personal
        assert cell(stage, made).personal


class TestRows:
    def test_are_numbered_as_they_are_added(self) -> None:
        made = cell(source)
        assert not made.done
        assert [made.append(value, (), 0.5) for value in "ab"] == [0, 1]
        assert (made.values, made.parents, made.durations) == (["a", "b"], [(), ()], [0.5, 0.5])
        assert made.done

    def test_what_is_non_reusable_or_generates_is_never_done(self) -> None:
        for function in (fresh, several):
            made = cell(function)
            made.append(1, ())
            assert not made.done

    def test_pending_ones_are_filled_in_by_their_owner(self) -> None:
        made = cell(source)
        owner = object()
        row = made.append_pending((), owner)
        assert made.values[row] is PENDING
        assert made.owner(row) is owner
        made.complete(row, 7, 1.5)
        assert (made.values, made.durations) == ([7], [1.5])
        assert made.owner(row) is None

    def test_complete_ones_have_no_owner(self) -> None:
        made = cell(source)
        assert made.owner(made.append(1, ())) is None


def test_a_stream_starts_with_nothing() -> None:
    stream = Stream((1, 2))
    assert (stream.parents, stream.rows, stream.iterator, stream.ended) == ((1, 2), [], None, False)
