"""Runs to merge."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.artifacts.merging import run


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the artifact folders of two runs, ``a`` and ``b``; not to be changed."""
    folder = tmp_path_factory.mktemp("runs")
    run(folder, "a")
    run(folder, "b", "-n", "2")
    return folder


@pytest.fixture
def a(runs: Path) -> Path:
    return runs / "a"


@pytest.fixture
def b(runs: Path) -> Path:
    return runs / "b"


@pytest.fixture
def own(runs: Path, tmp_path: Path) -> Path:
    """Copies of the runs, which may be changed."""
    for name in ("a", "b"):
        shutil.copytree(runs / name, tmp_path / "own" / name, symlinks=True)
    return tmp_path / "own"
