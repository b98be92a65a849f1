"""The evaluator, against the naive interpreter and by examples."""

from __future__ import annotations

import asyncio
import gc
import tracemalloc
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from functools import wraps
from random import Random
from typing import Any

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from exekall.computable import ComputableExpression
from exekall.evaluation import Evaluator, Executor, Scope
from exekall.expression import Expression, NodeTable
from exekall.injection import Consumer, ExprData
from exekall.operator import Operator
from exekall.prebuilt import PrebuiltOperator
from exekall.solver import Solver
from exekall.values import PENDING, ExprVal
from tests.evaluation.comparing import (
    computables,
    evaluated,
    interpreted,
    interpreter,
    is_personal,
    shown,
)
from tests.evaluation.executors import LateExecutor, ThreadExecutor
from tests.evaluation.graphs import Graph, graphs

RANDOMS = st.randoms(use_true_random=False)


class Recorder:
    """A reporter that keeps what it hears."""

    def __init__(self) -> None:
        self.made: list[ExprVal] = []
        self.again: list[ExprVal] = []
        self.without: list[Expression] = []

    def computed(self, value: ExprVal) -> None:
        self.made.append(value)

    def reused(self, value: ExprVal) -> None:
        self.again.append(value)

    def empty(self, expr: Expression) -> None:
        self.without.append(expr)


# Against the interpreter


class TestAgainstTheInterpreter:
    @settings(max_examples=600, deadline=None)
    @given(graphs(smallest=1))
    def test_values_and_calls(self, graph: Graph) -> None:
        world, judge = graph.build(), graph.build()
        assert evaluated(world) == interpreted(judge)
        assert world.calls == judge.calls

    @settings(max_examples=400, deadline=None)
    @given(graphs())
    def test_with_empty_generators(self, graph: Graph) -> None:
        """Where a generator is empty the evaluator may have called more beforehand."""
        world, judge = graph.build(), graph.build()
        assert evaluated(world) == interpreted(judge)
        assert not judge.calls - world.calls

    @settings(max_examples=300, deadline=None)
    @given(graphs(smallest=1), RANDOMS)
    def test_roots_in_turns(self, graph: Graph, random: Random) -> None:
        world, judge = graph.build(), graph.build()
        assert in_turns(computables(world), random) == interpreted(judge)
        assert world.calls == judge.calls

    @settings(max_examples=300, deadline=None)
    @given(graphs(smallest=1), st.integers(1, 5), RANDOMS)
    def test_with_calls_that_complete_later(
        self, graph: Graph, capacity: int, random: Random
    ) -> None:
        world, judge = graph.build(), graph.build()
        with LateExecutor(capacity, random.randrange) as executor:
            assert evaluated(world, executor=executor) == interpreted(judge)
        assert world.calls == judge.calls
        assert executor.most_waiting <= capacity * len(graph.nodes)

    @settings(max_examples=200, deadline=None)
    @given(graphs(smallest=1), st.integers(1, 5), RANDOMS)
    def test_with_both(self, graph: Graph, capacity: int, random: Random) -> None:
        world, judge = graph.build(), graph.build()
        with LateExecutor(capacity, random.randrange) as executor:
            found = in_turns(computables(world), random, executor=executor)
        assert found == interpreted(judge)
        assert world.calls == judge.calls

    @settings(max_examples=60, deadline=None)
    @given(graphs(smallest=1), st.integers(1, 4))
    def test_with_threads(self, graph: Graph, capacity: int) -> None:
        world, judge = graph.build(), graph.build()
        with ThreadExecutor(capacity) as executor:
            assert evaluated(world, executor=executor) == interpreted(judge)
        assert world.calls == judge.calls

    @settings(max_examples=300, deadline=None)
    @given(graphs(smallest=1), st.integers(0))
    def test_clones(self, graph: Graph, chosen: int) -> None:
        world, judge = graph.build(), graph.build()

        def shared(nodes: list[Expression]) -> set[Expression]:
            """Return the nodes that the chosen ones share, with all that is below them."""
            found = {node for number, node in enumerate(nodes) if chosen >> number & 1}
            pending = list(found)
            for node in pending:
                new = set(node.children) - found
                found |= new
                pending += new
            return found

        kept, judged = shared(world.nodes), shared(judge.nodes)
        first = computables(world)
        clones = ComputableExpression.clone_all(first, lambda node: node not in kept)
        for number, clone in enumerate(clones):
            clone.data["root"] = number
        found = [[shown(value) for value in c.execute()] for c in (*first, *clones)]

        personal = is_personal(judge.roots)
        turn = [0]

        def place(node: Expression, root: Expression) -> Any:
            if personal[node]:
                return turn[0], root
            return 0 if node in judged else turn[0]

        oracle = interpreter(judge)
        oracle._place = place
        expected = []
        for turn[0] in range(2):
            for root in judge.roots:
                records = oracle.run(root).records
                expected.append([shown(record) for record in records])
        assert found == expected
        assert world.calls == judge.calls

    @settings(max_examples=200, deadline=None)
    @given(graphs(smallest=1))
    def test_what_reporters_hear(self, graph: Graph) -> None:
        world, judge = graph.build(), graph.build()
        recorder = Recorder()
        assert evaluated(world, reporter=recorder) == interpreted(judge)
        assert world.calls == judge.calls
        texts = [shown(value) for value in recorder.made]
        assert len(set(recorder.made)) == len(recorder.made)
        note(str(texts))
        assert Counter(text for text in texts if text in judge.calls) == Counter(
            {text: count for text, count in judge.calls.items() if text in set(texts)}
        )
        assert set(recorder.again) <= {*recorder.made, *without_value(recorder.again)}

    @settings(max_examples=200, deadline=None)
    @given(graphs(smallest=1))
    def test_what_values_say_of_their_origin(self, graph: Graph) -> None:
        world = graph.build()
        for computable in computables(world):
            for value in computable.execute():
                check_origin(value, set())


