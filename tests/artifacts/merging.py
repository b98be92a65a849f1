"""Artifact folders to merge, made by the command."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from exekall.artifacts.merging import MergeReport, merge
from exekall.store.merging.error import MergeError, MergeProblem
from tests.filesystem.trees import tree
from tests.store.merge_inputs import content

PROGRAM = """\
import random

from exekall import ExprData


class Source:
    def __init__(self, size: int = 3) -> None:
        self.numbers = [random.random() for _ in range(size)]


class Result:
    def __init__(self, source: Source, data: ExprData) -> None:
        self.source = source
        folder = data["expr_artifact_dir"] / "own"
        folder.mkdir()
        (folder / "file.txt").write_text(data["uuid"])
        (folder / "link").symlink_to("file.txt")
        (folder / "up").symlink_to("../ID")

    def __str__(self) -> str:
        return str(sum(self.source.numbers))


class LargeResult(Result):
    def __init__(self, source: Source) -> None:
        self.source = source
        self.data = random.randbytes(200_000)
"""


def run(folder: Path, name: str, *words: str) -> Path:
    """Run the program in *folder* and return the artifact folder *name* in it."""
    (folder / "work.py").write_text(PROGRAM)
    command = ["run", "work.py", "--allow", "*Source", "--artifact-dir", name, *words]
    exekall(folder, *command)
    return folder / name


def exekall(folder: Path, *words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    """Run a command in *folder*, which must end with this exit code."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "exekall", *words],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == code, done.stderr
    return done


def files(path: Path) -> dict[str, str]:
    """Return what is in a folder, but for the database."""
    return {name: text for name, text in tree(path).items() if not name.startswith("VALUE_DB.")}


def done(out: Path, *inputs: Path, **options: Any) -> MergeReport:
    report = merge(inputs, out, **options)
    assert not list(out.parent.glob(".*"))
    return report


def refused(out: Path, *inputs: Path, **options: Any) -> MergeProblem:
    before = tree(out.parent)
    with pytest.raises(MergeError) as error:
        merge(inputs, out, **options)
    assert tree(out.parent) == before
    return error.value.problem


def objects_equal(out: Path, original: Path) -> bool:
    found, expected = content(out)["values"], content(original)["values"]
    return bool(found.items() >= expected.items())
