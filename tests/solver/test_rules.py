"""The rules by which expressions are built, one after the other, by examples."""

from __future__ import annotations

from typing import Annotated, Generic, NewType, TypeVar

import pytest
from typing_extensions import TypeAliasType

from exekall.callables import UnboundMethod
from exekall.operator import Operator
from exekall.prebuilt import PrebuiltOperator
from exekall.relation import Qualifier
from tests.solver.asking import short_ids

T = TypeVar("T")


class Base:
    pass


class Left(Base):
    pass


class Right(Base):
    pass


class Other:
    pass


class More:
    pass


class Result:
    pass


class Box(Generic[T]):
    pass


Renamed = NewType("Renamed", Base)
Again = NewType("Again", Renamed)


def base() -> Base: ...
def base2() -> Base: ...
def left() -> Left: ...
def right() -> Right: ...
def other() -> Other: ...
def nothing() -> None: ...
def renamed() -> Renamed: ...
def again() -> Again: ...
def perhaps() -> Base | None: ...
def two(x: Base, y: Base) -> Result: ...
def one(x: Base) -> Result: ...


class TestR1OneOperatorForEachRequestedType:
    def test_two_parameters_get_the_same_object(self) -> None:
        assert short_ids([left, right], two) == ["left:two(y=left)", "right:two(y=right)"]

    def test_across_the_whole_expression(self) -> None:
        def stage(x: Base) -> Other: ...
        def goal(x: Base, stage: Other) -> Result: ...

        assert short_ids([left, right, stage], goal) == [
            "left:goal(stage=left:stage)",
            "right:goal(stage=right:stage)",
        ]

    @pytest.mark.parametrize(
        "wanted", [Base | None, Annotated[Base, "plain metadata"], TypeAliasType("Alias", Base)]
    )
    def test_spellings_of_one_type(self, wanted: object) -> None:
        def goal(x: Base, y: Base) -> Result: ...

        goal.__annotations__["y"] = wanted
        assert short_ids([left, right], goal) == ["left:goal(y=left)", "right:goal(y=right)"]

    def test_a_union_is_a_request_of_its_own(self) -> None:
        def goal(x: Left, y: Left | Other) -> Result: ...

        assert short_ids([left, other], goal) == ["left:goal(y=left)", "left:goal(y=other)"]

    def test_a_qualified_type_is_a_request_of_its_own(self) -> None:
        def marked() -> Annotated[Left, Qualifier("q")]: ...
        def goal(x: Base, y: Annotated[Base, Qualifier("q")]) -> Result: ...

        assert short_ids([left, marked], goal) == ["left:goal(y=marked)"]

    def test_none_alone_does_not_serve_an_optional_wish(self) -> None:
        def goal(x: Base | None) -> Result: ...

        assert short_ids([nothing], goal) == []
        assert short_ids([nothing, perhaps, left], goal) == ["perhaps:goal", "left:goal"]

    def test_what_may_be_none_does_not_serve_the_type_itself(self) -> None:
        def goal(x: Base | None, y: Base) -> Result: ...

        assert short_ids([perhaps, left], goal) == ["left:goal(y=left)"]

    def test_what_asks_for_a_type_cannot_provide_it(self) -> None:
        def left_of(x: Base) -> Left: ...
        def goal(x: Base, y: Left) -> Result: ...

        assert short_ids([right, left_of], one) == ["right:one"]
        assert short_ids([right, left_of], goal) == ["right:goal(y=right:left_of)"]


