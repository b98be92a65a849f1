"""Which types and operators patterns mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Generic, NewType, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exekall.callables import UnboundMethod
from exekall.operator import Operator
from exekall.patterns import PatternSet
from exekall.relation import Qualifier
from exekall.solver import TypeMatcher, operator_names, type_names
from exekall.solver.matching import class_of

T = TypeVar("T")
HERE = __name__


class Base:
    def method(self) -> int: ...


class Derived(Base):
    class Inner(Base):
        pass


class Box(Generic[T]):
    pass


class Odd(type):
    def __getattr__(cls, name: str) -> Any:
        return cls


class Claiming(Base, metaclass=Odd):
    pass


Renamed = NewType("Renamed", Derived)
Again = NewType("Again", Renamed)
TYPES = [
    Base,
    Derived,
    Derived.Inner,
    Claiming,
    Box[int],
    Box[Derived],
    int,
    bool,
    Sequence[Base],
    Renamed,
    Again,
    Annotated[Renamed, Qualifier("q")],
    Annotated[Base, Qualifier("q")],
    Base | None,
    Base | int,
    type(None),
]


class TestNamesOfTypes:
    def test_a_class_goes_by_its_bases_too(self) -> None:
        assert set(type_names(Derived.Inner)) == {
            f"{HERE}.Derived.Inner",
            "Derived.Inner",
            "Inner",
            f"{HERE}.Base",
            "Base",
        }

    def test_a_newtype_goes_by_its_class(self) -> None:
        assert {"Again", "Derived", f"{HERE}.Base"} <= set(type_names(Again))

    def test_a_generic_class_with_and_without_its_arguments(self) -> None:
        assert {"Box[int]", "Box", f"{HERE}.Box"} <= set(type_names(Box[int]))

    def test_object_is_nobody_s_base(self) -> None:
        assert "object" not in type_names(Derived)


class TestNamesOfOperators:
    def test_functions_classes_and_methods(self) -> None:
        assert operator_names(Operator(Base)) == (f"{HERE}.Base", "Base", "Base")
        method = Operator(UnboundMethod(Base.method, Derived))
        assert operator_names(method) == (f"{HERE}.Derived.method", "Derived.method", "method")


class TestClassOf:
    @pytest.mark.parametrize("type_", [Derived, Renamed, Again, Annotated[Again, Qualifier("q")]])
    def test_newtypes_and_qualifiers_aside(self, type_: object) -> None:
        assert class_of(type_) is Derived

    def test_what_has_none(self) -> None:
        assert class_of(Base | None) is None
        assert class_of(NewType("Either", Base)) is Base

    def test_a_class_that_has_every_attribute(self) -> None:
        assert class_of(Claiming) is Claiming


WORDS = ["*", "Base", "*Inner", "Box*", "Box", "int", f"{HERE}.*", "!Base", "!*ed", "!Derived"]


class TestTypeMatcher:
    @given(st.lists(st.sampled_from(WORDS), max_size=3))
    def test_means_what_the_names_say(self, words: list[str]) -> None:
        patterns = PatternSet.from_words(words)
        matcher = TypeMatcher(patterns)
        for type_ in TYPES * 2:
            assert matcher.matches(type_) is patterns.matches_any(type_names(type_))

    def test_a_negative_pattern_counts_for_bases(self) -> None:
        matcher = TypeMatcher(PatternSet.from_words(["*", "!Derived"]))
        assert matcher.matches(Base)
        assert not matcher.matches(Renamed)
        assert matcher.matches(Derived.Inner)
