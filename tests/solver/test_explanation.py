"""Why nothing can be built: what is missing and where, what nearly fits, what goes in circles."""

from __future__ import annotations

from typing import Any, Generic, NewType, TypeVar

from exekall.operator import Operator, UnboundMethod
from exekall.prebuilt import PrebuiltOperator
from exekall.reasons import Cause, Rejection
from exekall.solver import Explanation, Solver
from exekall.solver.explanation import find_cycles
from tests.solver.asking import ask, operators
from tests.solver.test_solver import made, types

T = TypeVar("T")


class Base:
    pass


class Derived(Base):
    pass


class Stage:
    pass


class Other:
    pass


class Result:
    pass


class Box(Generic[T]):
    pass


Renamed = NewType("Renamed", Base)


def stage(conf: Base) -> Stage: ...
def other() -> Other: ...
def goal(a: Stage) -> Result: ...


def explained(providers: Any, *goals: Any, left_out: Any = (), **kwargs: Any) -> Explanation:
    return ask(providers, *goals, **kwargs).explain(left_out)


def path(explanation: Explanation, index: int = 0) -> str:
    """Return the way to a missing type as people read it."""
    missing = explanation.missing[index]
    assert missing.path[-1].wanted == missing.wanted
    steps = [f"{step.operator.rpartition('.')[2]}.{step.parameter}" for step in missing.path]
    return " <- ".join([*steps, missing.wanted.__name__])


class TestMissingTypes:
    def test_with_the_path_to_them(self) -> None:
        assert path(explained([stage], goal)) == "goal.a <- stage.conf <- Base"

    def test_the_goal_itself_may_want_it(self) -> None:
        assert path(explained([], goal)) == "goal.a <- Stage"

    def test_each_step_says_what_it_wants(self) -> None:
        [missing] = explained([stage], goal).missing
        assert [step.wanted for step in missing.path] == [Stage, Base]

    def test_the_shortest_path(self) -> None:
        def far(x: Other, y: Stage) -> Result: ...
        def near(x: Base) -> Result: ...

        assert path(explained([stage, other], far, near)) == "near.x <- Base"

    def test_once_for_all_that_want_it(self) -> None:
        def both(x: Stage, y: Base) -> Result: ...

        found = explained([stage], goal, both)
        assert len(found.missing) == 1

    def test_every_one_of_several(self) -> None:
        def both(x: Stage, y: Base) -> Result: ...

        assert [missing.wanted for missing in explained([], both).missing] == [Stage, Base]

    def test_every_producer_is_looked_at(self) -> None:
        def stage2(x: Other) -> Stage: ...

        found = explained([stage, stage2], goal)
        assert [path(found, index) for index in range(2)] == [
            "goal.a <- stage.conf <- Base",
            "goal.a <- stage2.x <- Other",
        ]

    def test_newtypes_are_producers_too(self) -> None:
        def renamed(x: Other) -> Renamed: ...

        assert path(explained([stage, renamed], goal)) == (
            "goal.a <- stage.conf <- renamed.x <- Other"
        )


class TestTheInnocent:
    def test_what_is_provided(self) -> None:
        def mixed(x: Other, y: Stage) -> Result: ...

        assert path(explained([other, stage], mixed)) == "mixed.y <- stage.conf <- Base"

    def test_what_has_a_default(self) -> None:
        def mixed(x: Base | None = None, *, y: Stage) -> Result: ...

        assert [m.wanted for m in explained([], mixed).missing] == [Stage]

    def test_goals_that_can_be_built(self) -> None:
        def fine(x: Other, y: Base | None = None) -> Result: ...

        found = explained([other, stage], fine, goal)
        assert [m.path[0].operator.rpartition(".")[2] for m in found.missing] == ["goal"]

    def test_nobody_where_everything_is_built(self) -> None:
        assert explained([other], other) == Explanation((), (), (), ())


class TestNearMisses:
    def test_what_was_left_out_by_discovery(self) -> None:
        left_out = [
            Rejection("m.Derived", Cause.NO_PARAMETERS, product=Derived),
            Rejection("m.Base", Cause.ABSTRACT, subject="get", product=Base),
            Rejection("m.Other", Cause.NO_PARAMETERS, product=Other),
            Rejection("m.unknown", Cause.PARTIAL_ANNOTATION),
            Rejection("m.Derived", Cause.FILTERED, product=Derived),
        ]
        [missing] = explained([stage], goal, left_out=left_out).missing
        assert [(near.name, near.cause, near.subject) for near in missing.near_misses] == [
            ("m.Derived", Cause.NO_PARAMETERS, ""),
            ("m.Base", Cause.ABSTRACT, "get"),
        ]

    def test_what_was_forbidden(self) -> None:
        def derived() -> Derived: ...

        [missing] = explained([stage, derived], goal, forbid=Derived).missing
        assert [near.cause for near in missing.near_misses] == [Cause.FORBIDDEN]

    def test_what_a_given_value_superseded(self) -> None:
        def derived() -> Derived: ...
        def wants(x: Derived) -> Result: ...

        spark = PrebuiltOperator(Base, [Base()], "spark")
        [missing] = explained([derived, spark], wants).missing
        assert [near.cause for near in missing.near_misses] == [Cause.SUPERSEDED]


def unreadable(x: Nowhere) -> Base: ...  # type: ignore[name-defined]  # noqa: F821


def test_what_cannot_be_read_is_told() -> None:
    explanation = Solver(operators(stage, unreadable), operators(goal)).explain()
    assert [rejection.cause for rejection in explanation.unusable] == [Cause.UNRESOLVED_NAME]


