"""Texts and lists as SQLite takes them."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

from hypothesis import given
from hypothesis import strategies as st

from exekall.store.sqlite.fields import json_field, numbers_field, text_field, texts

# Lone surrogates are among these.
ANY_TEXT = st.text(st.characters())


def stored(field: str) -> str:
    with closing(sqlite3.connect(":memory:")) as connection:
        [found] = connection.execute("SELECT ?", (field,)).fetchone()
        return str(found)


@given(ANY_TEXT)
def test_texts(text: str) -> None:
    assert stored(text_field(text)) == text.encode("utf-8", "backslashreplace").decode()


@given(st.lists(ANY_TEXT))
def test_lists_of_texts(many: list[str]) -> None:
    assert texts(stored(json_field(many))) == tuple(many)


@given(st.lists(st.integers()))
def test_lists_of_numbers(numbers: list[int]) -> None:
    assert json.loads(stored(numbers_field(numbers))) == numbers


def test_people_can_read_them() -> None:
    assert json_field(["größe"]) == '["größe"]'
