"""Only a terminal has a width."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest

from exekall.rendering.terminal import terminal_width


def test_a_pipe_has_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert terminal_width() is None


def test_a_terminal_has_one() -> None:
    ours, theirs = pty.openpty()
    script = "from exekall.rendering.terminal import terminal_width; print(terminal_width())"
    environment = {**os.environ, "COLUMNS": "77"}
    command = [sys.executable, "-c", script]
    subprocess.run(command, stdout=theirs, env=environment, check=True, timeout=60)
    os.close(theirs)
    assert os.read(ours, 100).strip() == b"77"
    os.close(ours)