class TestR2OneProducerForEachProduct:
    def test_one_type_from_two_operators(self) -> None:
        def left2() -> Left: ...
        def goal(x: Base, y: Left) -> Result: ...

        assert short_ids([left, left2], goal) == ["left:goal(y=left)", "left2:goal(y=left2)"]

    def test_a_type_beside_its_subclass(self) -> None:
        def refined(x: Base) -> Left: ...
        def goal(x: Left) -> Result: ...

        assert short_ids([base, refined], goal) == []

    def test_siblings_are_fine(self) -> None:
        def goal(x: Left, y: Right) -> Result: ...

        assert short_ids([left, right], goal) == ["left:goal(y=right)"]

    def test_types_count_not_classes(self) -> None:
        def ints() -> Box[int]: ...
        def texts() -> Box[str]: ...
        def goal(x: Box[int], y: Box[str]) -> Result: ...

        assert short_ids([ints, texts], goal) == ["ints:goal(y=texts)"]

    def test_a_newtype_beside_its_supertype(self) -> None:
        def goal(x: Base, y: Renamed) -> Result: ...

        assert short_ids([base, renamed], goal) == ["base:goal(y=renamed)"]

    def test_the_root_counts(self) -> None:
        def goal(x: Base) -> Left: ...

        assert short_ids([base, right], goal) == ["right:goal"]


class TestR3NoCycle:
    def test_two_that_feed_one_another(self) -> None:
        def parse(x: Left) -> Right: ...
        def write(x: Right) -> Left: ...
        def goal(x: Left, y: Right) -> Result: ...

        assert short_ids([parse, write], goal) == []
        assert short_ids([parse, write, left], goal) == ["left:goal(y=left:parse)"]

    def test_a_cycle_that_another_source_opens(self) -> None:
        def parse(x: Left) -> Right: ...
        def write(x: Right, y: Other) -> Left: ...
        def goal(x: Left) -> Result: ...

        assert short_ids([parse, write, left, right, other], goal) == [
            "right:write(y=other):goal",
            "left:goal",
        ]


class TestR4OptionalParameters:
    def test_provided_where_possible(self) -> None:
        def goal(x: Base | None = None) -> Result: ...

        assert short_ids([left, right], goal) == ["left:goal", "right:goal"]
        assert short_ids([], goal) == ["goal"]

    def test_without_annotation_never_provided(self) -> None:
        def goal(x: Base, y=None) -> Result: ...  # type: ignore[no-untyped-def]

        assert short_ids([left], goal) == ["left:goal"]

    def test_a_branch_that_cannot_be_built(self) -> None:
        def left_of(x: Other) -> Left: ...
        def goal(x: Left | None = None) -> Result: ...

        assert short_ids([left_of], goal) == ["goal"]
        assert short_ids([left_of, other], goal) == ["other:left_of:goal"]

    def test_no_help_from_the_operator_itself(self) -> None:
        def hint(x: Left) -> Other: ...
        def made(x: Other | None = None) -> Left: ...
        def goal(x: Left, y: Other) -> Result: ...

        assert short_ids([hint, made], goal) == ["made:goal(y=made:hint)"]
        assert short_ids([hint, made, other], goal) == ["other:made:goal(y=other)"]

    def test_a_clash_does_not_fall_back(self) -> None:
        def goal(x: Base, y: Left | None = None) -> Result: ...

        assert short_ids([right, left], goal) == ["right:goal(y=left)", "left:goal(y=left)"]
        assert short_ids([base, left], goal) == ["left:goal(y=left)"]

    def test_nor_does_a_clash_within_the_branch(self) -> None:
        def stage(x: Left) -> Other: ...
        def goal(x: Base, y: Other | None = None) -> Result: ...

        assert short_ids([base, left, stage], goal) == ["left:goal(y=left:stage)"]
        assert short_ids([base, right, left, stage], goal) == [
            "right:goal(y=left:stage)",
            "left:goal(y=left:stage)",
        ]


class Parent:
    def method(self) -> Result: ...


class Child(Parent):
    pass


class Overriding(Parent):
    def method(self) -> Result: ...


def method(cls: type, of: type | None = None) -> Operator:
    return Operator(UnboundMethod(vars(of or cls)["method"], cls))


