"""Which values pass the filters."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import pytest

from exekall.cli.show.filters import Filters
from exekall.cli.show.options import add_options
from exekall.store.records import TypeRecord
from exekall.valuedb import ValueDB
from tests.rendering.databases import (
    BREAD,
    DOUGH,
    FLOUR,
    SERVED,
    STEAMED,
    Maker,
    kitchen,
    uuid,
)

EVERYTHING = {FLOUR, DOUGH, BREAD, STEAMED, SERVED}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[ValueDB]:
    with ValueDB.from_path(kitchen(tmp_path)) as database:
        yield database


def filters(*words: str) -> Filters:
    parser = argparse.ArgumentParser()
    add_options(parser)
    return Filters.of(parser.parse_args(["DB", *words]))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), EVERYTHING),
        (("--failed",), {STEAMED, SERVED}),
        (("--tag", "=500"), {FLOUR}),
        (("--tag", ""), {FLOUR}),
        (("--tag", "=501"), set()),
        (("--tag", "x"), set()),
        (("--id", "Flour[500]"), {FLOUR}),
        (("--id", "Flour"), {FLOUR}),
        (("--id", "Flour[500]:*bake"), {BREAD}),
        (("--id", "Flour:Dough:bake"), {BREAD}),
        (("--id", "Flour:Dough:Dough.bake"), {BREAD}),
        (("--id", "*:bake.Dough.bake"), {BREAD}),
        (("--id", "*Dough:[bs]*", "--id", "!*serve"), {BREAD, STEAMED}),
        (("--id", "!*Dough*"), {FLOUR}),
        (("--id", "*bake", "--id", "*steam"), {BREAD, STEAMED}),
        (("--type", "Food", "--failed"), {STEAMED, SERVED}),
        (("--type", "bake.Bread"), EVERYTHING),
        (("--type", "!*Food"), set()),
        (("--type", "Sauce"), set()),
    ],
)
def test_what_passes(database: ValueDB, words: tuple[str, ...], expected: set[str]) -> None:
    chosen = filters(*words)
    assert {value.uuid for value in database.get_all() if chosen.accepts(value)} == expected
    assert bool(chosen) == bool(words)


def test_types_of_objects_and_of_operators(tmp_path: Path) -> None:
    rye = TypeRecord("bake.Rye", ("bake.Rye", "bake.Bread", "bake.Food"))
    with Maker(tmp_path) as maker:
        maker.value(maker.node("bake.f"), type=rye)
    with maker.open() as database:
        value = database.get_by_uuid(uuid(1))
        assert all(filters("--type", name).accepts(value) for name in ("Rye", "*Bread", "Food"))


def test_patterns_that_match_nothing_come_with_what_is_near(database: ValueDB) -> None:
    values = database.get_all()
    (id_, (option, type_)) = filters("--id", "Flor[500]", "--type", "Bred").unused(values)
    assert id_[0] == "--id"
    assert id_[1].pattern == "Flor[500]"
    assert id_[1].near_misses[0] == "Flour[500]"
    assert option == "--type"
    assert "Bread" in type_.near_misses
    assert not list(filters("--id", "*bake", "--failed").unused(values))
