"""Operators that fork: real processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

import exekall

PROGRAM = """
    import os
    import sys


    class FirstResult:
        pass


    class LastResult:
        pass


    def first() -> FirstResult:
        child = os.fork()
        if not child:
            {act}
        _, status = os.waitpid(child, 0)
        print("child", os.waitstatus_to_exitcode(status))
        return FirstResult()


    def last() -> LastResult:
        print("last", flush=True)
        return LastResult()
"""


@pytest.mark.parametrize(
    ("act", "code", "told"),
    [
        ("sys.exit()", 0, ""),
        ("sys.exit(3)", 3, ""),
        ("sys.exit('text')", 1, "text"),
        ("raise ValueError('text')", 1, "ValueError: text"),
        ("raise KeyboardInterrupt", 1, "KeyboardInterrupt"),
        ("return FirstResult()", 0, ""),
    ],
)
def test_what_an_operator_forks_does_not_go_on(
    tmp_path: Path, act: str, code: int, told: str
) -> None:
    (tmp_path / "forking.py").write_text(dedent(PROGRAM).format(act=act))
    command = [sys.executable, "-m", "exekall", "run", "forking.py", "--artifact-dir", "out"]
    command += ["--allow", "*.first", "--allow", "*.last"]
    done = subprocess.run(
        command, check=False, cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert f"child {code}" in done.stdout.splitlines()
    assert done.stdout.splitlines().count("last") == 1
    assert told in done.stderr
    with exekall.load(tmp_path / "out") as db:
        assert len(list(db.get_all())) == 2
