"""Choosing types for TypeVars."""

from __future__ import annotations

from typing import Any, Never, TypeVar

import pytest
from typing_extensions import TypeVar as DefaultTypeVar

from exekall.relation.bounds import Bound, Relation, solved
from tests.relation.declarations import Base, Derived, Middle, Other

T = TypeVar("T")
U = TypeVar("U")
Bounded = TypeVar("Bounded", bound=Middle)
Limited = TypeVar("Limited", Base, Other)
Default = DefaultTypeVar("Default", default=int)
Dependent = DefaultTypeVar("Dependent", default=list[T])
ABOVE, EQUALS, BELOW = Relation.ABOVE, Relation.EQUALS, Relation.BELOW


@pytest.mark.parametrize(
    ("variable", "bounds", "expected"),
    [
        (T, [], None),
        (Default, [], int),
        (T, [(ABOVE, int)], int),
        (T, [(ABOVE, int), (ABOVE, str)], int | str),
        (T, [(ABOVE, Derived), (ABOVE, Base)], Base),
        (T, [(ABOVE, Never), (ABOVE, int)], int),
        (T, [(ABOVE, Any)], None),
        (T, [(EQUALS, int), (ABOVE, int)], int),
        (T, [(EQUALS, Base), (ABOVE, Derived)], Base),
        (T, [(EQUALS, Derived), (ABOVE, Base)], None),
        (T, [(EQUALS, int), (EQUALS, str)], None),
        (T, [(EQUALS, list[U])], None),
        (T, [(BELOW, Base)], Base),
        (T, [(BELOW, Base), (BELOW, Derived)], Derived),
        (T, [(BELOW, Base), (BELOW, Other)], None),
        (T, [(ABOVE, Derived), (BELOW, Base)], Derived),
        (T, [(ABOVE, Base), (BELOW, Derived)], None),
        (Bounded, [(ABOVE, Derived)], Derived),
        (Bounded, [(ABOVE, Base)], None),
        (Bounded, [(BELOW, Base)], Middle),
        (Bounded, [(BELOW, Other)], None),
        (Limited, [(ABOVE, Derived)], Base),
        (Limited, [(EQUALS, Other)], Other),
        (Limited, [(EQUALS, Derived)], None),
        (Limited, [], None),
    ],
)
def test_one_variable(
    variable: TypeVar, bounds: list[tuple[Relation, object]], expected: object
) -> None:
    found = solved(tuple(Bound(variable, *bound) for bound in bounds), [variable])
    assert found == (None if expected is None else {variable: expected})


def test_defaults_use_earlier_variables() -> None:
    assert solved((Bound(T, ABOVE, int),), [T, Dependent]) == {T: int, Dependent: list[int]}


def test_each_variable_has_its_own_bounds() -> None:
    bounds = (Bound(T, ABOVE, int), Bound(U, BELOW, str))
    assert solved(bounds, [T, U]) == {T: int, U: str}
    assert solved(bounds[:1], [T, U]) is None
