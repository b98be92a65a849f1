"""What is different where somebody sits at a terminal."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

SOURCE = """\
class Cup:
    def __init__(self) -> None:
        self.size = 1


class DrinkResult:
    pass


def drink(cup: Cup) -> DrinkResult:
    raise ValueError("empty")
"""


def test_a_failing_replay_opens_the_debugger(tmp_path: Path) -> None:
    (tmp_path / "drinks.py").write_text(SOURCE)
    run = [sys.executable, "-P", "-m", "exekall", "run", "drinks.py"]
    first = [*run, "--allow", "Cup", "--artifact-dir", "first"]
    subprocess.run(first, cwd=tmp_path, capture_output=True, check=False)
    [uuids] = (tmp_path / "first").glob("*drink/*/VALUES_UUID")
    replay = [*run, "--load-db", "first", "--replay", uuids.read_text().strip()]
    assert "(Pdb)" in at_a_terminal(replay, tmp_path)
    done = subprocess.run(replay, cwd=tmp_path, capture_output=True, check=False, input=b"q\n")
    assert done.returncode == 1
    assert b"Pdb" not in done.stdout + done.stderr


def at_a_terminal(command: list[str], folder: Path) -> str:
    """Run a command at a terminal whose user leaves the debugger; return all that is shown."""
    here, there = pty.openpty()
    with subprocess.Popen(command, cwd=folder, stdin=there, stdout=there, stderr=there) as process:
        os.close(there)
        shown = b""
        is_answered = False
        while data := _read(here):
            shown += data
            if b"(Pdb)" in shown and not is_answered:
                os.write(here, b"q\n")
                is_answered = True
    os.close(here)
    assert process.returncode == 1
    assert b"since this is a terminal" in shown
    return shown.decode()


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 4096)
    except OSError:  # what Linux says when nobody has the other end any more
        return b""
