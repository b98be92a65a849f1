"""Importing by full name, and the folders to import from."""

from __future__ import annotations

import sys
from pathlib import Path
from types import NoneType

import pytest

from exekall.valuedb.imports import imported, paths_added
from tests.valuedb.kitchen import Flour

HERE = Flour.__module__


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("int", int),
        ("None", NoneType),
        ("pathlib.Path", Path),
        (f"{HERE}.Flour", Flour),
    ],
)
def test_names(name: str, found: object) -> None:
    assert imported(name) is found


@pytest.mark.parametrize("name", ["nowhere", "nowhere.X", "pathlib.Pith", "list[int]", ""])
def test_names_of_nothing(name: str) -> None:
    with pytest.raises((ImportError, AttributeError, ValueError)):
        imported(name)


def test_folders_are_added_for_a_while(tmp_path: Path) -> None:
    before = list(sys.path)
    known = sys.path[-1]
    with paths_added([str(tmp_path), str(tmp_path / "missing"), known]):
        assert sys.path == [str(tmp_path), *before]
        with paths_added([str(tmp_path)]):
            assert sys.path == [str(tmp_path), *before]
        assert sys.path == [str(tmp_path), *before]
    assert sys.path == before


def test_they_are_taken_away_after_errors(tmp_path: Path) -> None:
    before = list(sys.path)
    with pytest.raises(KeyError), paths_added([str(tmp_path)]):
        raise KeyError
    assert sys.path == before
