"""Fresh processes, as users start them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.stopwatch import Contender

__all__ = ["EXEKALL", "folder", "process", "python"]

EXEKALL = str(Path(sys.executable).parent / "exekall")


@contextmanager
def folder() -> Iterator[Path]:
    """Give a folder for files that processes read and write."""
    with TemporaryDirectory(prefix="exekall-benchmark-") as name:
        yield Path(name)


def process(command: Sequence[str] | str, cwd: Path | None = None) -> Contender:
    """Return a contender that runs *command*, a text by a shell, and throws its output away."""

    def run(_: object) -> None:
        subprocess.run(
            command,
            shell=isinstance(command, str),
            cwd=cwd,
            env={**os.environ, "PYTHONPATH": str(cwd or "")},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )

    return Contender(run)


def python(script: Path, *words: str) -> Contender:
    """Return a contender that runs *script* in its own folder."""
    return process([sys.executable, str(script), *words], script.parent)
