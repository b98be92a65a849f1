"""Operators with a declared signature."""

from __future__ import annotations

import pytest

from exekall.computable import ComputableExpression
from exekall.declared import DeclaredOperator, stand_in
from exekall.errors import NoCallableError
from exekall.relation import UnsupportedType
from exekall.solver import Solver

BASE = stand_in("Base", module="elsewhere")
DERIVED = stand_in("Derived", (BASE,), "elsewhere")
RESULT = stand_in("Result", module="elsewhere")

MAKE = DeclaredOperator("make", {}, DERIVED, module="elsewhere", callable_=lambda: 20)


def only(goal: DeclaredOperator) -> ComputableExpression:
    (expression,) = Solver([MAKE, goal], [goal]).expressions()
    return ComputableExpression(expression)


def test_stand_ins_fit_by_their_bases() -> None:
    goal = DeclaredOperator("add", {"base": BASE}, RESULT, callable_=lambda base: base + 1)
    (value,) = only(goal).execute_all()
    assert value.value == 21
    assert value.get_id() == "elsewhere.make:add"


def test_a_default_is_left_to_the_callable() -> None:
    goal = DeclaredOperator(
        "add",
        {"base": BASE, "more": int},
        RESULT,
        defaults={"more": 5},
        callable_=lambda base, more=5: base + more,
    )
    assert only(goal).execute_all()[0].value == 25


def test_a_generator_fans_out() -> None:
    goal = DeclaredOperator(
        "each", {"base": BASE}, RESULT, callable_=lambda base: iter([base, -base]), generator=True
    )
    assert [value.value for value in only(goal).execute_all()] == [20, -20]


def test_without_a_callable_the_value_fails() -> None:
    goal = DeclaredOperator("remote", {"base": BASE}, RESULT, module="elsewhere")
    (value,) = only(goal).execute_all()
    assert isinstance(value.excep, NoCallableError)
    assert value.excep.name == "elsewhere.remote"


def test_what_is_no_type_is_refused() -> None:
    with pytest.raises(UnsupportedType):
        DeclaredOperator("odd", {"x": 3}, RESULT)
