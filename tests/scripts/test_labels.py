"""Comments and docstrings."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exekall.expression import Expression, NodeTable
from exekall.prebuilt import PrebuiltOperator
from exekall.scripts.labels import comment, docstring, one_line


def spark(name: str) -> Expression:
    return NodeTable().node(PrebuiltOperator(int, [1], id_=name))


@given(st.text(st.characters(), min_size=1))
def test_any_id_is_one_comment(name: str) -> None:
    text = comment(spark(name))
    assert text.startswith("#")
    assert len(text.splitlines()) == 1
    text.encode()
    assert ast.dump(ast.parse(text)) == ast.dump(ast.parse(""))


@given(st.text(st.characters(), min_size=1))
def test_any_id_is_one_docstring(name: str) -> None:
    node = spark(name)
    text = docstring(node)
    assert len(text.splitlines()) == 1
    assert ast.literal_eval(text) == one_line(node.get_id(qual=False) or name)


@pytest.mark.parametrize(
    ("text", "line"), [("a\nb", "a\\nb"), ("\u2028", "\\u2028"), ("\udc80", "\\udc80"), ("é", "é")]
)
def test_what_cannot_be_seen_is_escaped(text: str, line: str) -> None:
    assert one_line(text) == line


def test_long_ids_are_abbreviated_in_comments_only() -> None:
    table = NodeTable()
    node = spark("x")
    op = PrebuiltOperator(int, [1], id_="operator")
    for _ in range(30):
        node = table.node(op, (("x", node),))
    assert len(comment(node)) < 100
    assert comment(node).endswith(":operator:operator")
    assert docstring(node).startswith('"""x:operator:')


def test_a_hidden_node_goes_by_its_own_name() -> None:
    assert comment(spark("x"), hidden=lambda op: True) == "# x"