def in_turns(roots: list[ComputableExpression], random: Random, **kwargs: Any) -> list[list[str]]:
    """Execute *roots* by asking one of them at a time for its next value."""
    found: list[list[str]] = [[] for _ in roots]
    iterators = dict(enumerate(root.execute(**kwargs) for root in roots))
    while iterators:
        number = random.choice(list(iterators))
        value = next(iterators[number], None)
        if value is None:
            del iterators[number]
        else:
            found[number].append(shown(value))
    return found


def without_value(values: list[ExprVal]) -> list[ExprVal]:
    return [value for value in values if not value.computed and value.excep is None]


def check_origin(value: ExprVal, seen: set[ExprVal]) -> None:
    """A value has its parameters' values; what could not be attempted has one that failed."""
    if value in seen:
        return
    seen.add(value)
    assert [name for name, _ in value.params] == [name for name, _ in value.expr.params]
    for name, parent in value.params:
        assert parent.expr is value.expr.param_map[name]
        check_origin(parent, seen)
    attempted = all(parent.computed for parent in value.values())
    if not attempted:
        assert shown(value) == "skipped"
        assert value.get_excep() or any(shown(parent) == "skipped" for parent in seen)
    elif not value.computed:
        assert value.excep is not None
        assert value in value.get_excep()


def late_calls(function: Callable[..., Any]) -> Executor:
    """Return an executor for which only calls of *function* come later, the oldest first."""
    return LateExecutor(10, lambda count: 0, lambda call: call.operator.callable_ is function)


def type_or_marker(value: Any) -> Any:
    return value if value is PENDING else type(value)


# By example


class A(int):
    pass


class B(int):
    pass


class C(int):
    pass


class Goal(list[Any]):
    pass


def expression(goal: Callable[..., Any], *functions: Any, fresh: Any = ()) -> Expression:
    """Return the only expression that *functions* make of *goal*."""
    ops = [
        function if isinstance(function, Operator) else Operator(function, fresh)
        for function in functions
    ]
    [found] = Solver(ops, [Operator(goal, fresh)]).expressions()
    return found


def values(*args: Any, **kwargs: Any) -> list[Any]:
    return [value.value for value in ComputableExpression(expression(*args, **kwargs)).execute()]


def one(a: A) -> Goal:
    return Goal([a])


def pair(a: A, b: B) -> Goal:
    return Goal([a, b])


def some_a() -> Iterator[A]:
    yield A(1)
    yield A(2)


def some_b() -> Iterator[B]:
    yield B(10)
    yield B(20)


