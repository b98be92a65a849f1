"""Operators of stored values look as they did."""

from __future__ import annotations

from pathlib import Path

import pytest

from exekall.loaded.library import Held
from exekall.loaded.operator import LoadedOperator
from exekall.loaded.provenance import Provenance, load_values
from exekall.loaded.selection import Selected, Wanted, select
from exekall.loaded.types import TypeNames
from exekall.names import NameForm
from exekall.patterns import PatternSet
from exekall.store.errors import ValueProblem, ValueUnavailable
from tests.loaded import kitchen
from tests.loaded.meals import OPERATORS, held, library


def test_names_types_and_tables(tmp_path: Path) -> None:
    with library(tmp_path) as found:
        wanted = select(found, Wanted(PatternSet(("*Tea",))))
        loaded = {op.qualname: op for op in load_values(found, wanted, OPERATORS).operators}
        assert list(loaded) == ["pot", "boil", "brew"]
        brew, boil = loaded["brew"], loaded["boil"]
        assert brew.product is kitchen.Tea
        assert brew.name == "tests.loaded.kitchen.brew"
        assert [brew.name_in(form) for form in (NameForm.QUALIFIED, NameForm.SHORT)] == ["brew"] * 2
        assert brew.module == "tests.loaded.kitchen"
        assert "kitchen.py" in brew.place
        assert brew.origins == {"water": boil}
        assert brew.prototype == ({"water": kitchen.Water}, kitchen.Tea)
        assert (brew.is_companion, boil.is_companion) == (False, True)
        assert (brew.is_generator, loaded["pot"].is_generator) == (True, False)
        assert [row.parents for row in brew.stored.rows] == [(0,), (1,)]


def test_nothing_is_loaded_before_it_is_wanted(tmp_path: Path) -> None:
    with library(tmp_path) as found:
        wanted = select(found, Wanted(PatternSet(("*Tea",))))
        *_, brew = load_values(found, wanted, OPERATORS).operators
        tea = brew.stored.load(1)
        assert tea is brew.stored.load(1)
        assert [made.water.degrees for made in brew.callable_()] == [60, 80]  # type: ignore[misc]


def test_what_cannot_be_loaded_is_told_once(tmp_path: Path) -> None:
    told: list[tuple[Held, ValueUnavailable]] = []
    with library(tmp_path) as found:
        stove = held(found, "Stove")
        [*_, op] = Provenance(found, OPERATORS, lambda *what: told.append(what)).operators([stove])
        for _ in range(2):
            with pytest.raises(ValueUnavailable) as caught:
                op.stored.load(0)
            assert caught.value.problem is ValueProblem.UNSERIALISABLE
    assert [(what.uuid, why) for what, why in told] == [(stove.uuid, caught.value)]
    assert op.stored.lost == told


def test_what_serves_nobody_has_a_type_of_its_own(tmp_path: Path) -> None:
    with library(tmp_path) as found:
        cups = Selected((held(found, "cook"), held(found, "serve")))
        loaded = {op.qualname: op for op in load_values(found, cups, OPERATORS).operators}
    served = {name for name, op in loaded.items() if op.product in vars(kitchen).values()}
    assert served == {"pot", "cook", "serve"}
    assert set(loaded) - served == {"Stove", "place", "asked", "Degrees"}
    assert isinstance(loaded["Stove"], LoadedOperator)
    assert TypeNames(OPERATORS).find("tests.loaded.kitchen.Stove") is kitchen.Stove
