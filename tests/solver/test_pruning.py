"""What can be built at all, and what serves which wish then."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NewType

from hypothesis import given, settings

from exekall.operator import Operator
from exekall.solver.pruning import can_provide, prune
from exekall.solver.universe import Universe
from tests.oracle.enumeration import Enumeration
from tests.solver.asking import operators
from tests.solver.test_solver import made, types
from tests.solver.universes import Plan, plans


class Base:
    pass


class Other:
    pass


Renamed = NewType("Renamed", Base)


def base() -> Base: ...
def other() -> Other: ...
def renamed() -> Renamed: ...
def base_of(x: Other) -> Base: ...
def other_of(x: Base) -> Other: ...
def goal(x: Base, y: Other | None = None) -> str: ...


def pruned(*providers: Any, goals: Iterable[Any] = (goal,)) -> tuple[Universe, dict[str, int]]:
    universe = Universe(operators(*providers))
    roots = universe.ground_roots(operators(*goals))
    ranks = prune(universe, universe.reach(roots))
    return universe, {op.get_name(qual=False): rank for op, rank in ranks.items()}


def candidates(universe: Universe, type_: Any) -> list[str]:
    return [op.get_name(qual=False) for op in universe.wish(type_).candidates]


class TestRanks:
    def test_what_is_used_ranks_lower(self) -> None:
        _, ranks = pruned(base_of, other)
        assert ranks["other"] < ranks["base_of"] < ranks["goal"]

    def test_what_cannot_be_built_has_none(self) -> None:
        _, ranks = pruned(base_of, other_of)
        assert ranks == {}

    def test_what_a_cycle_holds_up(self) -> None:
        _, ranks = pruned(base_of, other_of, base)
        assert ranks["base"] < ranks["other_of"] < ranks["base_of"]

    def test_optional_parameters_hold_nothing_up(self) -> None:
        _, ranks = pruned(base)
        assert set(ranks) == {"base", "goal"}

    def test_a_long_cycle_that_opens_at_its_end(self) -> None:
        steps = types(2000)
        ops = [made(f"f{i}", steps[i], x=steps[(i + 1) % 2000]) for i in range(2000)]
        ops.append(made("source", steps[-1]))
        _, ranks = pruned(*ops, goals=[made("goal", str, x=steps[0])])
        assert len(ranks) == 2002


class TestCandidates:
    def test_are_what_can_be_built(self) -> None:
        universe, _ = pruned(base, base_of)
        assert candidates(universe, Base) == ["base"]

    def test_newtypes_where_nothing_else_can(self) -> None:
        universe, ranks = pruned(renamed, base_of)
        assert candidates(universe, Base) == ["renamed"]
        assert set(ranks) == {"renamed", "goal"}
        universe, _ = pruned(renamed, base)
        assert candidates(universe, Base) == ["base"]

    def test_are_settled_anew_by_each_call(self) -> None:
        universe, _ = pruned(renamed, base)
        roots = universe.ground_roots(operators(goal))
        prune(universe, universe.reach(roots))
        assert candidates(universe, Base) == ["base"]


class TestOptionalParameters:
    def active(self, *providers: Any) -> bool:
        op = Operator(goal)
        universe, _ = pruned(*providers, goals=[op])
        return universe.demands(op)[1].active

    def test_are_provided_where_something_can(self) -> None:
        assert self.active(base, other)
        assert self.active(base, other_of)
        assert not self.active(base)

    def test_not_by_what_needs_the_operator_itself(self) -> None:
        steps = types(2)
        stage = made("stage", steps[0], x=steps[1])

        def optional(x: Any = None) -> Any: ...

        optional.__annotations__.update({"x": steps[0], "return": steps[1]})
        op = Operator(optional)
        universe, _ = pruned(stage, op, goals=[made("goal", str, x=steps[0])])
        assert not universe.demands(op)[0].active


class TestWithout:
    def test_some_operators(self) -> None:
        universe, _ = pruned(base, base_of, other)
        wish = universe.wish(Base)
        ops = {op.get_name(qual=False): op for op in wish.candidates}
        assert can_provide(universe, wish, ())
        assert can_provide(universe, wish, {ops["base"]})
        assert not can_provide(universe, wish, set(ops.values()))

    def test_newtypes_count_where_they_serve(self) -> None:
        universe, _ = pruned(renamed, base)
        wish = universe.wish(Base)
        assert not can_provide(universe, wish, set(wish.candidates))


@settings(max_examples=300, deadline=None)
@given(plans())
def test_the_enumerator_can_build_the_same(plan: Plan) -> None:
    made = plan.build()
    universe = made.solver().universe
    ranks = prune(universe, universe.reach(universe.ground_roots(made.roots)))
    enumeration = Enumeration(made.question())
    assert set(ranks) == enumeration.buildable