def b_of(a: A) -> B:
    return B(a * 10)


class TestGenerators:
    def test_independent_ones_make_a_product(self) -> None:
        assert values(pair, some_a, some_b) == [[1, 10], [1, 20], [2, 10], [2, 20]]

    def test_chained_ones_make_a_cascade(self) -> None:
        def b_from(a: A) -> Iterator[B]:
            yield from (B(a * 10 + i) for i in range(a))

        assert values(pair, some_a, b_from) == [[1, 10], [2, 20], [2, 21]]

    def test_a_diamond_keeps_together_what_comes_from_one_value(self) -> None:
        assert values(pair, some_a, b_of) == [[1, 10], [2, 20]]

    def test_with_parameters_of_all_kinds(self) -> None:
        def listed(n: C, /, factor=2, *, b: B) -> Iterator[A]:  # type: ignore[no-untyped-def]
            yield A(n)
            yield A(n * factor + b)

        def c() -> C:
            return C(3)

        def b() -> B:
            return B(1)

        assert values(one, listed, c, b) == [[3], [7]]

    def test_several_values_that_exist_already(self) -> None:
        assert values(one, PrebuiltOperator(A, [A(1), A(2)])) == [[1], [2]]
        assert values(one, PrebuiltOperator(A, [A(1)])) == [[1]]
        assert values(one, PrebuiltOperator(A, [])) == []

    def test_an_empty_one_is_told(self) -> None:
        def no_a() -> Iterator[A]:
            yield from ()

        recorder = Recorder()
        made = ComputableExpression(expression(one, no_a))
        assert list(made.execute(reporter=recorder)) == []
        assert [node.op.callable_ for node in recorder.without] == [no_a]
        assert recorder.made == []

    def test_is_told_as_often_as_it_is_empty(self) -> None:
        def b_from(a: A) -> Iterator[B]:
            yield from [B(1)] if a == 2 else []

        recorder = Recorder()
        made = ComputableExpression(expression(pair, some_a, b_from))
        assert [value.value for value in made.execute(reporter=recorder)] == [[2, 1]]
        assert len(recorder.without) == 1

    def test_one_that_fails_midway_keeps_what_it_gave(self) -> None:
        def failing() -> Iterator[A]:
            yield A(1)
            raise ValueError("no more")

        first, second = ComputableExpression(expression(one, failing)).execute()
        assert first.value == [1]
        assert not second.computed
        [failed] = second.get_excep()
        assert str(failed.excep) == "no more"

    def test_what_is_no_generator_after_all(self) -> None:
        """A wrapper of a generator function may return anything."""

        @wraps(some_a)
        def wrapped() -> Any:
            return 3

        [value] = ComputableExpression(expression(one, wrapped)).execute()
        [failed] = value.get_excep()
        assert isinstance(failed.excep, TypeError)


class TestLaziness:
    def test_downstream_runs_before_the_next_value_is_asked_for(self) -> None:
        log: list[str] = []

        def source() -> Iterator[A]:
            for number in range(2):
                log.append(f"a{number}")
                yield A(number)

        def middle(a: A) -> Iterator[B]:
            for number in range(2):
                log.append(f"b{a}{number}")
                yield B(number)

        def last(a: A, b: B) -> Goal:
            log.append(f"goal{a}{b}")
            return Goal()

        iterator = ComputableExpression(expression(last, source, middle)).execute()
        assert log == []
        next(iterator)
        assert log == ["a0", "b00", "goal00"]
        next(iterator)
        assert log[3:] == ["b01", "goal01"]
        list(iterator)
        assert log[5:] == ["a1", "b10", "goal10", "b11", "goal11"]

    def test_generators_may_have_no_end(self) -> None:
        def forever() -> Iterator[A]:
            number = 0
            while True:
                yield A(number)
                number += 1

        iterator = ComputableExpression(expression(one, forever)).execute()
        assert [next(iterator).value for _ in range(3)] == [[0], [1], [2]]

    def test_a_slow_call_does_not_let_generators_run_ahead(self) -> None:
        asked: list[int] = []

        def source() -> Iterator[A]:
            number = 0
            while True:
                asked.append(number)
                yield A(number)
                number += 1

        def slow() -> B:
            return B(1)

        with LateExecutor(4, lambda count: 0, lambda call: call.operator.callable_ is slow) as (
            executor
        ):
            iterator = ComputableExpression(expression(pair, slow, source)).execute(
                executor=executor
            )
            assert next(iterator).value == [0, 1]
            assert len(asked) <= 5
            iterator.close()

    def test_a_late_executor_runs_ahead_no_further_than_its_capacity(self) -> None:
        asked: list[int] = []

        def source() -> Iterator[A]:
            for number in range(100):
                asked.append(number)
                yield A(number)

        executor = LateExecutor(4, lambda count: 0)
        iterator = ComputableExpression(expression(one, source)).execute(executor=executor)
        next(iterator)
        assert len(asked) <= 5


