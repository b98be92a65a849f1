"""Names of variables."""

from __future__ import annotations

import builtins
from keyword import iskeyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exekall.scripts.variables import Variables, is_plain_name, snake_case


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Conf", "conf"),
        ("HTTPConf", "http_conf"),
        ("Stage1", "stage1"),
        ("A.from_file", "a_from_file"),
        ("list[int]", "list_int"),
        ("<lambda>", "lambda"),
        ("42", "value_42"),
        ("", "value"),
        ("***", "value"),
        ("Größe", "größe"),
        ("ﬁt", "fit"),
    ],
)
def test_snake_case(text: str, name: str) -> None:
    assert snake_case(text) == name


@given(st.text())
def test_any_text_becomes_an_identifier(text: str) -> None:
    name = snake_case(text)
    assert name.isidentifier()
    assert is_plain_name(Variables().new(name))


@given(st.lists(st.sampled_from(["a", "a_2", "print", "class", "None", "taken", "outer"])))
def test_names_are_new_and_mean_nothing_else(wishes: list[str]) -> None:
    variables = Variables(["taken"], around=Variables(["outer"]))
    names = [variables.new(wish) for wish in wishes]
    assert len(set(names)) == len(names)
    assert not {"taken", "outer"} & set(names)
    assert not any(iskeyword(name) or hasattr(builtins, name) for name in names)


def test_a_scope_leaves_the_one_around_it_alone() -> None:
    around = Variables()
    inner, other = Variables(around=around), Variables(around=around)
    assert inner.new("conf") == other.new("conf") == "conf"
    assert around.new("conf") == "conf"
    assert inner.new("conf") == "conf_2"


def test_many_names_alike_are_found_quickly() -> None:
    variables = Variables()
    names = [variables.new("conf") for _ in range(20_000)]
    assert names[-1] == "conf_20000"


@pytest.mark.parametrize("text", ["class", "a b", "", "1a", "ﬁt", "a.b"])
def test_what_is_no_plain_name(text: str) -> None:
    assert not is_plain_name(text)
