"""A UUID, or the beginning of one, means one thing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from exekall.cli.messages import error_lines
from exekall.cli.show.lookup import found
from exekall.cli.usage import UuidError
from exekall.valuedb import ValueDB
from tests.rendering.databases import BAKING, BREAD, Maker, kitchen, uuid


@pytest.fixture
def database(tmp_path: Path) -> Iterator[ValueDB]:
    with ValueDB.from_path(kitchen(tmp_path)) as database:
        yield database


@pytest.mark.parametrize("word", [BREAD, BREAD[:1], BREAD[:12], BREAD.upper(), f"{BREAD[:8]}-"])
def test_a_value(database: ValueDB, word: str) -> None:
    assert found(database, word) is database.get_by_uuid(BREAD)


@pytest.mark.parametrize("word", [BAKING, BAKING[:4]])
def test_an_expression(database: ValueDB, word: str) -> None:
    assert found(database, word).uuid == BAKING


@pytest.mark.parametrize("word", ["f00d", "no digits", "0" * 32, "4" * 40])
def test_nothing(database: ValueDB, word: str) -> None:
    with pytest.raises(UuidError) as caught:
        found(database, word)
    assert caught.value.candidates == ()
    assert word in error_lines(caught.value)[0]


def test_several(tmp_path: Path) -> None:
    with Maker(tmp_path) as maker:
        node = maker.node("m.f")
        for _ in range(0x12):
            maker.value(node)
    with maker.open() as database, pytest.raises(UuidError) as caught:
        found(database, "1")
    assert set(caught.value.candidates) == {uuid(n) for n in (0x1, 0x10, 0x11, 0x12)}
    what, remedy = error_lines(caught.value)
    assert what.startswith("4 UUIDs begin with '1': ")
    assert remedy == "  Give more digits."
