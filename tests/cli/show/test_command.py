"""``exekall show`` on databases that runs made, some of which mean harm."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# What would say so if any code that a database leads to were run.
CANARY = "CANARY"

HOSTILE = """
import os

CANARY = os.environ["CANARY"]

class Bomb:
    def __init__(self, fuse=1):
        pass

    def __reduce__(self):
        return (open, (CANARY, "w"))

class BoomResult:
    def __init__(self, bomb: Bomb):
        self.bomb = bomb

    def __str__(self):
        return "tick"

class BlastError(Exception):
    def __reduce__(self):
        return (open, (CANARY, "w"))

class BadResult:
    def __init__(self, bomb: Bomb):
        raise BlastError("tock")
"""

ADAPTOR = """
import os
from exekall.customization import AdaptorBase

if "CANARY" in os.environ:
    open(os.environ["CANARY"], "w").close()

class Hostile(AdaptorBase):
    name = "hostile"

    @staticmethod
    def register_show_param(parser):
        parser.add_argument("--colour")

    def show_db(self, db):
        print(f"{len(db.get_roots())} results, {self.args.colour}")
        super().show_db(db)
        return 3

    @classmethod
    def reload_db(cls, db, path=None):
        print("reloading")
        return db
"""


def exekall(*words: str, cwd: Path, canary: Path, path: str = "") -> subprocess.CompletedProcess:
    """Run a command in a process of its own, which finds modules along *path* besides."""
    checkout = str(Path(__file__).parents[3])
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("EXEKALL_")},
        "PYTHONPATH": os.pathsep.join(filter(None, [checkout, path])),
        "CANARY": str(canary),
    }
    return subprocess.run(
        [sys.executable, "-P", "-m", "exekall", *words],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an artifact folder whose values, modules and adaptor do harm; return all around it."""
    folder = tmp_path_factory.mktemp("hostile")
    source = folder / "source"
    source.mkdir()
    (source / "bombs.py").write_text(HOSTILE)
    (source / "exekall_customization.py").write_text(ADAPTOR)
    words = ["run", str(source / "bombs.py"), "--goal", "*Result", "--allow", "Bomb"]
    done = exekall(*words, "--artifact-dir", "run", cwd=folder, canary=folder / "unused")
    assert done.returncode == 1, done.stderr
    (source / "bombs.py").write_text(f"open({str(folder / CANARY)!r}, 'w').close()\n{HOSTILE}")
    return folder


@pytest.fixture
def canary(hostile: Path) -> Iterator[Path]:
    path = hostile / CANARY
    path.unlink(missing_ok=True)
    yield path
    path.unlink(missing_ok=True)


def shown(hostile: Path, *words: str, path: str = "") -> subprocess.CompletedProcess:
    return exekall("show", "run", *words, cwd=hostile, canary=hostile / CANARY, path=path)


class TestHostileDatabases:
    @pytest.mark.parametrize(
        "words",
        [
            (),
            ("--all",),
            ("--json", "--all"),
            ("--failed",),
            ("--type", "*", "--id", "*", "--tag", "x"),
            ("--check",),
            ("--help",),
            ("--adaptor", "default"),
            ("--no-adaptor",),
        ],
    )
    def test_nothing_is_run(self, hostile: Path, canary: Path, words: tuple[str, ...]) -> None:
        done = shown(hostile, *words)
        assert done.returncode == 0, done.stderr
        assert not canary.exists()

    def test_nor_for_one_value(self, hostile: Path, canary: Path) -> None:
        listed = json.loads(shown(hostile, "--json", "--all").stdout)
        assert len(listed["values"]) == 3
        for value in listed["values"]:
            for words in ([value["uuid"]], [value["uuid"], "--json"], [value["expression"]]):
                assert shown(hostile, *words).returncode == 0
        assert not canary.exists()

    def test_it_is_with_load(self, hostile: Path, canary: Path) -> None:
        done = shown(hostile, "--load", "--all", "--no-adaptor")
        assert done.returncode == 0, done.stderr
        assert canary.exists()

    def test_the_adaptor_is_told_of(self, hostile: Path, canary: Path) -> None:
        assert "the adaptor 'hostile'" in shown(hostile).stderr
        assert "the adaptor" not in shown(hostile, "--no-adaptor").stderr

    def test_it_is_used_where_the_user_says_that_it_can_be_imported(
        self, hostile: Path, canary: Path
    ) -> None:
        done = shown(hostile, "--colour", "red", path=str(hostile / "source"))
        assert done.stdout.startswith("2 results, red\nDatabase ")
        assert done.returncode == 3
        assert "using the adaptor 'hostile'" in done.stderr
        assert canary.exists()

    @pytest.mark.parametrize("words", [("--all",), ("--json",), ("--failed",), ("--no-adaptor",)])
    def test_it_shows_nothing_but_the_summary(self, hostile: Path, words: tuple[str, ...]) -> None:
        done = shown(hostile, *words, path=str(hostile / "source"))
        assert done.returncode == 0
        assert "results, " not in done.stdout.partition("\n")[0]

    def test_its_options_are_in_the_help(self, hostile: Path) -> None:
        assert "--colour" in shown(hostile, "--help", path=str(hostile / "source")).stdout
        assert "--colour" not in shown(hostile, "--help").stdout

    def test_reload_is_called_before_loading_only(self, hostile: Path) -> None:
        path = str(hostile / "source")
        assert "reloading" not in shown(hostile, "--all", path=path).stdout
        assert "reloading" in shown(hostile, "--all", "--load", path=path).stdout
        done = shown(hostile, "--all", "--load", "--no-adaptor", path=path)
        assert "reloading" not in done.stdout