class TestFailures:
    def test_what_depends_on_one_is_not_computed(self) -> None:
        calls = []

        def failing() -> A:
            raise ValueError("no A")

        def some() -> B:
            calls.append("b")
            return B(1)

        def goal(a: A, b: B) -> Goal:
            calls.append("goal")
            return Goal()

        [value] = ComputableExpression(expression(goal, failing, some)).execute()
        assert calls == ["b"]
        assert (value.computed, value.excep) == (False, None)
        [failed] = value.get_excep()
        assert failed is not value
        assert isinstance(failed.excep, ValueError)

    def test_the_rest_goes_on(self) -> None:
        def picky(a: A) -> Goal:
            if a == 1:
                raise ValueError(a)
            return Goal([a])

        first, second = ComputableExpression(expression(picky, some_a)).execute()
        assert isinstance(first.excep, ValueError)
        assert second.value == [2]

    def test_tracebacks_begin_with_the_operator(self) -> None:
        def failing() -> Goal:
            raise ValueError

        [value] = ComputableExpression(expression(failing)).execute()
        assert value.excep_tb is not None
        assert value.excep_tb.tb_frame.f_code is failing.__code__

    @pytest.mark.parametrize("error", [SystemExit(3), GeneratorExit(), RecursionError()])
    def test_whatever_is_raised_is_a_result(self, error: BaseException) -> None:
        def failing() -> Goal:
            raise error

        [value] = ComputableExpression(expression(failing)).execute()
        assert value.excep is error

    def test_stop_iteration_ends_nothing(self) -> None:
        def failing(a: A) -> Goal:
            raise StopIteration

        found = list(ComputableExpression(expression(failing, some_a)).execute())
        assert [type(value.excep) for value in found] == [StopIteration, StopIteration]

    def test_values_that_refuse_everything(self) -> None:
        class Hostile:
            def __eq__(self, other: object) -> bool:
                raise RuntimeError

            __hash__ = None  # type: ignore[assignment]

            def __bool__(self) -> bool:
                raise RuntimeError

            def __len__(self) -> int:
                raise RuntimeError

            def __getattr__(self, name: str) -> Any:
                raise RuntimeError

        def hostile() -> Hostile:
            return Hostile()

        def goal(a: Hostile, b: Hostile) -> Goal:
            return Goal([1])

        hostile.__annotations__["return"] = Hostile
        goal.__annotations__.update({"a": Hostile, "b": Hostile})
        assert values(goal, hostile) == [[1]]


class TestInterruption:
    def test_is_passed_on_and_leaves_what_is_complete(self) -> None:
        def interrupted(a: A) -> Goal:
            if a == 2:
                raise KeyboardInterrupt
            return Goal([a])

        made = ComputableExpression(expression(interrupted, some_a))
        iterator = made.execute()
        assert next(iterator).value == [1]
        with pytest.raises(KeyboardInterrupt):
            next(iterator)
        found = sorted(str(value.value) for value in made.get_all_vals())
        assert found == ["1", "2", "[1]"]
        assert all(value.computed for value in made.get_all_vals())

    @pytest.mark.parametrize("capacity", [1, 3])
    def test_with_calls_that_complete_later(self, capacity: int) -> None:
        def interrupted(a: A) -> Goal:
            if a == 2:
                raise KeyboardInterrupt
            return Goal([a])

        made = ComputableExpression(expression(interrupted, some_a))
        with pytest.raises(KeyboardInterrupt):
            list(made.execute(executor=LateExecutor(capacity, lambda count: 0)))
        assert all(value.computed for value in made.get_all_vals())

    def test_what_is_left_can_be_computed_afterwards(self) -> None:
        tries = []

        def interrupted(a: A) -> Goal:
            tries.append(a)
            if len(tries) == 2:
                raise KeyboardInterrupt
            return Goal([a])

        made = ComputableExpression(expression(interrupted, some_a))
        with pytest.raises(KeyboardInterrupt):
            list(made.execute())
        assert [value.value for value in made.execute()] == [[1], [2]]
        assert tries == [1, 2, 2]


