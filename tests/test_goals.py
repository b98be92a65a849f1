"""Which operators expressions are to end in."""

from __future__ import annotations

from typing import Generic, TypeVar

from exekall.goals import goals_by_callable, goals_by_pattern, goals_by_type
from exekall.operator import Operator
from exekall.reasons import Cause

T = TypeVar("T")


class Base:
    pass


class Derived(Base):
    pass


class Other:
    pass


class Box(Generic[T]):
    pass


def make_base() -> Base:
    return Base()


def make_derived() -> Derived:
    return Derived()


def make_other() -> Other:
    return Other()


def boxed(value: T) -> Box[T]:
    return Box()


def misspelt() -> Bsae:  # type: ignore[name-defined]  # noqa: F821 - that is the point
    ...


OPERATORS = [Operator(f) for f in (make_base, make_derived, make_other, boxed, misspelt)]


def names(operators: tuple[Operator, ...]) -> list[str]:
    return [op.get_name(qual=False) for op in operators]


def test_patterns_mean_bases_too() -> None:
    found = goals_by_pattern(["*Base"], OPERATORS, OPERATORS)
    assert names(found.operators) == ["make_base", "make_derived"]
    assert not found.unused


def test_a_negative_pattern_takes_away() -> None:
    found = goals_by_pattern(["Base", "!Derived"], OPERATORS, OPERATORS)
    assert names(found.operators) == ["make_base"]


def test_what_cannot_be_read_is_kept_aside() -> None:
    found = goals_by_pattern(["*Base"], OPERATORS, OPERATORS)
    assert [rejection.cause for rejection in found.unreadable] == [Cause.UNRESOLVED_NAME]


def test_patterns_that_match_nothing_name_near_misses() -> None:
    (unused,) = goals_by_pattern(["*Base", "Derivd"], OPERATORS, OPERATORS).unused
    assert unused.pattern == "Derivd"
    assert "Derived" in unused.near_misses


def test_open_products_are_what_the_operators_make_of_them() -> None:
    found = goals_by_pattern(["Box[[]Other]"], OPERATORS, OPERATORS)
    assert [op.product for op in found.operators] == [Box[Other]]


def test_types_mean_what_provides_them() -> None:
    found = goals_by_type([Base, Box[Base]], OPERATORS, OPERATORS)
    assert names(found.operators) == ["make_base", "make_derived", "boxed"]


def test_callables_by_any_of_their_names() -> None:
    found = goals_by_callable(["make_o*", f"{__name__}.boxed", "lost"], OPERATORS)
    assert names(found.operators) == ["make_other", "boxed"]
    assert [unused.pattern for unused in found.unused] == ["lost"]
