"""Operators whose values exist already."""

from __future__ import annotations

import typing
from typing import Annotated, Any

import pytest

from exekall.callables import Kind
from exekall.computable import ComputableExpression
from exekall.expression import NodeTable
from exekall.names import NameForm
from exekall.prebuilt import PrebuiltOperator
from exekall.relation import UnsupportedType


class Conf:
    pass


def values(operator: PrebuiltOperator) -> list[Any]:
    node = NodeTable().node(operator)
    return [value.value for value in ComputableExpression(node).execute()]


@pytest.mark.parametrize("given", [[], [1], [1, 2, 3], [None], [[]]])
def test_gives_its_values(given: list[Any]) -> None:
    operator = PrebuiltOperator(Conf, given)
    assert values(operator) == given
    assert operator.is_generator is (len(given) != 1)


def test_the_very_objects() -> None:
    conf = Conf()
    assert values(PrebuiltOperator(Conf, [conf])) == [conf]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (typing.List[int], list[int]),  # noqa: UP006 - another spelling
        (Annotated[Conf, "metadata"], Conf),
        (None, type(None)),
        (Conf, Conf),
    ],
)
def test_types_in_any_spelling(written: Any, meant: Any) -> None:
    assert PrebuiltOperator(written, []).product == meant


def test_types_that_mean_nothing() -> None:
    with pytest.raises(UnsupportedType):
        PrebuiltOperator("Conf", [])


def test_is_named_after_its_type_or_as_it_is_told() -> None:
    operator = PrebuiltOperator(Conf, [])
    assert operator.name == f"{__name__}.Conf"
    assert [operator.name_in(form) for form in (NameForm.QUALIFIED, NameForm.SHORT)] == [
        "Conf",
        "Conf",
    ]
    named = PrebuiltOperator(Conf, [], "mine")
    assert {named.name, named.qualname, named.name_in(NameForm.SHORT)} == {"mine"}
    assert named.module == ""


def test_has_no_parameters_and_no_place() -> None:
    operator = PrebuiltOperator(Conf, [])
    assert (operator.parameters, operator.place, operator.kind) == ((), "", Kind.PREBUILT)


def test_has_tags_and_may_be_non_reusable() -> None:
    operator = PrebuiltOperator(Conf, [1], None, {Conf}, lambda value: {"v": value})
    assert operator.get_tags(3) == {"v": 3}
    assert not operator.reusable