class Fresh(int):
    pass


class TestNonReusableTypes:
    def counting(self) -> tuple[list[int], Callable[[], Fresh]]:
        calls: list[int] = []

        def fresh() -> Fresh:
            calls.append(len(calls))
            return Fresh(len(calls))

        return calls, fresh

    def test_are_computed_for_each_consumer(self) -> None:
        calls, fresh = self.counting()

        def a_of(x: Fresh) -> A:
            return A(x)

        def goal(x: Fresh, a: A) -> Goal:
            return Goal([x, a])

        [[own, other]] = values(goal, fresh, a_of, fresh={Fresh})
        assert own != other
        assert len(calls) == 2

    def test_feed_what_is_reusable_once(self) -> None:
        calls, fresh = self.counting()

        def a_of(x: Fresh) -> A:
            return A(x)

        def goal2(a: A) -> Goal:
            return Goal([a])

        ops = [Operator(function, {Fresh}) for function in (fresh, a_of)]
        roots = [Operator(function, {Fresh}) for function in (one, goal2)]
        expressions = Solver(ops, roots).expressions()
        for computable in ComputableExpression.from_expr_list(expressions):
            assert computable.execute_all()[0].value == [1]
        assert len(calls) == 1

    def test_are_computed_again_for_each_value_of_another_parameter(self) -> None:
        _, fresh = self.counting()

        def goal(a: A, x: Fresh) -> Goal:
            return Goal([a, x])

        assert values(goal, some_a, fresh, fresh={Fresh}) == [[1, 1], [2, 2]]

    def test_as_roots_each_time_that_they_are_asked_for(self) -> None:
        _, fresh = self.counting()
        made = ComputableExpression(expression(fresh, fresh={Fresh}))
        assert [made.execute_all()[0].value for _ in range(3)] == [1, 2, 3]

    def test_generators_run_anew(self) -> None:
        runs = []

        def fresh() -> Iterator[Fresh]:
            runs.append(1)
            yield from map(Fresh, range(2))

        def goal(a: A, x: Fresh) -> Goal:
            return Goal([a, x])

        assert values(goal, some_a, fresh, fresh={Fresh}) == [[1, 0], [1, 1], [2, 0], [2, 1]]
        assert len(runs) == 2

    def test_runs_of_generators_do_not_depend_on_the_root(self) -> None:
        """What comes first in the plan of one root may come later in that of another."""
        runs: list[int] = []

        def fresh() -> Iterator[Fresh]:
            runs.append(1)
            yield from map(Fresh, range(2))

        def three_a() -> Iterator[A]:
            yield from map(A, range(3))

        def c_of(x: Fresh, a: A, y: Fresh) -> C:
            return C(x + a + y)

        table = NodeTable()
        ops = {f: Operator(f, {Fresh}) for f in (fresh, three_a, c_of)}
        node = table.node(ops[fresh])
        source = table.node(ops[three_a])
        c_node = table.node(ops[c_of], (("x", node), ("a", source), ("y", node)))

        def goal(c: C, a: A) -> Goal: ...
        def goal2(a: A, c: C) -> Goal: ...

        roots = [
            table.node(Operator(goal), (("c", c_node), ("a", source))),
            table.node(Operator(goal2), (("a", source), ("c", c_node))),
        ]
        first, second = ComputableExpression.from_expr_list(roots)
        assert len(first.execute_all()) == 12
        once = len(runs)
        second.execute_all()
        assert len(runs) == once