class TestClashes:
    def test_are_passed_on(self) -> None:
        def base() -> Base: ...
        def refined(x: Base) -> Derived: ...
        def wants(x: Derived) -> Result: ...

        found = explained([base, refined], wants)
        assert (found.missing, found.cycles) == ((), ())
        [clash] = found.clashes
        assert {clash.first.product, clash.second.product} == {Base, Derived}


def cycle_names(explanation: Explanation) -> list[list[str]]:
    """Return the cycles, each beginning with its first name and without the repetition."""
    found = []
    for cycle in explanation.cycles:
        names = [op.get_name(qual=False) for op in cycle.operators]
        assert names[0] == names[-1]
        start = names.index(min(names[:-1]))
        found.append([*names[start:-1], *names[:start]])
    return found


class TestCycles:
    def test_two_that_need_one_another(self) -> None:
        def parse(x: Stage) -> Base: ...

        found = explained([stage, parse], goal)
        assert cycle_names(found) == [["parse", "stage"]]
        assert found.missing == ()

    def test_each_needs_the_next_one(self) -> None:
        one, two, three = types(3)
        ops = [made("a", one, x=two), made("b", two, x=three), made("c", three, x=one)]
        found = explained(ops, made("goal", Result, x=one))
        [cycle] = found.cycles
        for op, needed in zip(cycle.operators, cycle.operators[1:], strict=False):
            assert needed.product in [parameter.type for parameter in op.parameters]
        assert cycle_names(found) == [["a", "b", "c"]]

    def test_one_that_needs_itself(self) -> None:
        def refined(x: Stage) -> Stage: ...

        assert cycle_names(explained([refined], goal)) == [["refined"]]

    def test_a_short_one_of_a_knot(self) -> None:
        steps = types(6)
        ops = [made(f"f{i}", steps[i], x=steps[(i + 1) % 6]) for i in range(6)]
        ops.append(made("g", steps[1], x=steps[0]))
        [names] = cycle_names(explained(ops, made("goal", Result, x=steps[0])))
        assert len(names) == 2

    def test_several_knots(self) -> None:
        one, two = types(2)
        ops = [made("a", one, x=one), made("b", two, x=two)]
        found = explained(ops, made("goal", Result, x=one, y=two))
        assert sorted(cycle_names(found)) == [["a"], ["b"]]

    def test_none_where_another_source_opens_it(self) -> None:
        def parse(x: Stage) -> Base: ...
        def stage2() -> Stage: ...

        assert find_cycles(ask([stage, stage2, parse], goal).universe, operators(goal)) == ()

    def test_a_default_opens_it(self) -> None:
        def parse(x: Stage | None = None) -> Base: ...

        assert explained([stage, parse], goal) == Explanation((), (), (), ())


class TestSize:
    def test_a_long_chain_that_ends_in_nothing(self) -> None:
        length = 8000
        steps = types(length)
        ops = [made(f"f{i}", steps[i], x=steps[i + 1]) for i in range(length - 1)]
        solver = Solver(ops, [made("goal", Result, x=steps[0])])
        [missing] = solver.explain().missing
        assert len(missing.path) == length

    def test_a_long_cycle(self) -> None:
        steps = types(3000)
        ops = [made(f"f{i}", steps[i], x=steps[(i + 1) % 3000]) for i in range(3000)]
        [cycle] = Solver(ops, [made("goal", Result, x=steps[0])]).explain().cycles
        assert len(cycle.operators) == 3001


class TestClashesOfGoals:
    """Other operators make what the goal makes, and it needs what needs theirs."""

    def test_that_a_search_meets(self) -> None:
        def first(x: Other) -> Result: ...
        def second(x: Other) -> Result: ...
        def staged(x: Result) -> Stage: ...

        found = explained([other, first, second, staged], goal)
        [clash] = found.clashes
        assert [clash.operator.name, clash.first.name] == [Operator(goal).name] * 2
        assert clash.second.name == Operator(first).name

    def test_that_a_combination_meets(self) -> None:
        def first(x: Other) -> Derived: ...
        def second(x: Other) -> Derived: ...
        def staged(x: Derived) -> Stage: ...
        def based(x: Stage) -> Base: ...

        [clash] = explained([other, first, second, staged], based).clashes
        assert clash.operator.name == clash.first.name == Operator(based).name
        assert clash.second.product is Derived

    def test_those_of_others_are_not_told(self) -> None:
        def first(x: Base) -> Result: ...
        def base(x: Other) -> Base: ...
        def refined(x: Base) -> Derived: ...
        def second(x: Derived) -> Result: ...
        def staged(x: Result) -> Stage: ...

        providers = [other, base, refined, first, second, staged]
        assert [c.operator.name for c in explained(providers, goal).clashes] == [
            Operator(goal).name
        ]
        assert [c.operator.name for c in explained(providers, second).clashes] == [
            Operator(refined).name
        ]


class TestGenericOperators:
    def test_one_that_makes_anything_is_innocent(self) -> None:
        def unbox(box: Box[T]) -> T: ...

        assert path(explained([unbox], goal)) == "goal.a <- Stage"


class TestMethods:
    class Shape:
        def area(self) -> Result: ...

    class Square(Shape):
        def area(self) -> Result: ...

    def test_one_that_derived_classes_replace(self) -> None:
        def square() -> TestMethods.Square: ...

        found = explained([square], UnboundMethod(self.Shape.area, self.Shape))
        assert found.missing == ()
        assert [(r.operator.rpartition(".")[2], r.wanted) for r in found.replaced] == [
            ("area", self.Shape)
        ]

    def test_one_of_a_class_that_nothing_provides(self) -> None:
        found = explained([], UnboundMethod(self.Shape.area, self.Shape))
        assert [missing.wanted for missing in found.missing] == [self.Shape]
        assert found.replaced == ()
