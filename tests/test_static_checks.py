"""Types and style, as the tools see them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent
TYPED = [name for name in ("exekall", "adaptors") if any((CHECKOUT / name).rglob("*.py"))]


@pytest.mark.parametrize(
    "command",
    [
        ["mypy", "--strict", *TYPED],
        ["ruff", "check"],
    ],
    ids=lambda command: command[0],
)
def test_tool_has_nothing_to_say(command: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=CHECKOUT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"\n{done.stdout}"
