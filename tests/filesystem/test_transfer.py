"""Folders that are brought together."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exekall.filesystem.directory import temporary_name
from exekall.filesystem.errors import ArtifactError, Problem
from exekall.filesystem.transfer import OddityKind, Transfer, is_outward, names_in
from tests.filesystem.trees import plant, tree, two


def bring(one: Path, other: Path, copies: bool = False, inside: str = "") -> list[tuple[str, str]]:
    """Bring all of *one* to *other* and return the oddities, with paths from *one*."""
    transfer = Transfer(copies)
    with two(one, other) as (source, target):
        for name in names_in(source):
            transfer.bring(name, source, target, inside)
    return [(odd.kind.value, str(odd.path.relative_to(one))) for odd in transfer.oddities]


FULL = {
    "a": "/",
    "a/file": "1",
    "a/b": "/",
    "a/b/c": "/",
    "a/b/c/deep": "2",
    "a/b/up": "-> ../../top",
    "a/empty": "/",
    "top": "3",
    "loop": "-> loop",
    "dangling": "-> a/nothing",
}


@pytest.mark.parametrize("copies", [False, True])
def test_everything_arrives(tmp_path: Path, copies: bool) -> None:
    one = plant(tmp_path / "one", FULL)
    assert not bring(one, tmp_path / "other", copies)
    assert tree(tmp_path / "other") == tree(one) == FULL
    same = (one / "a/b/c/deep").samefile(tmp_path / "other/a/b/c/deep")
    assert same is not copies


@pytest.mark.parametrize("copies", [False, True])
def test_a_second_time_changes_nothing(tmp_path: Path, copies: bool) -> None:
    one = plant(tmp_path / "one", FULL)
    for _ in range(2):
        assert not bring(one, tmp_path / "other", copies)
    assert tree(tmp_path / "other") == FULL


NAMES = st.sampled_from("abc")
TREES = st.recursive(
    st.sampled_from(["1", "12", "-> a", "-> b/c"]),
    lambda below: st.dictionaries(NAMES, below, max_size=3),
    max_leaves=8,
).filter(lambda found: isinstance(found, dict))


def flat(nested: object, prefix: str = "") -> dict[str, str]:
    if not isinstance(nested, dict):
        return {prefix: str(nested)}
    found = {prefix: "/"} if prefix else {}
    for name, below in nested.items():
        found.update(flat(below, f"{prefix}/{name}" if prefix else name))
    return found


@given(TREES, TREES)
def test_any_two_folders(
    tmp_path_factory: pytest.TempPathFactory, one: object, two: object
) -> None:
    first, second = flat(one), flat(two)
    tmp_path = tmp_path_factory.mktemp("trees")
    target = tmp_path / "target"
    for number, entries in enumerate((first, second)):
        bring(plant(tmp_path / str(number), entries), target)
    found = tree(target)
    assert first.keys() <= found.keys() <= first.keys() | second.keys()
    for path, text in first.items():
        longer = second.get(path) == "12" and text == "1"
        assert found[path] == ("12" if longer else text)
    for number in range(2):
        bring(tmp_path / str(number), target)
    assert tree(target) == found


def test_links_that_lead_out(tmp_path: Path) -> None:
    one = plant(
        tmp_path / "one",
        {"a/out": "-> ../../secret", "a/far": "-> /etc", "a/in": "-> ../b", "back": "-> a/../.."},
    )
    found = bring(one, tmp_path / "other")
    assert sorted(found) == [
        ("outward-link", "a/far"),
        ("outward-link", "a/out"),
        ("outward-link", "back"),
    ]
    assert tree(tmp_path / "other") == {"a": "/", "a/in": "-> ../b"}


def test_links_are_judged_from_the_top(tmp_path: Path) -> None:
    one = plant(tmp_path / "one", {"up": "-> ../../x", "out": "-> ../../../x"})
    assert bring(one, tmp_path / "other", inside="group/uuid") == [("outward-link", "out")]


@pytest.mark.parametrize(
    ("goal", "inside", "expected"),
    [
        ("..", "", True),
        ("..", "a", False),
        ("...", "", False),
        ("..x", "", False),
        ("a/../..", "", True),
        ("/", "a", True),
        ("./.", "", False),
    ],
)
def test_is_outward(goal: str, inside: str, expected: bool) -> None:
    assert is_outward(goal, inside) is expected


def test_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    one = plant(tmp_path / "one", {"real/file": "1", "link": "-> real"})
    bring(one, tmp_path / "other")
    assert tree(tmp_path / "other")["link"] == "-> real"


@pytest.mark.parametrize("theirs", ["-> ../victim", "1"])
def test_nothing_is_written_through_links(tmp_path: Path, theirs: str) -> None:
    victim = plant(tmp_path / "victim", {"kept": "1"})
    one = plant(tmp_path / "one", {"a/file": "1"})
    other = plant(tmp_path / "other", {"a": theirs})
    assert bring(one, other) == [("two-kinds", "a")]
    assert tree(victim) == {"kept": "1"}
    assert tree(other) == {"a": theirs}


def test_two_links(tmp_path: Path) -> None:
    one = plant(tmp_path / "one", {"link": "-> a"})
    other = plant(tmp_path / "other", {"link": "-> b"})
    assert bring(one, other) == [("two-kinds", "link")]
    assert tree(other) == {"link": "-> b"}


def test_special_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = plant(tmp_path / "one", {"a/pipe": "special", "a/file": "1"})
    monkeypatch.chdir(one)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        assert bring(one, tmp_path / "other") == [
            (OddityKind.SPECIAL_FILE, "a/pipe"),
            (OddityKind.SPECIAL_FILE, "socket"),
        ]
    assert tree(tmp_path / "other") == {"a": "/", "a/file": "1"}


def test_files_that_are_being_written(tmp_path: Path) -> None:
    one = plant(tmp_path / "one", {temporary_name("x"): "1", ".kept.tmp": "2"})
    bring(one, tmp_path / "other")
    assert tree(tmp_path / "other") == {".kept.tmp": "2"}


def test_different_files_are_told(tmp_path: Path) -> None:
    one = plant(tmp_path / "one", {"a/file": "1"})
    other = plant(tmp_path / "other", {"a/file": "2"})
    assert bring(one, other) == [("two-contents", "a/file")]


def test_odd_names(tmp_path: Path) -> None:
    name = os.fsdecode(b"a\nb \xff*")
    one = plant(tmp_path / "one", {f"{name}/{name}": "1"})
    bring(one, tmp_path / "other")
    assert (tmp_path / "other" / name / name).read_text() == "1"


def test_wide_and_deep(tmp_path: Path) -> None:
    deep = "/".join("d" for _ in range(200))
    entries = {f"w{number}/file": "1" for number in range(1_500)}
    one = plant(tmp_path / "one", {**entries, f"{deep}/file": "1"})
    assert not bring(one, tmp_path / "other")
    assert tree(tmp_path / "other") == tree(one)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read anything")
def test_what_cannot_be_read(tmp_path: Path) -> None:
    one = plant(tmp_path / "one", {"a/b/file": "1"})
    (one / "a/b").chmod(0)
    with pytest.raises(ArtifactError) as error:
        bring(one, tmp_path / "other")
    (one / "a/b").chmod(0o700)
    assert (error.value.problem, error.value.path) == (Problem.UNREADABLE, one / "a/b")
