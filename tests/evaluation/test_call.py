"""Calls and what comes of them."""

from __future__ import annotations

from exekall.evaluation import END, Call, Outcome
from exekall.operator import Operator


def some() -> int: ...


def test_a_call_of_an_operator() -> None:
    call = Call(Operator(some), [1])
    assert (call.args, call.kwargs, call.iterator) == ([1], None, None)


def test_a_request_for_the_next_value() -> None:
    iterator = iter([1])
    assert Call(Operator(some), iterator=iterator).iterator is iterator


def test_an_outcome() -> None:
    assert (Outcome(3).value, Outcome(3).failure, Outcome(3).duration) == (3, None, 0.0)
    error = ValueError()
    assert Outcome(None, error, 1.5).failure is error


def test_the_end_says_so() -> None:
    assert repr(END) == "END"
