"""The command line of merging."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from exekall.cli.merge.options import OPTIONS
from exekall.store.errors import StoreError
from exekall.store.reader import StoreReader
from tests.artifacts.merging import exekall, run
from tests.filesystem.trees import tree
from tests.store.merge_inputs import Canary, content, running, sung


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs")
    run(folder, "a")
    run(folder, "b")
    return folder


def test_two_runs(runs: Path, tmp_path: Path) -> None:
    done = exekall(runs, "merge", "a", "b", "-o", str(tmp_path / "out"))
    assert not done.stdout
    assert done.stderr == f"Merged: {tmp_path}/out (2 runs, 4 expressions, 6 values)\n"


def test_every_option_is_taken(runs: Path, tmp_path: Path) -> None:
    words = [option.names[0] for option in OPTIONS if not option.words]
    exekall(runs, "merge", *words, "a", "-o", str(tmp_path / "out"))
    assert words == ["--update", "--copy", "--keep-going"]


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["a"],
        ["-o", "out"],
        ["a", "nothing", "-o", "out"],
        ["a", "work.py", "-o", "out"],
        ["a", ".", "-o", "../elsewhere"],
        ["a", "b", "-o", "a"],
        ["a", "b", "-o", "a/out"],
        ["a", "b", "-o", "out.sqlite"],
        ["a", "b", "-o", "work.py"],
        ["a", "b", "-o", "work.py/out"],
        ["a", "b", "--output", "out", "--frobnicate"],
    ],
)
def test_what_makes_no_sense(runs: Path, words: list[str]) -> None:
    before = tree(runs.parent)
    done = exekall(runs, "merge", *words, code=2)
    assert "exekall merge: error: " in done.stderr
    assert "Traceback" not in done.stderr
    assert tree(runs.parent) == before


def test_nothing_is_loaded(tmp_path: Path) -> None:
    nest = tmp_path / "nest"
    for number in (1_000, 2_000):
        with running(tmp_path / str(number), number) as hostile:
            hostile.add(Canary(nest), number + 10)
            hostile.add({"inner": Canary(nest)}, number + 11)
    (tmp_path / "VALUE_DB.py").write_text("raise SystemExit('imported')")
    first, second = (str(tmp_path / name / "VALUE_DB.sqlite") for name in ("1000", "2000"))
    for _ in range(2):
        exekall(tmp_path, "merge", first, second, "-o", "out", "--update")
    assert len(content(tmp_path / "out")["values"]) == 4
    assert not sung(nest)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interruption(tmp_path: Path, number: signal.Signals, code: int) -> None:
    run(tmp_path, "a", "-n", "30")
    place = tmp_path / "place"
    place.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "exekall", "merge", "a", "-o", "place/out"],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    while process.poll() is None and not tree(place):
        os.sched_yield()
    process.send_signal(number)
    process.communicate(timeout=60)
    if process.returncode == 0:  # It was too late.
        assert [path.name for path in place.iterdir()] == ["out"]
    else:
        assert process.returncode == code
        assert not tree(place)


ENDLESS = """\
from collections.abc import Iterator


class Number:
    def __init__(self, number: int) -> None:
        self.number = number


def numbers() -> Iterator[Number]:
    number = 0
    while True:
        yield Number(number)
        number += 1


class Result:
    def __init__(self, number: Number) -> None:
        self.number = number
"""


def test_runs_that_go_on_and_runs_that_were_killed(runs: Path, tmp_path: Path) -> None:
    (tmp_path / "endless.py").write_text(ENDLESS)
    words = ["run", "endless.py", "--allow", "numbers", "--artifact-dir", "going"]
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "exekall", *words],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not stored(tmp_path / "going"):
            assert process.poll() is None
            time.sleep(0.05)
        going = exekall(tmp_path, "merge", str(runs / "a"), "going", "-o", "out")
        assert process.poll() is None
        refused = exekall(tmp_path, "merge", str(runs / "a"), "-o", "going", "--update", code=2)
    finally:
        process.kill()
        process.communicate()
    assert "a run is still writing to going/VALUE_DB.sqlite" in going.stderr
    assert "a run is still writing to it" in refused.stderr
    before = content(tmp_path / "out")["values"]
    killed = exekall(tmp_path, "merge", "going", "-o", "out", "--update")
    assert killed.stderr.count("\n") == 1
    after = content(tmp_path / "out")["values"]
    assert len(before) < len(after)
    assert before.items() <= after.items()


def stored(path: Path) -> int:
    """Return how many values are in a database that may not be there yet."""
    try:
        with StoreReader(path) as reader:
            return len(reader.keys())
    except StoreError:
        return 0
