"""Carrying out calls in this thread: values, failures, iterators, asynchronous operators."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from exekall.declared import DeclaredOperator
from exekall.evaluation import END, Call, Outcome, SerialExecutor
from exekall.operator import Operator
from exekall.values import NO_VALUE


def double(x: int, *, plus: int = 0) -> float:
    return 2 * x + plus


def failing() -> float:
    raise ValueError("no")


def numbers() -> Iterator[float]:
    yield 1
    raise ValueError("no more")


async def later(x: int) -> float:
    await asyncio.sleep(0)
    return x


async def stream() -> AsyncIterator[float]:
    for number in range(2):
        await asyncio.sleep(0)
        yield number


async def failing_later() -> float:
    raise ValueError("no")


@pytest.fixture
def executor() -> Iterator[SerialExecutor]:
    made = SerialExecutor()
    yield made
    made.close()


def result(outcome: Outcome) -> Any:
    assert outcome.failure is None
    assert outcome.duration >= 0
    return outcome.value


class TestCalls:
    def test_are_complete_when_they_are_submitted(self, executor: SerialExecutor) -> None:
        handle = executor.submit(Call(Operator(double), (4,)))
        assert handle.outcome() is handle
        assert result(handle.outcome()) == 8
        executor.wait([handle])

    def test_with_keywords(self, executor: SerialExecutor) -> None:
        assert result(executor.submit(Call(Operator(double), [4], {"plus": 1}))) == 9

    def test_that_fail(self, executor: SerialExecutor) -> None:
        outcome = executor.submit(Call(Operator(failing)))
        assert outcome.value is NO_VALUE
        assert isinstance(outcome.failure, ValueError)

    def test_with_arguments_that_do_not_fit(self, executor: SerialExecutor) -> None:
        outcome = executor.submit(Call(Operator(double)))
        assert isinstance(outcome.failure, TypeError)

    def test_tracebacks_begin_with_the_operator(self, executor: SerialExecutor) -> None:
        for operator in (failing, failing_later):
            failure = executor.submit(Call(Operator(operator))).failure
            assert failure is not None
            frames = []
            traceback = failure.__traceback__
            while traceback is not None:
                frames.append(traceback.tb_frame.f_code.co_name)
                traceback = traceback.tb_next
            assert frames[-1] == operator.__name__
            assert "submit" not in frames

    def test_of_what_has_no_callable_here(self, executor: SerialExecutor) -> None:
        outcome = executor.submit(Call(DeclaredOperator("remote", {}, int)))
        assert outcome.value is NO_VALUE
        assert "remote" in str(outcome.failure)

    def test_interruptions_pass(self, executor: SerialExecutor) -> None:
        def interrupted() -> float:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            executor.submit(Call(Operator(interrupted)))

    def test_exits_are_failures(self, executor: SerialExecutor) -> None:
        def leaving() -> float:
            raise SystemExit(3)

        assert isinstance(executor.submit(Call(Operator(leaving))).failure, SystemExit)


class TestIterators:
    def test_one_value_after_the_other(self, executor: SerialExecutor) -> None:
        operator = Operator(numbers)
        iterator = result(executor.submit(Call(operator)))
        assert result(executor.submit(Call(operator, iterator=iterator))) == 1
        outcome = executor.submit(Call(operator, iterator=iterator))
        assert str(outcome.failure) == "no more"
        assert result(executor.submit(Call(operator, iterator=iterator))) is END

    def test_of_asynchronous_generators(self, executor: SerialExecutor) -> None:
        operator = Operator(stream)
        iterator = result(executor.submit(Call(operator)))
        found = [result(executor.submit(Call(operator, iterator=iterator))) for _ in range(3)]
        assert found == [0, 1, END]


class TestAsynchronousOperators:
    def test_are_awaited(self, executor: SerialExecutor) -> None:
        assert result(executor.submit(Call(Operator(later), (3,)))) == 3

    def test_fail(self, executor: SerialExecutor) -> None:
        outcome = executor.submit(Call(Operator(failing_later)))
        assert outcome.value is NO_VALUE
        assert isinstance(outcome.failure, ValueError)

    def test_interruptions_pass(self, executor: SerialExecutor) -> None:
        async def interrupted() -> float:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            executor.submit(Call(Operator(interrupted)))

    def test_within_a_running_loop(self, executor: SerialExecutor) -> None:
        async def outer() -> Any:
            return result(executor.submit(Call(Operator(later), (3,))))

        assert asyncio.run(outer()) == 3

    def test_closing_twice(self, executor: SerialExecutor) -> None:
        executor.submit(Call(Operator(later), (3,)))
        executor.close()
        executor.close()
        assert result(executor.submit(Call(Operator(later), (4,)))) == 4
