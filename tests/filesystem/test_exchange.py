"""Folders that take each other's place."""

from __future__ import annotations

from pathlib import Path

import pytest

from exekall.filesystem import exchange as module
from exekall.filesystem.exchange import exchange
from tests.filesystem.trees import plant, tree


@pytest.fixture(params=["at once", "in steps"])
def folder(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    if request.param == "in steps":
        monkeypatch.setattr(module.sys, "platform", "darwin")
    return plant(tmp_path, {"one/1": "1", "other/2": "2"})


def test_two_folders(folder: Path) -> None:
    exchange(folder / "one", folder / "other")
    assert tree(folder) == {"one": "/", "one/2": "2", "other": "/", "other/1": "1"}


@pytest.mark.parametrize(("one", "other"), [("one", "nothing"), ("nothing", "other")])
def test_one_that_is_missing(folder: Path, one: str, other: str) -> None:
    before = tree(folder)
    with pytest.raises(FileNotFoundError):
        exchange(folder / one, folder / other)
    assert tree(folder) == before


@pytest.mark.parametrize("step", range(4))
def test_interrupted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    monkeypatch.setattr(module.sys, "platform", "darwin")
    folder = plant(tmp_path, {"one/1": "1", "other/2": "2"})
    rename = Path.rename
    count = 0

    def interrupted(path: Path, target: Path) -> None:
        nonlocal count
        count += 1
        if count == step // 2 + 1:
            if step % 2:
                rename(path, target)
            raise KeyboardInterrupt
        rename(path, target)

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        exchange(folder / "one", folder / "other")
    before = {"one": "/", "one/1": "1", "other": "/", "other/2": "2"}
    after = {"one": "/", "one/2": "2", "other": "/", "other/1": "1"}
    assert tree(folder) == (after if step == 3 else before)
