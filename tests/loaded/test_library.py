"""Several databases seen as one."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from exekall.loaded.library import Library
from exekall.store.errors import StoreError, ValueProblem
from tests.loaded import kitchen
from tests.loaded.meals import held, library, saved


def test_every_value_once(tmp_path: Path) -> None:
    path = saved(tmp_path / "a").path
    with closing(Library.open([path, path.parent])) as found:
        uuids = [value.uuid for value in found.values()]
        assert len(uuids) == len(set(uuids))
        assert set(uuids) == set(found.uuids())


def test_results_are_the_values_of_the_roots(tmp_path: Path) -> None:
    with library(tmp_path / "a", tmp_path / "b") as found:
        names = Counter(value.node.names[2] for value in found.results())
    assert names == {"pour": 6, "cook": 2, "serve": 2}


def test_what_a_value_was_made_from(tmp_path: Path) -> None:
    with library(tmp_path) as found:
        cup = held(found, "pour")
        tea, water = found.parents(cup)
        assert tea is not None
        assert water is not None
        assert found.parents(tea) == [water]


def test_the_same_object_each_time(tmp_path: Path) -> None:
    with library(tmp_path) as found:
        tea = held(found, "brew")
        [water] = found.parents(tea)
        assert water is not None
        made = tea.value()
        assert isinstance(made, kitchen.Tea)
        assert made.water is water.value()


def test_why_there_is_no_object(tmp_path: Path) -> None:
    with library(tmp_path) as found:
        objections = {
            value.node.names[2]: objection.problem
            for value in found.values()
            if (objection := value.objection()) is not None
        }
    assert objections == {
        "Stove": ValueProblem.UNSERIALISABLE,
        "brew": ValueProblem.NOT_COMPUTED,
        "pour": ValueProblem.NOT_COMPUTED,
    }


def test_nothing_there(tmp_path: Path) -> None:
    path = saved(tmp_path / "a").path
    with pytest.raises(StoreError):
        Library.open([path, tmp_path / "nothing"])
    with closing(Library.open([path])) as found:
        assert found.find("0" * 32) is None
        assert found.results_of("0" * 32) is None
