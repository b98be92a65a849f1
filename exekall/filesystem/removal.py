"""Removing folders that are ours with all that is in them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from exekall.filesystem.directory import Directory
from exekall.filesystem.errors import translated

__all__ = ["remove_tree"]


def remove_tree(path: Path) -> None:
    """Remove the folder *path*, if it is there, and all in it; links are not followed.

    Folders in it that refuse writing are made writable. Raises :class:`ArtifactError`.
    """
    if path.is_symlink() or not path.is_dir():
        return
    with translated(path), Directory(path.parent) as parent:
        _empty(parent.folder(path.name))
        os.rmdir(path.name, dir_fd=parent.fileno())


def _empty(directory: Directory) -> None:
    """Remove all that is in a folder, the deepest first, and close it."""
    levels = [(directory, _without_files(directory))]
    try:
        while levels:
            level, folders = levels[-1]
            name = next(folders, None)
            if name is not None:
                below = level.folder(name)
                levels.append((below, _without_files(below)))
                continue
            level.close()
            levels.pop()
            if levels:
                os.rmdir(level.path.name, dir_fd=levels[-1][0].fileno())
    finally:
        for level, _ in levels:
            level.close()


def _without_files(directory: Directory) -> Iterator[str]:
    """Remove all but the folders in a folder, and yield these; nothing happens before the first."""
    os.fchmod(directory.fileno(), stat.S_IRWXU)
    folders = []
    with os.scandir(directory.fileno()) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.name)
            else:
                os.unlink(entry.name, dir_fd=directory.fileno())
    yield from folders
