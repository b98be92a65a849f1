"""Resolving annotations."""

from __future__ import annotations

import sys
from typing import Any, ClassVar, Generic, TypeVar

import pytest

from exekall.relation import Reason, UnsupportedType
from exekall.relation.annotations import (
    attribute_annotation,
    function_annotations,
    own_annotations,
    resolved_bound,
    resolved_constraints,
)

T = TypeVar("T")
Bounded = TypeVar("Bounded", bound="Sample[int]")
Limited = TypeVar("Limited", int, "Sample[int]")
Lost = TypeVar("Lost", bound="Nowhere")  # type: ignore[name-defined]  # noqa: F821  # meant


class Base:
    inherited: int


class Sample(Base, Generic[T]):
    class Inner: ...

    plain: int
    quoted: list[Sample[T]]
    inner: Inner
    constant: ClassVar[str] = ""
    lost: Nowhere  # type: ignore[name-defined]  # noqa: F821  # meant
    broken: 1 / 0  # type: ignore[valid-type]

    def method(self, a: Sample[int], b: Inner, c: list[Any] | None = None) -> T: ...

    def lost_method(self) -> Nowhere: ...  # type: ignore[name-defined]  # noqa: F821  # meant


def test_own_annotations() -> None:
    assert set(own_annotations(Base)) == {"inherited"}
    assert "inherited" not in own_annotations(Sample)
    assert own_annotations(int) == {}


def test_attribute_annotations() -> None:
    assert attribute_annotation(Sample, "plain") is int
    assert attribute_annotation(Sample, "quoted") == list[Sample[T]]
    assert attribute_annotation(Sample, "inner") is Sample.Inner
    assert attribute_annotation(Sample, "constant") == ClassVar[str]
    with pytest.raises(KeyError):
        attribute_annotation(Sample, "inherited")


@pytest.mark.parametrize("name", ["lost", "broken"])
def test_attributes_that_cannot_be_resolved(name: str) -> None:
    with pytest.raises(UnsupportedType) as raised:
        attribute_annotation(Sample, name)
    assert raised.value.reason is Reason.UNRESOLVED_ANNOTATION


def test_function_annotations() -> None:
    assert function_annotations(Sample.method, Sample) == {
        "a": Sample[int],
        "b": Sample.Inner,
        "c": list[Any] | None,
        "return": T,
    }
    with pytest.raises(UnsupportedType) as raised:
        function_annotations(Sample.lost_method, Sample)
    assert raised.value.reason is Reason.UNRESOLVED_ANNOTATION


def test_a_class_in_a_function_sees_itself() -> None:
    class Local:
        def copy(self) -> Local: ...

    assert function_annotations(Local.copy, Local) == {"return": Local}


def test_declarations_of_variables() -> None:
    assert resolved_bound(T) is None
    assert resolved_bound(Bounded) == Sample[int]
    assert resolved_constraints(T) == ()
    assert resolved_constraints(Limited) == (int, Sample[int])
    with pytest.raises(UnsupportedType) as raised:
        resolved_bound(Lost)
    assert raised.value.annotation is Lost


@pytest.mark.skipif(sys.version_info < (3, 12), reason="type parameters came with Python 3.12")
def test_type_parameters_are_visible() -> None:
    names: dict[str, Any] = {"__name__": __name__}
    exec("class Box[V]:\n    item: 'V'\n    def get(self) -> 'V': ...\n", names)
    box = names["Box"]
    (variable,) = box.__type_params__
    assert attribute_annotation(box, "item") is variable
    assert function_annotations(box.get, box) == {"return": variable}
