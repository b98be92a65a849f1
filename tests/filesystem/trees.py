"""Folders as data, for comparing, and places to put them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from exekall.filesystem.directory import Directory

SHARED_MEMORY = Path("/dev/shm")


def tree(path: Path) -> dict[str, str]:
    """Return what is in a folder: by path, the text of files, the goals of links, ``/``."""
    found = {}
    for folder, folders, files in os.walk(path):
        for name in [*folders, *files]:
            entry = Path(folder, name)
            found[str(entry.relative_to(path))] = content(entry)
    return found


def content(path: Path) -> str:
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        return f"-> {path.readlink()}"
    if stat.S_ISDIR(mode):
        return "/"
    return path.read_text("utf-8", "replace") if stat.S_ISREG(mode) else "special"


def plant(path: Path, entries: dict[str, str]) -> Path:
    """Make a folder with these entries, which are as :func:`tree` returns them."""
    path.mkdir(parents=True, exist_ok=True)
    for name, text in entries.items():
        entry = path / name
        entry.parent.mkdir(parents=True, exist_ok=True)
        if text == "/":
            entry.mkdir(exist_ok=True)
        elif text == "special":
            os.mkfifo(entry)
        elif text.startswith("-> "):
            entry.symlink_to(text.removeprefix("-> "))
        else:
            entry.write_text(text)
    return path


@contextmanager
def two(one: Path, other: Path) -> Iterator[tuple[Directory, Directory]]:
    """Open two folders, which are made where they are not there."""
    for path in (one, other):
        path.mkdir(parents=True, exist_ok=True)
    with Directory(one) as first, Directory(other) as second:
        yield first, second
