"""Folders that appear complete, or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from exekall.filesystem.errors import ArtifactError, Problem
from exekall.filesystem.staging import StagedFolder
from tests.filesystem.trees import plant, tree


def test_a_new_folder(tmp_path: Path) -> None:
    with StagedFolder(tmp_path / "a/b") as staged:
        plant(staged.path, {"file": "1"})
        assert not (tmp_path / "a/b").exists()
        assert staged.path.parent == tmp_path / "a"
        staged.publish()
        assert tree(tmp_path / "a/b") == {"file": "1"}
    assert tree(tmp_path) == {"a": "/", "a/b": "/", "a/b/file": "1"}


def test_an_empty_folder_is_replaced(tmp_path: Path) -> None:
    plant(tmp_path, {"a": "/"})
    with StagedFolder(tmp_path / "a") as staged:
        plant(staged.path, {"file": "1"})
        staged.publish()
    assert tree(tmp_path) == {"a": "/", "a/file": "1"}


@pytest.mark.parametrize("there", [{"a": "1"}, {"a/file": "1"}, {"a": "-> b"}, {"a": "special"}])
def test_what_is_there_stays(tmp_path: Path, there: dict[str, str]) -> None:
    plant(tmp_path, there)
    before = tree(tmp_path)
    with StagedFolder(tmp_path / "a") as staged:
        plant(staged.path, {"new": "1"})
        with pytest.raises(ArtifactError) as error:
            staged.publish()
    assert error.value.problem is Problem.EXISTS
    assert tree(tmp_path) == before


def test_what_is_there_is_replaced_on_demand(tmp_path: Path) -> None:
    plant(tmp_path, {"a/old": "1", "a/b/old": "1"})
    with StagedFolder(tmp_path / "a") as staged:
        plant(staged.path, {"new": "2"})
        staged.publish(replaces=True)
    assert tree(tmp_path) == {"a": "/", "a/new": "2"}


def fail(path: Path, error: type[BaseException]) -> None:
    with StagedFolder(path) as staged:
        plant(staged.path, {"file": "1", "d/e": "2"})
        raise error


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, OSError])
def test_a_failure_leaves_nothing(tmp_path: Path, error: type[BaseException]) -> None:
    with pytest.raises(error):
        fail(tmp_path / "a/b/c", error)
    assert not tree(tmp_path)


def test_folders_that_others_use_meanwhile_stay(tmp_path: Path) -> None:
    with StagedFolder(tmp_path / "a/b"):
        plant(tmp_path / "a", {"theirs": "1"})
    assert tree(tmp_path) == {"a": "/", "a/theirs": "1"}


def test_a_file_in_the_way(tmp_path: Path) -> None:
    plant(tmp_path, {"file": "1"})
    with pytest.raises(ArtifactError) as error, StagedFolder(tmp_path / "file/a"):
        pytest.fail("nothing can be made there")
    assert error.value.problem is Problem.NOT_A_FOLDER
    assert tree(tmp_path) == {"file": "1"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_no_permission(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(ArtifactError) as error, StagedFolder(tmp_path / "a"):
        pytest.fail("nothing can be made there")
    tmp_path.chmod(0o700)
    assert error.value.problem is Problem.NOT_WRITABLE
