"""Which values are meant."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from exekall.loaded.errors import LoadError, LoadProblem
from exekall.loaded.library import Library
from exekall.loaded.selection import Wanted, select
from exekall.patterns import PatternSet
from tests.loaded.meals import held, library


def of_types(*words: str) -> Wanted:
    return Wanted(PatternSet.from_words(words))


def names(library: Library, wanted: Wanted) -> Counter[str]:
    return Counter(value.node.names[2] for value in select(library, wanted).values)


def test_the_results_by_default(tmp_path: Path) -> None:
    with library(tmp_path) as found:
        selected = select(found, Wanted())
        assert not Wanted()
        assert {value.node.names[2] for value in selected.values} == {"pour", "cook", "serve"}
        assert [value.node.names[2] for value, _ in selected.lost] == ["pour"]


@pytest.mark.parametrize("word", ["*Water", "Water", "tests.loaded.kitchen.Water", "W?ter"])
def test_a_type_in_any_form(word: str, tmp_path: Path) -> None:
    with library(tmp_path) as found:
        assert names(found, of_types(word)) == {"boil": 3}


def test_a_base_and_a_newtype(tmp_path: Path) -> None:
    with library(tmp_path) as found:
        assert names(found, of_types("*Vessel")) == {"pot": 1}
        assert names(found, of_types("*Degrees")) == {"Degrees": 1}
        assert names(found, of_types("*.Pot", "*Water", "!*Vessel")) == {"boil": 3}


def test_by_uuid_and_type(tmp_path: Path) -> None:
    with library(tmp_path) as found:
        water = held(found, "boil", 1)
        both = Wanted(PatternSet(("*Pot",)), (water.uuid,))
        assert names(found, both) == {"pot": 1, "boil": 1}
        spelt = Wanted(uuids=(f"{water.uuid[:8]}-{water.uuid[8:]}".upper(),))
        assert [value.uuid for value in select(found, spelt).values] == [water.uuid]


def test_the_parameters_of_a_value(tmp_path: Path) -> None:
    with library(tmp_path) as found:
        wanted = Wanted(args_of=(held(found, "pour").uuid,))
        assert names(found, wanted) == {"brew": 1, "boil": 1}
        with pytest.raises(LoadError) as caught:
            select(found, Wanted(args_of=(held(found, "pot").uuid,)))
        assert caught.value.problem is LoadProblem.NO_PARAMETERS


def test_what_matches_nothing(tmp_path: Path) -> None:
    with library(tmp_path) as found:
        with pytest.raises(LoadError) as caught:
            select(found, of_types("*Water", "Watter"))
        assert caught.value.problem is LoadProblem.NO_TYPE
        assert caught.value.word == "Watter"
        assert "Water" in caught.value.near
        uuid = held(found, "boil").uuid
        typo = f"{uuid[:12]}x{uuid[13:]}"
        for word, near in (typo, (uuid,)), ("", ()):
            with pytest.raises(LoadError) as caught:
                select(found, Wanted(uuids=(word,)))
            assert caught.value.problem is LoadProblem.NO_VALUE
            assert caught.value.near == near


def test_the_first_digits_of_a_uuid(tmp_path: Path) -> None:
    with library(tmp_path) as found:
        uuid = held(found, "boil").uuid
        selected = select(found, Wanted(uuids=(uuid[:12].upper(),)))
        assert [value.uuid for value in selected.values] == [uuid]


def test_digits_that_several_uuids_begin_with(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in "abcd"]  # altogether more values than there are digits
    with library(*paths) as found:
        known = sorted(found.uuids())
        digit = next(one[0] for one, other in pairwise(known) if one[0] == other[0])
        with pytest.raises(LoadError) as caught:
            select(found, Wanted(uuids=(digit,)))
        assert caught.value.problem is LoadProblem.SEVERAL_VALUES
        assert caught.value.near == tuple(uuid for uuid in known if uuid[0] == digit)


def test_an_expression_is_no_value(tmp_path: Path) -> None:
    with library(tmp_path) as found:
        expression = found.readers[0].expressions()[0]
        with pytest.raises(LoadError) as caught:
            select(found, Wanted(uuids=(expression.uuid,)))
        assert caught.value.problem is LoadProblem.IS_EXPRESSION
        assert all(found.find(uuid) for uuid in caught.value.near)
