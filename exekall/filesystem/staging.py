"""A folder that is made complete under a temporary name, beside the place where it will be."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Self

from exekall.filesystem.directory import Directory, temporary_name
from exekall.filesystem.errors import ArtifactError, Problem, translated
from exekall.filesystem.exchange import exchange
from exekall.filesystem.removal import remove_tree

__all__ = ["StagedFolder"]


class StagedFolder:
    """A context manager that makes a folder for what is going to be *target*.

    Unless it is published, nothing of it is left at the end, nor of the folders above *target*
    that were made for it. Everything raises :class:`ArtifactError` where the system refuses.
    """

    def __init__(self, target: Path) -> None:
        self.target = target
        self.path = target.with_name(temporary_name(target.name))
        self._made: list[Path] = []

    def __enter__(self) -> Self:
        try:
            with translated(self.target):
                self._make_parents()
                self.path.mkdir()
        except BaseException:
            self._clean()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._clean()

    def publish(self, replaces: bool = False) -> None:
        """Put the folder at its place: a new one, an empty folder, or what *replaces* is for."""
        with translated(self.target), Directory(self.target.parent) as parent:
            _synchronise(self.path)
            if replaces:
                exchange(self.path, self.target)
            else:
                self._rename()
            os.fsync(parent.fileno())
        self._made.clear()

    def _rename(self) -> None:
        try:
            # An empty folder is replaced, anything else refused.
            self.path.rename(self.target)
        except (FileExistsError, NotADirectoryError) as error:
            raise ArtifactError(Problem.EXISTS, self.target) from error
        except OSError as error:
            if self.target.exists():
                raise ArtifactError(Problem.EXISTS, self.target) from error
            raise

    def _make_parents(self) -> None:
        missing = []
        for parent in self.target.parents:
            if parent.exists():
                break
            missing.append(parent)
        for parent in reversed(missing):
            with suppress(FileExistsError):
                parent.mkdir()
                self._made.append(parent)

    def _clean(self) -> None:
        """Remove what has the temporary name by now, and the folders made for nothing."""
        try:
            remove_tree(self.path)
        except KeyboardInterrupt:
            remove_tree(self.path)
            raise
        for parent in reversed(self._made):
            with suppress(OSError):
                parent.rmdir()


def _synchronise(path: Path) -> None:
    with Directory(path) as directory:
        os.fsync(directory.fileno())