class TestR5Methods:
    def test_only_where_looking_it_up_leads_to_it(self) -> None:
        assert short_ids([Overriding], method(Parent)) == []
        assert short_ids([Overriding], method(Overriding)) == ["Overriding:method"]
        assert short_ids([Child], method(Parent)) == ["Child:method"]

    def test_the_nearest_operator_is_used(self) -> None:
        made = [Parent, Child, method(Parent), method(Child, Parent)]

        def goal(x: Result) -> Other: ...

        assert short_ids(made, goal) == ["Parent:method:goal", "Child:method:goal"]

    def test_a_newtype_by_its_class(self) -> None:
        Named = NewType("Named", Overriding)

        def named() -> Named: ...

        named.__annotations__["return"] = Named
        assert short_ids([named], method(Parent)) == []
        assert short_ids([named], method(Overriding)) == ["named:method"]

    def test_every_member_of_a_union_counts(self) -> None:
        def either() -> Overriding | Child: ...

        assert short_ids([either], method(Parent)) == []


class TestR6PrebuiltOperators:
    def test_the_only_producer_of_type_and_subtypes(self) -> None:
        spark = PrebuiltOperator(Base, [Base()], "spark")
        assert short_ids([base, left, spark], one) == ["spark:one"]

    def test_of_supertypes_it_is_not(self) -> None:
        spark = PrebuiltOperator(Left, [Left()], "spark")
        assert short_ids([base, left, right, spark], one) == ["base:one", "right:one", "spark:one"]

    def test_several_of_one_type(self) -> None:
        sparks = [PrebuiltOperator(Base, [Base()], name) for name in ("one", "other")]
        assert short_ids(sparks, one) == ["one:one", "other:one"]

    def test_instances_of_generic_operators_are_producers(self) -> None:
        def wrapped(x: T) -> Box[T]: ...
        def goal(x: Box[Base]) -> Result: ...

        spark = PrebuiltOperator(Box[Base], [Box()], "spark")
        assert short_ids([base, wrapped, spark], goal) == ["spark:goal"]


class TestR7RestrictAndForbid:
    def test_restricted_operators_alone_serve_their_type(self) -> None:
        assert short_ids([base, base2, left], one, restrict="base2") == ["base2:one"]

    def test_other_producers_of_that_type_serve_nothing(self) -> None:
        def left2() -> Left: ...

        assert short_ids([left, left2, right], one, restrict="left2") == ["left2:one", "right:one"]

    def test_an_optional_wish_is_a_wish_for_that_type(self) -> None:
        def goal(x: Base | None) -> Result: ...

        assert short_ids([base, left, perhaps], goal, restrict="base") == ["base:goal"]
        assert short_ids([base, left, perhaps], goal, restrict="perhaps") == ["perhaps:goal"]

    def test_roots_are_not_restricted(self) -> None:
        def goal2(x: Base) -> Result: ...

        assert short_ids([left, one, goal2], one, goal2, restrict="one") == [
            "left:one",
            "left:goal2",
        ]

    def test_instances_of_generic_operators(self) -> None:
        def wrapped(x: T) -> Box[T]: ...
        def wrapped2(x: T) -> Box[T]: ...
        def boxed() -> Box[Base]: ...
        def goal(x: Box[Base]) -> Result: ...

        providers = [base, wrapped, wrapped2, boxed]
        assert short_ids(providers, goal, restrict="wrapped") == ["base:wrapped:goal"]
        assert short_ids(providers, goal, restrict="boxed") == ["boxed:goal"]

    def test_forbidden_types_and_subtypes_are_not_produced(self) -> None:
        assert short_ids([left, right], one, forbid=Left) == ["right:one"]
        assert short_ids([left, right], one, forbid=Base) == []
        assert short_ids([renamed], one, forbid=Base) == []

    def test_forbidden_goals_are_none(self) -> None:
        assert short_ids([left], one, forbid=Result) == []

    def test_forbidden_instances_of_generic_operators(self) -> None:
        def wrapped(x: T) -> Box[T]: ...
        def unwrapped(x: Box[T]) -> T: ...
        def boxed() -> Box[Left]: ...

        assert short_ids([boxed, unwrapped], one) == ["boxed:unwrapped:one"]
        assert short_ids([boxed, unwrapped], one, forbid=Left) == []


