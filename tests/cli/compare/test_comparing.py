"""Comparing databases on disk."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from exekall.cli.entry import main
from exekall.cli.exit_codes import ExitCode

CHECKOUT = Path(__file__).parents[3]

PROGRAM = """
import os

def first_result() -> str:
    return "first " + os.environ.get("VERSION", "")

def second_result() -> bytes:
    return b"second"
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the artifacts of one program, called ``one``, ``again`` and ``two``."""
    path = tmp_path_factory.mktemp("runs")
    (path / "program.py").write_text(PROGRAM)
    for name, version in (("one", "1"), ("again", "1"), ("two", "2")):
        words = ["run", "program.py", "--allow", "*_result", "--callable-goal", "*_result"]
        subprocess.run(
            [sys.executable, "-m", "exekall", *words, "--artifact-dir", name],
            cwd=path,
            env={"VERSION": version, "PATH": "", "PYTHONPATH": str(CHECKOUT)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
        )
    return path


@pytest.fixture
def here(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of this test's own with these artifacts, and go there."""
    for name in ("one", "again", "two"):
        shutil.copytree(folder / name, tmp_path / name, symlinks=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def compared(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["compare", *words])
    return code, *capsys.readouterr()


def test_exit_codes(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert compared(capsys, "one", "again") == (ExitCode.OK, "2 compared: 2 the same.\n", "")
    code, out, err = compared(capsys, "one/VALUE_DB.sqlite", "two")
    assert code == ExitCode.FAILED
    assert "first 1 -> first 2" in out
    assert not err
    assert compared(capsys, "one", "nothing")[0] == ExitCode.ERROR


def test_json(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = compared(capsys, "one", "two", "--json")
    assert code == ExitCode.FAILED
    found = json.loads(out)
    assert (found["counts"]["same"], found["counts"]["different"]) == (1, 1)
    assert found["differences"][0]["id"] == "first_result"


def damage(database: Path, table: str) -> None:
    """Change the text of each row of *table*; checksums do not fit then."""
    connection = sqlite3.connect(database)
    with connection:
        connection.execute(f"UPDATE {table} SET text = 'another'")
    connection.close()


def test_what_is_damaged_is_not_the_same(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    damage(here / "again" / "VALUE_DB.sqlite", "result")
    code, out, err = compared(capsys, "one", "again")
    assert code == ExitCode.ERROR
    assert "again is damaged: 2 rows cannot be read" in err
    assert "2 cannot be told apart" in out
    assert "vanished" not in out
    # The other way round, too.
    assert compared(capsys, "again", "one")[0] == ExitCode.ERROR


def test_a_difference_goes_before_damage(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    damage(here / "again" / "VALUE_DB.sqlite", "result")
    assert compared(capsys, "one", "again", "--strict")[0] == ExitCode.FAILED


def test_databases_come_first(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = compared(capsys, "--rtol", "0.5", "one", "--all", "again", "--alpha=0.1")
    assert (code, out) == (ExitCode.OK, "2 compared: 2 the same.\n")
