"""The command line of ``exekall compare``."""

from __future__ import annotations

from pathlib import Path

import pytest

from exekall.cli.entry import main
from exekall.cli.exit_codes import ExitCode


def test_two_databases_are_needed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["compare", "one"])
    assert stop.value.code == 2
    assert "required: B" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--help"], ["one", "-h"]])
def test_help_needs_no_database(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["compare", *words])
    assert not stop.value.code
    assert "--duration-ratio" in capsys.readouterr().out


def test_what_is_missing_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", str(tmp_path / "one"), str(tmp_path / "two")]) == ExitCode.ERROR
    assert "one" in capsys.readouterr().err