class TestR8NewTypes:
    def test_serve_where_nothing_else_does(self) -> None:
        assert short_ids([renamed], one) == ["renamed:one"]
        assert short_ids([renamed, left], one) == ["left:one"]

    def test_over_newtypes(self) -> None:
        def goal(x: Renamed) -> Result: ...

        assert short_ids([again], one) == ["again:one"]
        assert short_ids([again], goal) == ["again:goal"]
        assert short_ids([again, renamed], goal) == ["renamed:goal"]

    def test_never_the_other_way(self) -> None:
        def goal(x: Renamed) -> Result: ...

        assert short_ids([base], goal) == []

    def test_what_pruning_takes_away_does_not_count(self) -> None:
        def left_of(x: Other) -> Left: ...

        assert short_ids([renamed, left_of], one) == ["renamed:one"]

    def test_nor_what_needs_the_newtype_to_serve_the_same_wish(self) -> None:
        def refined(x: Base) -> Base: ...

        assert short_ids([renamed, refined], one) == ["renamed:one"]

    def test_with_qualifiers(self) -> None:
        def marked() -> Annotated[Renamed, Qualifier("q")]: ...
        def goal(x: Annotated[Base, Qualifier("q")]) -> Result: ...

        assert short_ids([marked], goal) == ["marked:goal"]
        assert short_ids([renamed], goal) == []


class TestGenericOperators:
    def test_a_wish_fixes_the_variables(self) -> None:
        def wrapped(x: T) -> Box[T]: ...
        def goal(x: Box[Base]) -> Result: ...

        assert short_ids([left, wrapped], goal) == ["left:wrapped:goal"]

    def test_what_is_produced_fixes_them(self) -> None:
        def boxed() -> Box[Left]: ...
        def unwrapped(x: Box[T]) -> T: ...

        assert short_ids([boxed, unwrapped], one) == ["boxed:unwrapped:one"]

    def test_open_wishes_are_served_by_wrappers_of_anything(self) -> None:
        def wrapped(x: T) -> Box[T]: ...
        def goal(x: Box[T]) -> Result: ...

        assert short_ids([left, other, wrapped], goal) == [
            "left:wrapped:goal",
            "other:wrapped:goal",
        ]

    def test_a_generic_class(self) -> None:
        class Parcel(Generic[T]):
            def __init__(self, content: T) -> None: ...

        def goal(x: Parcel[T]) -> Result: ...

        goal.__annotations__["x"] = Parcel[T]
        assert short_ids([left, Parcel], goal) == ["left:Parcel:goal"]

    def test_each_member_of_a_union(self) -> None:
        def wrapped(x: T) -> Box[T]: ...
        def goal(x: Box[Left] | Box[Right]) -> Result: ...

        assert short_ids([left, right, wrapped], goal) == [
            "left:wrapped:goal",
            "right:wrapped:goal",
        ]

    def test_the_order_of_parameters_does_not_matter(self) -> None:
        def boxed() -> Box[Base]: ...
        def with_box(x: T, box: Box[T]) -> Result: ...
        def box_with(box: Box[T], x: T) -> Result: ...

        assert short_ids([left, boxed], with_box) == ["left:with_box(box=boxed)"]
        assert short_ids([left, boxed], box_with) == ["boxed:box_with(x=left)"]

    def test_nesting_ends(self) -> None:
        def wrapped(x: Box[T]) -> Box[Box[T]]: ...
        def boxed() -> Box[int]: ...
        def goal(x: Box[T]) -> Result: ...

        assert short_ids([boxed, wrapped], goal) == ["boxed:goal", "boxed:wrapped:goal"]