class TestInjection:
    def test_the_consumer(self) -> None:
        def a_for(consumer: Consumer) -> A:
            seen.append(consumer)
            return A(1)

        def b_from(a: A) -> B:
            return B(2)

        seen: list[Any] = []
        values(pair, a_for, b_from)
        assert seen == [pair, b_from]
        seen.clear()
        values(a_for)
        assert seen == [None]

    def test_facts_about_the_expression(self) -> None:
        def a_in(data: ExprData) -> A:
            seen.append(data)
            return A(1)

        def goal2(a: A) -> Goal:
            return Goal([a])

        seen: list[Any] = []
        expressions = Solver([Operator(a_in)], [Operator(one), Operator(goal2)]).expressions()
        made = ComputableExpression.from_expr_list(expressions)
        for computable in made:
            computable.execute_all()
            assert len(computable.execute_all()) == 1
        assert seen == [computable.data for computable in made]
        assert [data["id"] for data in seen] == ["a_in:one", "a_in:goal2"]
        assert [data["uuid"] for data in seen] == [computable.uuid for computable in made]

    def test_what_needs_no_facts_is_shared_nevertheless(self) -> None:
        calls = []

        def some() -> B:
            calls.append(1)
            return B(1)

        def a_in(data: ExprData, b: B) -> A:
            return A(b)

        def goal2(a: A) -> Goal:
            return Goal([a])

        ops = [Operator(some), Operator(a_in)]
        expressions = Solver(ops, [Operator(one), Operator(goal2)]).expressions()
        for computable in ComputableExpression.from_expr_list(expressions):
            computable.execute_all()
        assert len(calls) == 1


class TestAsynchronousOperators:
    def test_are_awaited(self) -> None:
        async def later() -> A:
            await asyncio.sleep(0)
            return A(7)

        assert values(one, later) == [[7]]

    def test_fan_out(self) -> None:
        async def stream() -> AsyncIterator[A]:
            for number in range(3):
                await asyncio.sleep(0)
                yield A(number)

        assert values(one, stream) == [[0], [1], [2]]

    def test_fail(self) -> None:
        async def stream() -> AsyncIterator[A]:
            yield A(1)
            raise ValueError("no more")

        first, second = ComputableExpression(expression(one, stream)).execute()
        assert first.value == [1]
        [failed] = second.get_excep()
        assert str(failed.excep) == "no more"

    def test_share_one_loop(self) -> None:
        async def a_later() -> A:
            return A(id(asyncio.get_running_loop()))

        async def b_later() -> B:
            return B(id(asyncio.get_running_loop()))

        [[a, b]] = values(pair, a_later, b_later)
        assert a == b

    def test_are_left_without_a_trace(self) -> None:
        async def stream() -> AsyncIterator[A]:
            while True:
                yield A(1)

        iterator = ComputableExpression(expression(one, stream)).execute()
        next(iterator)
        del iterator
        gc.collect()


class TestReuse:
    def test_between_roots(self) -> None:
        calls = []

        def some() -> A:
            calls.append(1)
            return A(1)

        def goal2(a: A) -> Goal:
            return Goal([a])

        roots = Solver([Operator(some)], [Operator(one), Operator(goal2)]).expressions()
        first, second = ComputableExpression.from_expr_list(roots)
        recorder = Recorder()
        first.execute_all(reporter=recorder)
        assert [value.op.callable_ for value in recorder.made] == [some, one]
        assert recorder.again == []
        second.execute_all(reporter=recorder)
        assert [value.op.callable_ for value in recorder.made[2:]] == [goal2]
        assert [value.op.callable_ for value in recorder.again] == [some]
        assert len(calls) == 1

    def test_what_is_reused_is_not_made_anew_to_tell_of_it(self) -> None:
        calls = []

        def fresh() -> Fresh:
            calls.append(1)
            return Fresh(1)

        def a_of(x: Fresh) -> A:
            return A(x)

        made = ComputableExpression(expression(one, fresh, a_of, fresh={Fresh}))
        for _ in range(2):
            made.execute_all(reporter=Recorder())
        assert len(calls) == 1

    def test_the_same_root_twice(self) -> None:
        made = ComputableExpression(expression(pair, some_a, b_of))
        assert made.execute_all() == made.execute_all()

    def test_of_a_part(self) -> None:
        made = ComputableExpression(expression(one, some_a))
        first = next(made.execute())
        assert made.execute_all()[0] == first


