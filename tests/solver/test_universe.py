"""Which operators take part, what they want, and what is read of them."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

import pytest

from exekall.callables import UnboundMethod
from exekall.injection import Consumer, ExprData
from exekall.operator import Operator
from exekall.reasons import Cause
from exekall.solver.universe import Universe
from tests.solver.asking import operators
from tests.solver.test_solver import made, types

T = TypeVar("T")


class Base:
    def method(self) -> int: ...


class Derived(Base):
    pass


class Overriding(Base):
    def method(self) -> int: ...


class Other:
    pass


class Box(Generic[T]):
    pass


def base() -> Base: ...
def derived() -> Derived: ...
def perhaps() -> Base | None: ...
def nothing() -> None: ...
def goal(x: Base, y: Other | None = None) -> str: ...
def unreadable(x: Nowhere) -> Base: ...  # type: ignore[name-defined]  # noqa: F821
def unreadable_product() -> Nowhere: ...  # type: ignore[name-defined]  # noqa: F821


def names(ops: Any) -> list[str]:
    return [op.get_name(qual=False) for op in ops]


class TestWishes:
    def test_one_for_each_type(self) -> None:
        universe = Universe(operators(base, derived))
        wish = universe.wish(Base)
        assert universe.wish(Base) is wish
        assert names(wish.strict) == ["base", "derived"]
        assert wish.key is Base

    def test_optional_ones_share_a_key(self) -> None:
        universe = Universe(operators(base, perhaps, nothing))
        wish = universe.wish(Base | None)
        assert wish.key is Base
        assert wish is not universe.wish(Base)
        assert names(wish.strict) == ["base", "perhaps"]
        assert names(universe.wish(type(None)).strict) == ["nothing"]

    def test_variants_are_noticed(self) -> None:
        universe = Universe(operators(base))
        universe.wish(Base)
        assert not universe.has_variants
        universe.wish(Base | None)
        assert universe.has_variants


class TestDemands:
    def test_of_each_parameter(self) -> None:
        [op] = operators(goal)
        universe = Universe(operators(base))
        first, second = universe.demands(op)
        assert (first.name, first.optional, first.wish) == ("x", False, universe.wish(Base))
        assert (second.name, second.optional) == ("y", True)
        assert universe.demands(op) is universe.demands(op)

    def test_not_of_what_the_engine_fills_in(self) -> None:
        op = made("f", int, a=Consumer, b=Base, c=ExprData)
        assert [demand.name for demand in Universe([]).demands(op)] == ["b"]

    def test_of_a_method_s_self(self) -> None:
        method = Operator(UnboundMethod(Base.method, Base))
        universe = Universe([*operators(base, derived, Overriding), method])
        [demand] = universe.demands(method)
        assert demand.wish is not universe.wish(Base)
        assert demand.wish.key is Base
        assert names(demand.wish.strict) == ["base", "derived"]
        assert names(universe.wish(Base).strict) == ["base", "derived", "Overriding"]


class TestReading:
    def test_nothing_that_no_goal_leads_to(self) -> None:
        ops = operators(base, unreadable)
        universe = Universe(ops)
        universe.reach([made("goal", str, x=Other)])
        assert universe.rejections == []
        universe.reach(operators(goal))
        assert [rejection.cause for rejection in universe.rejections] == [Cause.UNRESOLVED_NAME]
        assert universe.unreadable == {ops[1]}

    def test_what_cannot_be_read_is_not_reached(self) -> None:
        reached = Universe(operators(base, unreadable)).reach(operators(goal))
        assert names(reached) == ["base", "goal"]

    def test_products_are_read_at_once(self) -> None:
        universe = Universe(operators(unreadable_product, base))
        assert [rejection.parameters for rejection in universe.rejections] == [("return",)]

    def test_a_reason_is_given_once(self) -> None:
        universe = Universe(operators(unreadable))
        for _ in range(2):
            universe.reach(operators(goal))
        assert len(universe.rejections) == 1


class TestReaching:
    def test_providers_come_first(self) -> None:
        one, two, three = types(3)
        ops = [made("c", three, x=two, y=one), made("b", two, x=one), made("a", one)]
        reached = Universe(ops).reach([made("goal", str, x=three)])
        assert names(reached) == ["a", "b", "c", "goal"]

    def test_only_what_may_feed_a_goal(self) -> None:
        assert names(Universe(operators(base, goal, unreadable)).reach(operators(base))) == ["base"]

    @pytest.mark.parametrize("length", [3, 20_000])
    def test_along_a_cycle(self, length: int) -> None:
        steps = types(length)
        ops = [made(f"f{i}", steps[i], x=steps[(i + 1) % length]) for i in range(length)]
        assert len(Universe(ops).reach([made("goal", str, x=steps[0])])) == length + 1


class TestGoals:
    def test_as_they_are(self) -> None:
        roots = operators(goal, base)
        assert Universe([]).ground_roots(roots) == roots

    def test_with_type_variables(self) -> None:
        def boxed() -> Box[int]: ...
        def shown(x: Box[T]) -> str: ...

        roots = Universe(operators(boxed)).ground_roots(operators(shown))
        assert [root.parameters[0].type for root in roots] == [Box[int]]
