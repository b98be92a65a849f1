"""Folders that are removed."""

from __future__ import annotations

from pathlib import Path

from exekall.filesystem.removal import remove_tree
from tests.filesystem.trees import plant, tree


def test_everything_in_it(tmp_path: Path) -> None:
    path = plant(tmp_path / "a", {"b/c/d": "1", "b/e": "/", "f": "special", "g": "-> b"})
    (path / "b/c").chmod(0o500)
    remove_tree(path)
    assert not tree(tmp_path)


def test_links_are_not_followed(tmp_path: Path) -> None:
    plant(tmp_path, {"kept/file": "1", "a/link": "-> ../kept", "link": "-> kept"})
    before = (tmp_path / "kept").stat().st_mode
    remove_tree(tmp_path / "a")
    remove_tree(tmp_path / "link")
    assert tree(tmp_path) == {"kept": "/", "kept/file": "1", "link": "-> kept"}
    assert (tmp_path / "kept").stat().st_mode == before


def test_what_is_no_folder(tmp_path: Path) -> None:
    plant(tmp_path, {"file": "1"})
    remove_tree(tmp_path / "file")
    remove_tree(tmp_path / "nothing")
    assert tree(tmp_path) == {"file": "1"}


def test_many_and_deep(tmp_path: Path) -> None:
    deep = "/".join("d" for _ in range(200))
    plant(tmp_path / "a", {f"{deep}/file": "1", **{f"w{number}": "/" for number in range(500)}})
    remove_tree(tmp_path / "a")
    assert not tree(tmp_path)
