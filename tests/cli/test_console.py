"""What goes where, and in whose name."""

from __future__ import annotations

from contextlib import redirect_stderr, redirect_stdout
from io import StringIO

import pytest

from exekall.cli.console import Console


def test_results_go_to_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    console = Console("exekall run")
    console.write(["a", "b"])
    console.flush()
    assert capsys.readouterr() == ("a\nb\n", "")
    assert not console.is_abandoned


def test_a_pinned_console_is_not_redirected(capsys: pytest.CaptureFixture[str]) -> None:
    console = Console("exekall run").pinned()
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        console.write(["a result"])
        console.note(["a note"])
    assert capsys.readouterr() == ("a result\n", "a note\n")


def test_everything_else_goes_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    console = Console("exekall run")
    console.note(["a note"])
    console.warn(["a warning", "  with a detail", "another"])
    console.fail(["an error", "  with a remedy"])
    console.tell(["nothing", "  because"])
    out, err = capsys.readouterr()
    assert not out
    assert err.splitlines() == [
        "a note",
        "exekall run: warning: a warning",
        "  with a detail",
        "exekall run: warning: another",
        "exekall run: error: an error",
        "  with a remedy",
        "exekall run: nothing",
        "  because",
    ]
