"""Computed values: what they tell, how they compare, and how they are called."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from exekall.computable import ComputableExpression
from exekall.evaluation import Evaluator, Scope
from exekall.expression import Expression, NodeTable
from exekall.injection import Consumer, ExprData
from exekall.names import NameForm
from exekall.operator import Operator
from exekall.values import NO_VALUE, PENDING, Column, ExprVal, Span, walk_values
from tests.evaluation.executors import LateExecutor

HERE = __name__


class Conf(int):
    pass


class Stage:
    pass


class Result:
    pass


def conf() -> Conf:
    return Conf(42)


def confs() -> Iterator[Conf]:
    yield Conf(1)
    yield Conf(2)


def stage(conf: Conf) -> Stage:
    return Stage()


def result(stage: Stage, conf: Conf) -> Result:
    return Result()


def failing(conf: Conf) -> Stage:
    raise ValueError("no stage")


def asks(consumer: Consumer, data: ExprData, conf: Conf) -> Result:
    return Result()


def graph(
    make: Callable[..., Any] = conf,
    step: Callable[..., Any] = stage,
    getter: Callable[[Any], Any] | None = None,
) -> Expression:
    """Return a graph in which a configuration is used twice."""
    table = NodeTable()
    source = table.node(Operator(make, tags_getter=getter))
    middle = table.node(Operator(step), (("conf", source),))
    return table.node(Operator(result), (("stage", middle), ("conf", source)))


def values(root: Expression) -> list[ExprVal]:
    return ComputableExpression(root).execute_all()


@pytest.fixture
def value() -> ExprVal:
    [found] = values(graph())
    return found


@pytest.fixture
def failed() -> ExprVal:
    [found] = values(graph(step=failing))
    return found


class TestMarkers:
    @pytest.mark.parametrize(("marker", "name"), [(NO_VALUE, "NoValue"), (PENDING, "Pending")])
    def test_are_false_and_have_a_name(self, marker: object, name: str) -> None:
        assert not marker
        assert repr(marker) == name


class TestWhatWasComputed:
    def test_a_value(self, value: ExprVal) -> None:
        assert isinstance(value.value, Result)
        assert value.computed
        assert value["conf"].value == 42
        assert (value.excep, value.excep_tb, value.get_excep()) == (None, None, set())
        assert value.duration >= 0

    def test_a_failure(self, failed: ExprVal) -> None:
        culprit = failed["stage"]
        assert culprit.value is NO_VALUE
        assert not culprit.computed
        assert isinstance(culprit.excep, ValueError)
        assert culprit.excep_tb is culprit.excep.__traceback__
        assert culprit.duration > 0

    def test_what_could_not_be_attempted(self, failed: ExprVal) -> None:
        assert failed.value is NO_VALUE
        assert failed.excep is None
        assert failed.get_excep() == {failed["stage"]}
        assert failed["conf"].get_excep() == set()

    def test_what_is_still_computed(self) -> None:
        cell = Scope().cell(graph(confs))
        with LateExecutor(5, lambda count: 0) as executor:
            next(Evaluator(executor).run(cell))
            pending = [row for row, found in enumerate(cell.values) if found is PENDING]
            assert pending
            assert not any(ExprVal(cell, row).computed for row in pending)

    def test_span(self, value: ExprVal) -> None:
        assert value.span is None
        span = Span((0, 1), (0, 0), (2, 5))
        value._column.note_span(0, span)
        assert value.span is span


class TestUuids:
    def test_are_made_when_they_are_asked_for(self, value: ExprVal) -> None:
        assert value._column.uuids is None
        assert uuid.UUID(hex=value.uuid).hex == value.uuid
        assert value.uuid == ExprVal(value._column, 0).uuid

    def test_are_different(self) -> None:
        every = {found.uuid for root in values(graph(confs)) for found in walk_values([root])}
        assert len(every) == 6


class TestOrigin:
    def test_operator_and_types(self, value: ExprVal) -> None:
        assert value.callable_ is result
        assert value.op is value.expr.op
        assert value.type_ is Result

    def test_parameters(self, value: ExprVal) -> None:
        assert [name for name, _ in value.params] == ["stage", "conf"]
        assert list(value) == list(value.keys()) == list(value.param_map) == ["stage", "conf"]
        assert list(value.values()) == [value["stage"], value["conf"]]
        assert list(value.items()) == list(value.params)
        assert len(value) == 2
        assert "conf" in value
        assert "other" not in value
        assert 3 not in value
        with pytest.raises(KeyError):
            value["other"]

    def test_of_values_without_any(self, value: ExprVal) -> None:
        source = value["conf"]
        assert (source.params, len(source), dict(source.param_map)) == ((), 0, {})

    def test_the_same_record_by_either_way(self, value: ExprVal) -> None:
        assert value["conf"] == value["stage"]["conf"]
        first, second = values(graph(confs))
        assert first["conf"] == first["stage"]["conf"] != second["conf"]

    def test_rows_of_parents(self) -> None:
        column = Column(graph(), ())
        column.parents += [(), 3, (1, 2)]
        assert [column.parent_rows(row) for row in range(3)] == [(), (3,), (1, 2)]


class TestIdentity:
    def test_by_record_never_by_value(self) -> None:
        first, second = values(graph(confs))
        assert first == ExprVal(first._column, 0)
        assert hash(first) == hash(ExprVal(first._column, 0))
        assert first != second
        assert len({first, second, *values(graph(confs))}) == 4

    def test_nothing_else_is_equal(self, value: ExprVal) -> None:
        assert value != value.value
        assert value != 1


class TestWalking:
    def test_parameters_come_first_and_nothing_twice(self, value: ExprVal) -> None:
        names = [found.callable_ for found in walk_values([value, value])]
        assert names == [conf, stage, result]

    def test_stops_where_it_is_told_to(self, value: ExprVal) -> None:
        found = walk_values([value], stop=lambda item: item.callable_ is stage)
        assert [item.callable_ for item in found] == [conf, result]

    def test_deep_chains(self) -> None:
        table = NodeTable()
        op = Operator(stage)
        node = table.node(Operator(conf))
        for _ in range(20_000):
            node = table.node(op, (("conf", node),))
        [value] = values(node)
        assert sum(1 for _ in walk_values([value])) == 20_001


def tagged(tags: Any) -> ExprVal:
    [found] = values(graph(getter=lambda value: tags))
    return found


class TestIds:
    def test_forms(self, value: ExprVal) -> None:
        assert value.get_id() == f"{HERE}.conf:{HERE}.stage:{HERE}.result(conf={HERE}.conf)"
        assert value.get_id(full_qual=False) == "conf:stage:result(conf=conf)"
        assert value.get_id(qual=False) == value.get_id(full_qual=False)
        assert value.id_in(NameForm.SHORT) == "conf:stage:result(conf=conf)"

    def test_with_tags(self) -> None:
        value = tagged({"seed": 3, "": "x"})
        assert value.get_tags() == {}
        assert value["conf"].get_tags() == {"seed": 3, "": "x"}
        assert value.get_id(qual=False) == "conf[x][seed=3]:stage:result(conf=conf[x][seed=3])"
        assert value.get_id(qual=False, with_tags=False) == "conf:stage:result(conf=conf)"
        assert value["conf"].get_id(qual=False, remove_tags=["seed"]) == "conf[x]"

    def test_hidden_operators_vanish(self, value: ExprVal) -> None:
        hidden = {value["conf"].op}
        assert value.get_id(qual=False, hidden_op_set=hidden) == "stage:result"

    def test_failures_have_no_tags(self) -> None:
        [value] = values(graph(step=failing, getter=lambda value: {"a": 1}))
        assert value["stage"].get_tags() == {}
        assert value.get_id(qual=False) == "conf[a=1]:failing:result(conf=conf[a=1])"

    def test_what_the_engine_fills_in_is_hidden(self) -> None:
        table = NodeTable()
        node = table.node(Operator(asks), (("conf", table.node(Operator(conf))),))
        [value] = values(node)
        assert value.get_id(qual=False) == "asks(conf=conf)"

    @pytest.mark.parametrize("tags", [3, None, {"a": object}, {1: 2, "b": 3}, {None: ""}])
    def test_odd_tags(self, tags: Any) -> None:
        assert tagged(tags).get_id(qual=False).startswith("conf[")

    def test_a_getter_that_raises(self) -> None:
        def getter(value: Any) -> Any:
            raise ValueError("no tags")

        [value] = values(graph(getter=getter))
        assert value["conf"].get_id(qual=False) == "conf[tags=!ValueError]"
        with pytest.raises(ValueError, match="no tags"):
            value["conf"].get_tags()

    def test_size(self) -> None:
        table = NodeTable()
        op = Operator(stage)
        node = table.node(Operator(conf))
        for _ in range(2000):
            node = table.node(op, (("conf", node),))
        [value] = values(node)
        assert len(value.get_id()) <= 1000
        assert value.get_id(max_length=None).count("stage") == 2000

    def test_repr(self, value: ExprVal) -> None:
        assert repr(value) == f"<ExprVal {HERE}.result {value.uuid}>"
