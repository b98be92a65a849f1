"""Nodes as records: the same for the same structure, whatever process made them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NewType

import pytest

from exekall.expression import Expression, NodeTable
from exekall.injection import Consumer
from exekall.operator import Operator, UnboundMethod
from exekall.store.describing.nodes import NodeRecords, product_record
from exekall.store.records import NodeRecord

Age = NewType("Age", int)


class Base:
    pass


class Derived(Base):
    @classmethod
    def make(cls) -> Derived:
        return cls()

    def method(self) -> str:
        return ""


def numbers() -> Iterator[int]:
    yield 1


def taken(consumer: Consumer, number: int, *, text: str = "") -> Age:
    return Age(number)


def records(root: Expression, **how: Any) -> dict[str, NodeRecord]:
    return {record.names[2]: record for record in NodeRecords(**how).add(root)}


def graph() -> Expression:
    table = NodeTable()
    number = table.node(Operator(numbers))
    return table.node(Operator(taken), (("number", number),))


def test_parameters_are_in_the_order_of_declaration() -> None:
    found = records(graph())
    assert list(found) == ["numbers", "taken"]
    assert found["taken"].params == (("consumer", None), ("number", found["numbers"].key))
    assert found["numbers"].params == ()


def test_equal_structures_have_equal_keys() -> None:
    assert records(graph()) == records(graph())
    assert len({record.key for record in records(graph()).values()}) == 2


def test_everything_counts_in_the_key() -> None:
    root = graph()
    (plain, hidden) = (records(root, hidden=hide) for hide in (None, lambda op: True))
    assert plain["taken"].key != hidden["taken"].key
    assert not plain["taken"].is_hidden
    assert hidden["taken"].is_hidden


def test_names_in_three_forms() -> None:
    table = NodeTable()
    made = table.node(Operator(Derived.make))
    root = table.node(Operator(UnboundMethod(Derived.method, Derived)), (("self", made),))
    found = [record.names for record in NodeRecords().add(root)]
    assert found == [
        (f"{__name__}.Derived.make", "Derived.make", "Derived"),
        (f"{__name__}.Derived.method", "Derived.method", "method"),
    ]


def test_facts_of_the_operator() -> None:
    found = records(graph())
    assert found["numbers"].is_generator
    assert not found["taken"].is_generator
    assert found["taken"].is_reusable
    assert found["taken"].place == f"{__file__}:{taken.__code__.co_firstlineno}"
    fresh = NodeTable().node(Operator(numbers, {int}))
    assert not records(fresh)["numbers"].is_reusable


@pytest.mark.parametrize(
    ("type_", "names"),
    [
        (Derived, (f"{__name__}.Derived", f"{__name__}.Base")),
        (int, ("int",)),
        (list[int], ("list[int]", "list")),
        (Age, (f"{__name__}.Age", "int")),
        (int | str, ("int | str",)),
    ],
)
def test_declared_types(type_: Any, names: tuple[str, ...]) -> None:
    record = product_record(type_)
    assert record.name == names[0]
    assert record.bases == names


def test_only_new_nodes_are_given() -> None:
    root = graph()
    made = NodeRecords()
    assert made.key(root) is None
    (number, _) = made.add(root)
    assert made.key(root.children[0]) == number.key
    assert list(made.add(root)) == []
