from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exekall.discovery.imports import ImportStatement, import_statements


def statements(source: str) -> list[ImportStatement]:
    return list(import_statements(source.encode()))


def plain(module: str, bound: str) -> ImportStatement:
    return ImportStatement(module, bound=bound)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import a", [plain("a", "a")]),
        ("import a.b.c", [plain("a.b.c", "a")]),
        ("import a as x, b.c as y, d.e", [plain("a", "x"), plain("b.c", "y"), plain("d.e", "d")]),
        ("import a, \\\n  b", [plain("a", "a"), plain("b", "b")]),
        ("import a; import b", [plain("a", "a"), plain("b", "b")]),
        ("try: import a\nexcept ImportError: import b", [plain("a", "a"), plain("b", "b")]),
        ("if x:\n    import a  # import b", [plain("a", "a")]),
        ("from a.b import c", [ImportStatement("a.b", (("c", "c"),))]),
        ("from a import b as c, d", [ImportStatement("a", (("b", "c"), ("d", "d")))]),
        ("from . import b", [ImportStatement(".", (("b", "b"),))]),
        ("from .a import b", [ImportStatement(".a", (("b", "b"),))]),
        ("from ...a.b import *", [ImportStatement("...a.b", (("*", "*"),))]),
        ("from .import b", [ImportStatement(".", (("b", "b"),))]),
        (
            "from a import (  # these\n    b,  # one\n    c as d,\n)",
            [ImportStatement("a", (("b", "b"), ("c", "d")))],
        ),
        ("from a \\\n    import b, \\\n    c", [ImportStatement("a", (("b", "b"), ("c", "c")))]),
        ("from a import(b)", [ImportStatement("a", (("b", "b"),))]),
        ("import a\r\nimport b\r\n", [plain("a", "a"), plain("b", "b")]),
        ("important = imports = x.important", []),
        ("text = 'from a import b'", []),
        ("# import a", []),
        ("x = importlib.import_module('a')", []),
        ("from a import", []),
        ("", []),
    ],
)
def test_statements(source: str, found: list[ImportStatement]) -> None:
    assert statements(source) == found


NAMES = st.sampled_from(["a", "b", "imports", "x.y", "import_.z"])
ITEMS = st.tuples(NAMES, st.sampled_from(["", " as q"])).map("".join)


@st.composite
def import_lines(draw: st.DrawFn) -> str:
    if draw(st.booleans()):
        return "import " + ", ".join(draw(st.lists(ITEMS, min_size=1, max_size=3)))
    level = draw(st.sampled_from(["", ".", "..."]))
    names = [n.replace(".", "_") for n in draw(st.lists(ITEMS, min_size=1, max_size=3))]
    listed = ", ".join(names)
    if draw(st.booleans()):
        listed = f"(\n    {listed},\n)"
    return f"from {level}{draw(NAMES)} import {listed}"


@given(st.lists(import_lines() | st.just("x = 1"), max_size=6))
def test_agrees_with_the_parser(lines: list[str]) -> None:
    source = "\n".join(lines)
    expected = []
    for node in ast.parse(source).body:
        if isinstance(node, ast.Import):
            expected += [
                plain(alias.name, alias.asname or alias.name.partition(".")[0])
                for alias in node.names
            ]
        elif isinstance(node, ast.ImportFrom):
            pairs = tuple((alias.name, alias.asname or alias.name) for alias in node.names)
            expected.append(ImportStatement("." * node.level + (node.module or ""), pairs))
    assert statements(source) == expected


@given(st.binary(max_size=200))
def test_any_source_is_read(source: bytes) -> None:
    for statement in import_statements(b"import " + source + b"\nfrom " + source + b" import "):
        assert statement.bound or statement.names is not None
