"""Bringing files and folders from one folder to another, by hard link or as copies.

Where something is there already, both are brought together: folders are united, of two files the
one with more to it stays. Symbolic links are made again as they are, and never followed.
"""

from __future__ import annotations

import os
import posixpath
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from exekall.filesystem.directory import Directory, is_temporary
from exekall.filesystem.errors import ArtifactError, Problem, reading, translated
from exekall.filesystem.regular_files import Brought, bring_file

__all__ = ["Oddity", "OddityKind", "Transfer", "is_outward", "names_in"]

# What opening a name gives that is not the folder that was looked for.
_OTHER_KIND: Final = {Problem.NOT_A_FOLDER, Problem.UNEXPECTED_LINK}


class OddityKind(StrEnum):
    """What was not simply brought over.

    Neither special files nor links that lead out of the folder are. Of two different files the
    newer one is kept, and of things of two kinds the first one.
    """

    SPECIAL_FILE = "special-file"
    OUTWARD_LINK = "outward-link"
    TWO_CONTENTS = "two-contents"
    TWO_KINDS = "two-kinds"


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something about what is at *path*, where it comes from."""

    kind: OddityKind
    path: Path


class Transfer:
    """Brings things over, and keeps the :attr:`oddities` that were met.

    Files are hard links, or copies where *copies* asks for them or the system refuses links. What
    vanishes meanwhile, since somebody still works there, is left out, and so are files that are
    being written. Everything raises :class:`ArtifactError` where the system refuses.
    """

    def __init__(self, copies: bool = False) -> None:
        self.oddities: list[Oddity] = []
        self._copies = copies

    def bring(self, name: str, source: Directory, target: Directory, inside: str = "") -> None:
        """Bring what is called *name* in *source* to *target*, with all that is in it.

        *inside* is the path of *source* from the top of what belongs together, with ``/``: links
        that lead out of that are left out.
        """
        if self._bring_leaf(name, source, target, inside):
            return
        levels = [_Level(source, target, inside, iter([name]))]
        try:
            while levels:
                folder = next(levels[-1].folders, None)
                if folder is not None:
                    levels += self._below(levels[-1], folder)
                elif len(levels) > 1:
                    levels.pop().close()
                else:
                    levels.pop()
        finally:
            for level in levels[1:]:
                level.close()

    def note(self, kind: OddityKind, path: Path) -> None:
        """Keep an oddity."""
        self.oddities.append(Oddity(kind, path))

    def _below(self, level: _Level, name: str) -> list[_Level]:
        """Bring over a folder with all in it but folders; return it, unless it cannot be there."""
        try:
            target = level.target.make_folder(name, exist_ok=True)
        except ArtifactError as error:
            if error.problem not in _OTHER_KIND:
                raise
            self.note(OddityKind.TWO_KINDS, level.source.path / name)
            return []
        try:
            with reading(level.source.path / name):
                source = level.source.folder(name)
        except ArtifactError:
            target.close()
            raise
        below = _Level(source, target, posixpath.join(level.inside, name), iter(()))
        try:
            below.folders = iter(self._leaves(below))
        except BaseException:
            below.close()
            raise
        return [below]

    def _leaves(self, level: _Level) -> list[str]:
        """Bring over all in a folder but folders; return these."""
        return [
            name
            for name in names_in(level.source)
            if not self._bring_leaf(name, level.source, level.target, level.inside)
        ]

    def _bring_leaf(self, name: str, source: Directory, target: Directory, inside: str) -> bool:
        """Bring over anything but a folder; tell whether it was that."""
        with reading(source.path / name):
            try:
                mode = os.lstat(name, dir_fd=source.fileno()).st_mode
            except FileNotFoundError:
                return True
        if stat.S_ISDIR(mode):
            return False
        if stat.S_ISREG(mode):
            self._bring_file(name, source, target)
        elif stat.S_ISLNK(mode):
            self._bring_link(name, source, target, inside)
        else:
            self.note(OddityKind.SPECIAL_FILE, source.path / name)
        return True

    def _bring_file(self, name: str, source: Directory, target: Directory) -> None:
        if is_temporary(name):
            return
        outcome = bring_file(name, source, target, self._copies)
        if outcome is Brought.DIFFERENT:
            self.note(OddityKind.TWO_CONTENTS, source.path / name)
        elif outcome is Brought.TWO_KINDS:
            self.note(OddityKind.TWO_KINDS, source.path / name)

    def _bring_link(self, name: str, source: Directory, target: Directory, inside: str) -> None:
        with reading(source.path / name):
            goal = os.readlink(name, dir_fd=source.fileno())
        if is_outward(goal, inside):
            self.note(OddityKind.OUTWARD_LINK, source.path / name)
            return
        with translated(target.path / name):
            try:
                os.symlink(goal, name, dir_fd=target.fileno())
            except FileExistsError:
                if not _is_link_to(goal, name, target):
                    self.note(OddityKind.TWO_KINDS, source.path / name)


class _Level:
    """A folder on both sides, and the *folders* in it that are still to be brought over."""

    __slots__ = ("folders", "inside", "source", "target")

    def __init__(
        self, source: Directory, target: Directory, inside: str, folders: Iterator[str]
    ) -> None:
        self.source = source
        self.target = target
        self.inside = inside
        self.folders = folders

    def close(self) -> None:
        self.source.close()
        self.target.close()


def names_in(directory: Directory) -> list[str]:
    """Return the names of all that is in a folder, sorted. Raises :class:`ArtifactError`."""
    with reading(directory.path), os.scandir(directory.fileno()) as entries:
        return sorted(entry.name for entry in entries)


def is_outward(goal: str, inside: str) -> bool:
    """Tell whether a link to *goal*, in the folder *inside* of a tree, leads out of the tree."""
    path = posixpath.normpath(posixpath.join(inside, goal))
    return posixpath.isabs(path) or path.split("/", 1)[0] == ".."


def _is_link_to(goal: str, name: str, folder: Directory) -> bool:
    try:
        return os.readlink(name, dir_fd=folder.fileno()) == goal
    except OSError:  # It is no link.
        return False
