"""The entry point: what needs no command, and commands that fail."""

from __future__ import annotations

import subprocess
import sys

import pytest

from exekall.cli.entry import main


def test_help_without_a_command_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "commands:" in capsys.readouterr().out


def test_an_unknown_command_names_a_near_one(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["rnu"])
    assert caught.value.code == 2
    assert "did you mean 'run'?" in capsys.readouterr().err


def test_own_errors_end_with_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "no such file.py"]) == 2
    told = capsys.readouterr().err
    assert told.startswith("exekall run: error: there is no module, file or folder")
    assert "Traceback" not in told


def test_with_debug_there_is_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--debug", "run", "no such file.py"]) == 2
    assert "Traceback" in capsys.readouterr().err


def test_the_module_can_be_run() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "exekall", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("exekall ")