class TestPendingCalls:
    """Cells may hold what another evaluator has submitted."""

    def late(self) -> Executor:
        return LateExecutor(10, lambda count: 0)

    def test_are_waited_for_by_whoever_needs_them(self) -> None:
        def one_b(b: B) -> Goal:
            return Goal([b])

        ops = [Operator(some_a), Operator(b_of)]
        roots = Solver(ops, [Operator(one_b), Operator(pair)]).expressions()
        first, second = ComputableExpression.from_expr_list(roots)
        abandoned = first.execute(executor=late_calls(b_of))
        assert next(abandoned).value == [10]
        assert any(PENDING in map(type_or_marker, cell.values) for cell in first.cell.params)
        assert [value.value for value in second.execute(executor=self.late())] == [
            [1, 10],
            [2, 20],
        ]
        assert [value.value for value in abandoned] == [[20]]

    def test_are_complete_when_what_depends_on_them_is_given_up(self) -> None:
        def slow() -> A:
            return A(1)

        def failing() -> B:
            raise ValueError

        made = ComputableExpression(expression(pair, slow, failing))
        value = next(made.execute(executor=late_calls(slow)))
        assert value["a"].value == 1
        assert value["b"].excep is not None

    def test_are_complete_though_nothing_comes_of_them(self) -> None:
        def no_b() -> Iterator[B]:
            yield from ()

        def some() -> A:
            return A(1)

        made = ComputableExpression(expression(pair, some, no_b))
        assert list(made.execute(executor=self.late())) == []
        assert [value.value for value in made.get_all_vals()] == [1]

    def test_by_one_evaluator_for_several_roots(self) -> None:
        executor = LateExecutor(3, Random(1).randrange)
        evaluator = Evaluator(executor)
        scope = Scope()
        cells = [scope.cell(expression(root, some_a, b_of)) for root in (one, pair)]
        iterators = [evaluator.run(cell) for cell in cells]
        found = [value.value for pair_ in zip(*iterators, strict=True) for value in pair_]
        assert found == [[1], [1, 10], [2], [2, 20]]


# Size


def chain(length: int) -> Expression:
    table = NodeTable()

    def source() -> A:
        return A(0)

    def stage(a: A) -> A:
        return A(a + 1)

    op = Operator(stage)
    node = table.node(Operator(source))
    for _ in range(length - 1):
        node = table.node(op, (("a", node),))
    return node


class TestSize:
    def test_deep_chains_are_no_deep_recursion(self) -> None:
        made = ComputableExpression(chain(20_000))
        [value] = made.execute()
        assert value.value == 19_999
        assert sum(1 for _ in made.get_all_vals()) == 20_000

    def test_a_failure_at_the_bottom_of_a_deep_chain(self) -> None:
        def failing() -> A:
            raise ValueError

        table = NodeTable()
        op = Operator(b_of)
        node = table.node(Operator(failing))
        for _ in range(20_000):
            node = table.node(op, (("a", node),))
        [value] = ComputableExpression(node).execute(executor=LateExecutor(3, lambda count: 0))
        [failed] = value.get_excep()
        assert isinstance(failed.excep, ValueError)

    def test_deep_chains_of_generators(self) -> None:
        def more(a: A) -> Iterator[A]:
            yield A(a + 1)

        table = NodeTable()
        op = Operator(more)
        node = chain(1)
        for _ in range(3000):
            node = table.node(op, (("a", node),))
        [value] = ComputableExpression(node).execute()
        assert value.value == 3000

    def test_memory_grows_linearly(self) -> None:
        def peak(count: int) -> int:
            def source() -> Iterator[A]:
                yield from map(A, range(count))

            made = ComputableExpression(expression(pair, source, b_of))
            next(made.execute())
            gc.collect()
            tracemalloc.start()
            assert sum(1 for _ in made.execute()) == count
            _, highest = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            return highest

        assert peak(10_000) < 12 * peak(1_000)

    def test_one_value_of_a_lattice(self) -> None:
        """A graph that would be a tree of 2 ** 200 leaves."""
        table = NodeTable()

        def both(a: A, b: A) -> A:
            return A(1)

        op = Operator(both)
        node = chain(1)
        for _ in range(200):
            node = table.node(op, (("a", node), ("b", node)))
        [value] = ComputableExpression(node).execute()
        assert value.value == 1
