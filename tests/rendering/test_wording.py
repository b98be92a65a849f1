"""Counts, choices, places and types in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from exekall.rendering.wording import (
    allow_option,
    counted,
    either,
    indented,
    listed,
    place,
    shown_from,
    type_text,
)


def test_counts() -> None:
    assert [counted(n, "value") for n in (0, 1, 2)] == ["no values", "1 value", "2 values"]
    assert counted(2, "entry", "entries") == "2 entries"
    assert counted(65536, "value") == "65,536 values"


@pytest.mark.parametrize(
    ("words", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_enumerations(words: list[str], text: str) -> None:
    assert listed(words) == text


def test_long_enumerations_are_cut() -> None:
    assert listed(list("abcdefghijk")) == "a, b, c, d, e, f, g, h and 3 more"


def test_alternatives() -> None:
    assert either(["a"]) == "'a'"
    assert either(["a", "b", "c"]) == "'a', 'b' or 'c'"


def test_places_are_relative_to_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert place(f"{tmp_path}/a/b.py:3") == "a/b.py:3"
    assert place("/elsewhere/b.py:3") == "/elsewhere/b.py:3"
    assert place(f"{tmp_path}x/b.py:3") == f"{tmp_path}x/b.py:3"


def test_places_stay_relative_to_where_the_start_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with shown_from(tmp_path):
        monkeypatch.chdir("/")
        assert place(f"{tmp_path}/b.py:3") == "b.py:3"
    assert place(f"{tmp_path}/b.py:3") == f"{tmp_path}/b.py:3".removeprefix("/")


def test_types_and_options() -> None:
    assert type_text(list[Path]) == "list[Path]"
    assert allow_option("pkg.mod.Class.method") == "--allow '*method'"


def test_indenting_leaves_empty_lines_alone() -> None:
    assert indented(["a", "", "b"], 2) == ["    a", "", "    b"]
