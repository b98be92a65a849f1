"""IDs of values, compared with those that the values give themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exekall.artifacts.value_ids import ValueIds
from exekall.computable import ComputableExpression
from exekall.expression import Expression, NodeTable
from exekall.identifiers import MAX_LENGTH
from exekall.injection import Consumer
from exekall.operator import Operator
from exekall.prebuilt import PrebuiltOperator
from exekall.values import ExprVal
from tests.artifacts.programs import fan_out


class Fresh(str):
    __slots__ = ()


def leaf() -> int:
    return 1


def many(one: int) -> Iterator[int]:
    yield from (1, 2, 3)


def one(first: int | str) -> str:
    return "x"


def two(first: int | str, second: int | str) -> str:
    return "y"


def asks(consumer: Consumer, first: int | str) -> str:
    return "z"


def fresh(first: int | str) -> Fresh:
    return Fresh("f")


def number_tags(value: Any) -> dict[str, Any]:
    return {"": value} if isinstance(value, int) else {"size": len(value)}


OPERATORS = [Operator(f, {Fresh}, number_tags) for f in (leaf, many, one, two, asks, fresh)]
LEAF, MANY, ONE, TWO, ASKS, FRESH = OPERATORS


@st.composite
def graphs(draw: st.DrawFn) -> Expression:
    table = NodeTable()
    nodes = [table.node(LEAF)]
    generators = 0
    for _ in range(draw(st.integers(0, 8))):
        op = draw(st.sampled_from([MANY, ONE, TWO, ASKS, FRESH]))
        generators += op is MANY
        op = ONE if generators > 3 else op
        names = {TWO: ("first", "second"), MANY: ("one",)}.get(op, ("first",))
        params = tuple((name, draw(st.sampled_from(nodes[-4:]))) for name in names)
        nodes.append(table.node(op, params))
    return nodes[-1]


class Checker:
    """A reporter that compares the IDs of all values, in the order of their mention."""

    def __init__(self, hidden: frozenset[Operator] = frozenset()) -> None:
        self.hidden = hidden
        self.ids = ValueIds(hidden.__contains__)
        self.seen = 0

    def computed(self, value: ExprVal) -> None:
        expected = value.get_id(full_qual=False, hidden_op_set=self.hidden, max_length=None)
        found = self.ids.write(value)
        assert len(found) <= MAX_LENGTH
        if len(expected) <= MAX_LENGTH:
            assert found == expected
        self.seen += 1

    reused = computed

    def empty(self, expr: Expression) -> None:
        raise AssertionError


@given(graphs(), st.sets(st.sampled_from(OPERATORS)))
def test_they_are_those_of_the_values(root: Expression, hidden: set[Operator]) -> None:
    checker = Checker(frozenset(hidden))
    values = ComputableExpression(root).execute_all(reporter=checker)
    assert checker.seen >= len(values)


@given(graphs())
def test_the_order_of_asking_does_not_matter(root: Expression) -> None:
    computable = ComputableExpression(root)
    computable.execute_all()
    values = list(computable.get_all_vals())
    one, other = ValueIds(), ValueIds()
    assert [one.write(v) for v in values] == [other.write(v) for v in reversed(values)][::-1]


def chain(length: int, table: NodeTable) -> Expression:
    node = table.node(MANY, (("one", table.node(LEAF)),))
    for _ in range(length):
        node = table.node(ONE, (("first", node),))
    return node


class TestBounds:
    def test_a_long_chain_keeps_its_end(self) -> None:
        value = ComputableExpression(chain(2_000, NodeTable())).execute_all()[0]
        text = ValueIds().write(value)
        assert len(text) <= MAX_LENGTH
        assert text.startswith("~")
        assert text.endswith("one[size=1]:one[size=1]")

    def test_a_lattice(self) -> None:
        table = NodeTable()
        node = table.node(LEAF)
        for _ in range(300):
            node = table.node(TWO, (("first", node), ("second", node)))
        (value,) = ComputableExpression(node).execute_all()
        assert len(ValueIds().write(value)) <= MAX_LENGTH

    def test_long_tags(self) -> None:
        op = Operator(leaf, tags_getter=lambda value: {"text": "x" * 5_000})
        table = NodeTable()
        node = table.node(ONE, (("first", table.node(op)),))
        (value,) = ComputableExpression(node).execute_all()
        ids = ValueIds()
        assert ids.write(value["first"]) == "~" + node.children[0].digest.hex()[:12]
        assert ids.write(value) == f"{ids.write(value['first'])}:one[size=1]"

    def test_a_name_of_300_characters(self) -> None:
        op = PrebuiltOperator(int, [1], "n" * 300)
        (value,) = ComputableExpression(NodeTable().node(op)).execute_all()
        assert ValueIds().write(value) == "n" * 300


class TestHostileTags:
    @pytest.mark.parametrize(
        "getter",
        [
            lambda value: 1 / 0,
            lambda value: {"a": Hostile()},
            lambda value: {1: "x", "b": "y"},
            lambda value: [1],
            lambda value: exit(1),
        ],
        ids=["raises", "str", "names", "not-a-mapping", "exits"],
    )
    def test_what_tags_raise_is_shown(self, getter: Callable[[Any], Any]) -> None:
        node = NodeTable().node(Operator(leaf, tags_getter=getter))
        (value,) = ComputableExpression(node).execute_all()
        name, _, error = ValueIds().write(value).partition("[tags=!")
        assert name == "leaf"
        assert error.endswith(("Error]", "SystemExit]"))

    def test_interrupts_pass(self) -> None:
        def interrupted(value: Any) -> dict[str, Any]:
            raise KeyboardInterrupt

        node = NodeTable().node(Operator(leaf, tags_getter=interrupted))
        (value,) = ComputableExpression(node).execute_all()
        with pytest.raises(KeyboardInterrupt):
            ValueIds().write(value)


class Hostile:
    def __str__(self) -> str:
        raise ValueError("no text")


def test_names_have_no_modules(tmp_path: Path) -> None:
    program, expressions = fan_out(tmp_path, "value_ids_program")
    values = ComputableExpression(expressions[-1]).execute_all()
    program.close()
    assert ValueIds().write(values[0]) == "Conf:numbers:scaled(conf=Conf):shown"
