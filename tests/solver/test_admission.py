"""Which operators may serve wishes at all (rules R6 and R7)."""

from __future__ import annotations

from typing import Generic, NewType, TypeVar

from exekall.operator import Operator
from exekall.patterns import PatternSet
from exekall.prebuilt import PrebuiltOperator
from exekall.reasons import Cause
from exekall.solver import Constraints
from exekall.solver.admission import Admission

T = TypeVar("T")


class Base:
    pass


class Derived(Base):
    pass


class Box(Generic[T]):
    pass


Renamed = NewType("Renamed", Base)


def base() -> Base: ...
def base2() -> Base: ...
def derived() -> Derived: ...
def renamed() -> Renamed: ...
def boxed() -> Box[int]: ...
def wrapped(x: T) -> Box[T]: ...


BASE, BASE2, DERIVED, RENAMED = map(Operator, (base, base2, derived, renamed))
BOXED, WRAPPED = Operator(boxed), Operator(wrapped)
ALL = [BASE, BASE2, DERIVED, RENAMED, BOXED, WRAPPED]


def objections(admission: Admission) -> dict[Operator, Cause]:
    return {op: cause for op in ALL if (cause := admission.objection(op, op.product)) is not None}


def restricted_to(*names: str, forbid: tuple[str, ...] = ()) -> Admission:
    return Admission(ALL, Constraints(PatternSet(names), PatternSet(forbid)))


def test_nothing_is_objected_to_by_default() -> None:
    admission = Admission(ALL, Constraints())
    assert objections(admission) == {}
    assert not any(admission.is_outdone(op, op.product) for op in ALL)
    assert not any(admission.is_restricted(op) for op in ALL)
    assert list(admission.restricted_to([Base])) == []


class TestForbidden:
    def test_types_and_what_derives_from_them(self) -> None:
        admission = restricted_to(forbid=("*Base",))
        assert objections(admission) == dict.fromkeys(
            [BASE, BASE2, DERIVED, RENAMED], Cause.FORBIDDEN
        )

    def test_instances_of_generic_operators(self) -> None:
        admission = restricted_to(forbid=("Box[[]int]",))
        assert objections(admission) == {BOXED: Cause.FORBIDDEN}
        assert admission.objection(WRAPPED, Box[int]) is Cause.FORBIDDEN
        assert admission.objection(WRAPPED, Box[str]) is None


class TestSuperseded:
    def test_by_what_exists_already(self) -> None:
        spark = PrebuiltOperator(Base, [Base()])
        admission = Admission([*ALL, spark], Constraints())
        assert objections(admission) == dict.fromkeys([BASE, BASE2, DERIVED], Cause.SUPERSEDED)
        assert admission.objection(spark, spark.product) is None
        assert admission.objection(PrebuiltOperator(Derived, []), Derived) is None

    def test_instances_of_generic_operators(self) -> None:
        admission = Admission([*ALL, PrebuiltOperator(Box[int], [Box()])], Constraints())
        assert admission.objection(WRAPPED, WRAPPED.product) is None
        assert admission.objection(WRAPPED, Box[int]) is Cause.SUPERSEDED
        assert admission.objection(WRAPPED, Box[str]) is None

    def test_a_forbidden_value_supersedes_nothing(self) -> None:
        constraints = Constraints(forbid=PatternSet(("spark",)))
        spark = PrebuiltOperator(NewType("spark", Base), [Base()])
        assert objections(Admission([*ALL, spark], constraints)) == {}


class TestRestricted:
    def test_outdoes_the_producers_of_the_very_type(self) -> None:
        admission = restricted_to("base2")
        assert [op for op in ALL if admission.is_outdone(op, op.product)] == [BASE]
        assert [op for op in ALL if admission.is_restricted(op)] == [BASE2]
        assert list(admission.restricted_to([Base])) == [BASE2]
        assert list(admission.restricted_to([Derived])) == []

    def test_several_of_one_type(self) -> None:
        admission = restricted_to("base", "base2")
        assert not any(admission.is_outdone(op, op.product) for op in ALL)
        assert list(admission.restricted_to([Derived, Base])) == [BASE, BASE2]

    def test_a_generic_operator_outdoes_what_it_could_make(self) -> None:
        admission = restricted_to("wrapped")
        assert admission.is_outdone(BOXED, BOXED.product)
        assert not admission.is_outdone(WRAPPED, Box[int])
        assert not admission.is_outdone(BASE, Base)

    def test_what_may_not_be_used_outdoes_nothing(self) -> None:
        admission = restricted_to("base2", forbid=("*Base",))
        assert not admission.is_outdone(BASE, Base)
        spark = PrebuiltOperator(Base, [Base()], "spark")
        admission = Admission([*ALL, spark], Constraints(PatternSet(("base2",))))
        assert not admission.is_outdone(spark, Base)

    def test_what_exists_already_outdoes_a_generic_operator(self) -> None:
        spark = PrebuiltOperator(Box[int], [Box()], "spark")
        admission = Admission([*ALL, spark], Constraints(PatternSet(("wrapped",))))
        assert not admission.is_outdone(spark, Box[int])
