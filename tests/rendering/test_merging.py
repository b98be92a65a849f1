"""What is told about merging."""

from __future__ import annotations

from pathlib import Path

import pytest

from exekall.filesystem.transfer import Oddity, OddityKind
from exekall.rendering.merging import merge_error_lines, merged_note, warning_lines
from exekall.store.merging.databases import Merged
from exekall.store.merging.error import MergeError, MergeProblem
from exekall.store.merging.values import Conflict


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("problem", MergeProblem)
def test_every_problem_has_a_remedy(problem: MergeProblem, folder: Path) -> None:
    lines = merge_error_lines(MergeError(problem, folder / "{a}", folder / "b"))
    assert len(lines) == 2
    assert "{a}" in lines[0]
    assert str(folder) not in lines[0]
    assert lines[1].startswith("  ")


def test_what_is_in_the_way(folder: Path) -> None:
    error = MergeError(MergeProblem.OUTPUT_IN_INPUT, folder / "a/out", folder / "a")
    assert merge_error_lines(error)[0] == "a/out would be inside of an input, a"


def test_the_result(folder: Path) -> None:
    merged = Merged({"one": None, "two": None}, 1, 1_234)
    assert merged_note(folder / "out", merged) == "Merged: out (2 runs, 1 expression, 1,234 values)"


def test_nothing_to_warn_of() -> None:
    assert warning_lines(Merged(), []) == []


def test_databases(folder: Path) -> None:
    merged = Merged(running={folder / "a": None}, lost={folder / "b": 3}, missing=1)
    assert warning_lines(merged, []) == [
        "a run is still writing to a; what is there so far was merged",
        "  Merge it once more at its end, with --update.",
        "b is damaged: it lacks 3 rows, or more",
        "the inputs lack the files of 1 large buffer",
        "  Values that need them cannot be loaded; with --update, add an input that has them.",
    ]


def test_conflicts_are_bounded(folder: Path) -> None:
    conflicts = [Conflict(f"{number:032x}", folder / "b") for number in range(1_011)]
    lines = warning_lines(Merged(conflicts=conflicts), [])
    assert len(lines) == 11
    first = f"the value {'0' * 32} is not the same in b as in an input before it, which is kept"
    assert lines[0] == first
    assert lines[-1] == "1,001 more values are not the same in all inputs"


@pytest.mark.parametrize("kind", OddityKind)
def test_every_oddity_has_a_text(kind: OddityKind, folder: Path) -> None:
    paths = [folder / "a" / str(number) for number in range(3)]
    [one] = warning_lines(Merged(), [Oddity(kind, paths[0])])
    assert one.startswith("1 ")
    assert one.endswith(": a/0")
    [several] = warning_lines(Merged(), [Oddity(kind, path) for path in paths])
    assert several.startswith("3 ")
    assert several.endswith(": such as a/0")


def test_oddities_are_counted_by_kind(folder: Path) -> None:
    pipe = Oddity(OddityKind.SPECIAL_FILE, folder / "a/pipe")
    link = Oddity(OddityKind.OUTWARD_LINK, folder / "a/link")
    assert warning_lines(Merged(), [pipe, link, link]) == [
        "2 symbolic links to outside of the artifact folder were left out: such as a/link",
        "1 special file was left out: a/pipe",
    ]
