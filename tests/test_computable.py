"""Expressions that can be executed: identity, sharing, cloning."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from exekall.computable import ComputableExpression
from exekall.evaluation import SerialExecutor
from exekall.expression import Expression
from exekall.operator import Operator
from exekall.solver import Solver
from exekall.values import ExprVal


class Conf(int):
    pass


class Stage(int):
    pass


class Result(int):
    pass


class World:
    """Operators that count how often each of them is called."""

    def __init__(self) -> None:
        self.calls: list[str] = []

        def conf() -> Iterator[Conf]:
            for number in range(2):
                self.calls.append(f"conf{number}")
                yield Conf(number)

        def stage(conf: Conf) -> Stage:
            self.calls.append(f"stage{conf}")
            return Stage(conf)

        def first(stage: Stage) -> Result:
            self.calls.append(f"first{stage}")
            return Result(stage)

        def second(stage: Stage) -> Result:
            self.calls.append(f"second{stage}")
            return Result(stage)

        ops = [Operator(conf), Operator(stage)]
        self.expressions = list(Solver(ops, [Operator(first), Operator(second)]).expressions())

    def called(self) -> list[str]:
        """Return the calls since this was asked last."""
        found, self.calls[:] = list(self.calls), []
        return found


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def both(world: World) -> list[ComputableExpression]:
    return ComputableExpression.from_expr_list(world.expressions)


def produces(*types: type) -> Callable[[Expression], bool]:
    return lambda node: node.op.product in types


FIRST = ["conf0", "stage0", "first0", "conf1", "stage1", "first1"]


class TestIdentity:
    def test_uuids(self, both: list[ComputableExpression]) -> None:
        first, second = both
        assert uuid.UUID(hex=first.uuid).hex == first.uuid != second.uuid

    def test_data(self, both: list[ComputableExpression]) -> None:
        assert both[0].data == {
            "artifact_dir": None,
            "expr_artifact_dir": None,
            "id": "conf:stage:first",
            "uuid": both[0].uuid,
        }

    def test_what_is_known_of_the_expression(self, both: list[ComputableExpression]) -> None:
        first = both[0]
        assert first.op is first.expr.op
        assert first.param_map == first.expr.param_map
        assert first.get_id(qual=False) == "conf:stage:first"
        assert first.format_structure() == first.expr.format_structure()
        assert first.format_structure(graphviz=True).startswith("digraph")
        assert repr(first) == f"<ComputableExpression conf:stage:first {first.uuid}>"


class TestExecuting:
    def test_lazily(self, world: World, both: list[ComputableExpression]) -> None:
        iterator = both[0].execute()
        assert world.called() == []
        assert next(iterator).value == 0
        assert world.called() == FIRST[:3]
        assert [value.value for value in iterator] == [1]
        assert world.called() == FIRST[3:]

    def test_shares_what_is_common(self, world: World, both: list[ComputableExpression]) -> None:
        first, second = both
        assert [value.value for value in first.execute_all()] == [0, 1]
        assert world.called() == FIRST
        assert [value["stage"] for value in second.execute_all()] == [
            value["stage"] for value in first.execute_all()
        ]
        assert world.called() == ["second0", "second1"]

    def test_on_its_own_shares_nothing(self, world: World) -> None:
        for expr in world.expressions:
            ComputableExpression(expr).execute_all()
        assert len(world.called()) == 12

    def test_a_callback_hears_of_each_value(self, both: list[ComputableExpression]) -> None:
        heard: list[tuple[str, Any, bool]] = []

        def callback(value: ExprVal, reused: bool) -> None:
            heard.append((value.op.get_name(qual=False), value.value, reused))

        both[0].execute_all(callback)
        assert heard == [
            ("conf", 0, False),
            ("stage", 0, False),
            ("first", 0, False),
            ("conf", 1, False),
            ("stage", 1, False),
            ("first", 1, False),
        ]
        heard.clear()
        list(both[1].execute(post_compute_cb=callback))
        assert heard == [
            ("conf", 0, True),
            ("stage", 0, True),
            ("second", 0, False),
            ("conf", 1, True),
            ("stage", 1, True),
            ("second", 1, False),
        ]

    def test_a_callback_beside_a_reporter(self, both: list[ComputableExpression]) -> None:
        class Counting:
            computed_count = reused_count = empty_count = 0

            def computed(self, value: ExprVal) -> None:
                self.computed_count += 1

            def reused(self, value: ExprVal) -> None:
                self.reused_count += 1

            def empty(self, expr: Expression) -> None:
                self.empty_count += 1

        def nothing() -> Iterator[Conf]:
            yield from ()

        counting, heard = Counting(), []
        for computable in both:
            computable.execute_all(lambda *args: heard.append(args), reporter=counting)
        [empty] = Solver([], [Operator(nothing)]).expressions()
        ComputableExpression(empty).execute_all(lambda *args: None, reporter=counting)
        assert (counting.computed_count, counting.reused_count, counting.empty_count) == (8, 4, 1)
        assert len(heard) == 12

    def test_by_an_executor_that_is_left_open(self, both: list[ComputableExpression]) -> None:
        class Noting(SerialExecutor):
            closed = False

            def close(self) -> None:
                self.closed = True

        executor = Noting()
        assert len(both[0].execute_all(executor=executor)) == 2
        assert not executor.closed


class TestAllValues:
    def test_of_the_root_and_what_is_below(self, both: list[ComputableExpression]) -> None:
        first, second = both
        assert list(first.get_all_vals()) == []
        next(first.execute())
        assert sorted(value.op.get_name(qual=False) for value in first.get_all_vals()) == [
            "conf",
            "first",
            "stage",
        ]
        first.execute_all()
        assert len(list(first.get_all_vals())) == 6
        assert len(set(first.get_all_vals()) & set(second.get_all_vals())) == 4


class TestCloning:
    def test_computes_anew_what_is_chosen(
        self, world: World, both: list[ComputableExpression]
    ) -> None:
        first = both[0]
        first.execute_all()
        world.called()
        clone = first.clone_by_predicate(produces(Result))
        assert clone.uuid != first.uuid
        assert clone.expr is first.expr
        assert [value["stage"] for value in clone.execute_all()] == [
            value["stage"] for value in first.execute_all()
        ]
        assert world.called() == ["first0", "first1"]

    def test_shares_what_the_shared_is_made_from(
        self, world: World, both: list[ComputableExpression]
    ) -> None:
        first = both[0]
        first.execute_all()
        world.called()
        first.clone_by_predicate(produces(Result, Conf)).execute_all()
        assert world.called() == ["first0", "first1"]

    def test_shares_nothing(self, world: World, both: list[ComputableExpression]) -> None:
        first = both[0]
        first.execute_all()
        world.called()
        first.clone_by_predicate(lambda node: True).execute_all()
        assert world.called() == FIRST

    def test_shares_everything(self, world: World, both: list[ComputableExpression]) -> None:
        first = both[0]
        values = first.execute_all()
        world.called()
        assert first.clone_by_predicate(lambda node: False).execute_all() == values
        assert world.called() == []

    def test_what_a_clone_computes_first_the_original_reuses(
        self, world: World, both: list[ComputableExpression]
    ) -> None:
        clone = both[0].clone_by_predicate(produces(Result))
        clone.execute_all()
        world.called()
        both[0].execute_all()
        assert world.called() == ["first0", "first1"]

    def test_clones_share_with_one_another(
        self, world: World, both: list[ComputableExpression]
    ) -> None:
        for computable in both:
            computable.execute_all()
        world.called()
        for clone in ComputableExpression.clone_all(both, lambda node: True):
            clone.execute_all()
        assert world.called() == [*FIRST, "second0", "second1"]

    def test_clones_of_clones(self, world: World, both: list[ComputableExpression]) -> None:
        clone = both[0].clone_by_predicate(produces(Result))
        again = clone.clone_by_predicate(produces(Result))
        for computable in (both[0], clone, again):
            computable.execute_all()
        assert world.called() == [*FIRST, *["first0", "first1"] * 2]

    def test_expressions_that_share_nothing_stay_apart(self, world: World) -> None:
        apart = [ComputableExpression(expr) for expr in world.expressions]
        for clone in ComputableExpression.clone_all(apart, lambda node: True):
            clone.execute_all()
        assert len(world.called()) == 12
