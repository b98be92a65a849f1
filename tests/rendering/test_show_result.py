"""What came of a value, in one line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from exekall.rendering.show_result import Results, failure_text, loaded_text, outcome_text
from exekall.valuedb import ValueDB
from tests.rendering.databases import (
    BREAD,
    DOUGH,
    FAILURE,
    SERVED,
    STEAMED,
    Maker,
    Outcome,
    kitchen,
    uuid,
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[ValueDB]:
    with ValueDB.from_path(kitchen(tmp_path)) as database:
        yield database


@pytest.mark.parametrize(
    ("which", "outcome", "text"),
    [
        (BREAD, "computed", "459 g of bread"),
        (DOUGH, "computed", "<Bread>"),
        (STEAMED, "failed", "ValueError: too wet (bake.py:4)"),
        (SERVED, "skipped", "steam failed"),
    ],
)
def test_texts(database: ValueDB, which: str, outcome: str, text: str) -> None:
    value = database.get_by_uuid(which)
    assert outcome_text(value) == outcome
    assert Results().text(value) == text


def test_a_failure_without_message_or_place() -> None:
    assert failure_text(replace(FAILURE, message="")) == "ValueError (bake.py:4)"
    assert failure_text(replace(FAILURE, message="", place="")) == "ValueError"


def test_what_cannot_be_loaded_says_why(database: ValueDB) -> None:
    text = Results(loads=True).text(database.get_by_uuid(BREAD))
    assert text == loaded_text(database.get_by_uuid(BREAD))
    assert text.startswith("<")
    assert BREAD in text


def test_culprits_in_a_long_chain_are_named(tmp_path: Path) -> None:
    length = 3_000
    with Maker(tmp_path) as maker:
        node = maker.node("m.start")
        value = maker.value(node, failure=FAILURE)
        for number in range(length):
            node = maker.node(f"m.f{number}", ("x", node))
            value = maker.value(node, value, outcome=Outcome.SKIPPED, type=None)
    results = Results()
    texts = {results.text(one) for one in maker.open().get_all() if one.uuid != uuid(1)}
    assert texts == {"start failed"}
