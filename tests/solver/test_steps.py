"""Steps, narrowed and settled as far as that is possible before any search."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings

from exekall.expression import NodeTable
from exekall.operator import Operator
from exekall.solver.steps import Steps
from exekall.solver.universe import Universe
from tests.oracle.enumeration import Enumeration, identity
from tests.solver.asking import operators
from tests.solver.universes import Plan, plans


class Base:
    pass


class Derived(Base):
    pass


class Other:
    pass


class More:
    pass


class Result:
    pass


def base() -> Base: ...
def derived() -> Derived: ...
def other() -> Other: ...
def other_of(x: Base) -> Other: ...
def more_of(x: Other) -> More: ...
def goal(x: More) -> Result: ...


def steps_of(*providers: Any, goals: tuple[Any, ...] = (goal,)) -> dict[str, Any]:
    """Return the steps by name."""
    universe = Universe(operators(*providers))
    steps = Steps(universe, universe.ground_roots(operators(*goals)), NodeTable())
    found: dict[str, Any] = {op.get_name(qual=False): steps[op] for op in steps}
    return {"": steps, **found}


def names(steps: Any) -> list[str]:
    return [step.op.get_name(qual=False) for step in steps]


class TestSettling:
    def test_one_way_to_build_it(self) -> None:
        found = steps_of(base, other_of, more_of)
        assert all(step.params is not None for name, step in found.items() if name)
        assert found["goal"].node.get_id(qual=False) == "base:other_of:more_of:goal"

    def test_not_above_a_choice(self) -> None:
        found = steps_of(base, other_of, other, more_of)
        assert found["other_of"].params is not None
        assert (found["more_of"].params, found["goal"].params) == (None, None)

    def test_a_choice_that_a_clash_decides(self) -> None:
        def both(x: Base, y: Derived) -> Result: ...

        found = steps_of(base, derived, goals=(both,))
        assert names(step for _, step in found["both"].params) == ["derived", "derived"]

    def test_shares_nodes(self) -> None:
        def both(x: More, y: Other) -> Result: ...

        node = steps_of(base, other_of, more_of, goals=(both,))["both"].node
        assert node.param_map["x"].param_map["x"] is node.param_map["y"]


class TestNarrowing:
    def test_what_clashes_is_no_choice(self) -> None:
        def both(x: Other, y: Derived) -> Result: ...

        found = steps_of(base, derived, other_of, other, goals=(both,))
        other_ofs = found["other_of"].demands[0].domain
        assert [op.get_name(qual=False) for op in other_ofs] == ["base", "derived"]
        assert found["both"].params is None

    def test_what_cannot_be_done_without(self) -> None:
        def derived_of(x: Other) -> Derived: ...
        def wants(x: Base, y: Derived) -> Result: ...

        found = steps_of(base, derived_of, other, goals=(wants,))
        assert names(step for _, step in found["wants"].params) == ["derived_of", "derived_of"]

    def test_an_unavoidable_clash_kills(self) -> None:
        def refined(x: Base) -> Derived: ...
        def wants(x: Derived) -> Result: ...

        found = steps_of(base, refined, goals=(wants,))
        assert set(found) == {"", "base"}
        [clash] = found[""].clashes
        assert clash.operator.get_name(qual=False) == "refined"

    def test_what_wants_a_type_does_not_serve_the_wish(self) -> None:
        def derived_of(x: Base) -> Derived: ...
        def wants(x: Base) -> Result: ...

        class Sibling(Base):
            pass

        found = steps_of(Sibling, derived_of, goals=(wants,))
        assert names(step for _, step in found["wants"].params) == ["Sibling"]


class TestComponents:
    def test_no_cycles(self) -> None:
        found = steps_of(base, other_of, other, more_of)
        assert not found[""].has_cycles
        assert len({step.component for name, step in found.items() if name}) == 5

    def test_a_cycle(self) -> None:
        def base_of(x: More) -> Base: ...

        found = steps_of(base, base_of, other_of, more_of)
        assert found[""].has_cycles
        knot = {name for name, step in found.items() if name and step.cyclic}
        assert knot == {"base_of", "other_of", "more_of"}
        assert not found["goal"].cyclic


class TestAsking:
    def test_what_cannot_be_built_is_no_step(self) -> None:
        found = steps_of(other_of, more_of)
        assert found[""].get(Operator(goal)) is None
        assert list(found[""]) == []


@settings(max_examples=300, deadline=None)
@given(plans())
def test_what_is_narrowed_out_is_in_no_expression(plan: Plan) -> None:
    made = plan.build()
    universe = made.solver().universe
    roots = universe.ground_roots(made.roots)
    steps = Steps(universe, roots, NodeTable())
    wirings = Enumeration(made.question()).wirings()
    left = {identity(op): steps[op] for op in steps}
    for root, nodes in wirings:
        assert root in left
        used = {operator for operator, _, _ in nodes}
        for operator, inputs, _ in nodes:
            step = left[operator]
            wired = dict(inputs)
            for demand in step.demands:
                served = {identity(op) for op in demand.domain}
                assert demand.may_default or wired[demand.name] in served
            assert {identity(other) for other in bits(steps, step.must)} <= used
            assert not {identity(other) for other in bits(steps, step.clash)} & used


def bits(steps: Steps, mask: int) -> list[Operator]:
    return list(steps._table.operators(mask))
