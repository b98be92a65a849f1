"""Why a folder for artifacts cannot be made or written to."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Final

from exekall.errors import ExekallError

__all__ = ["ArtifactError", "Problem", "reading", "translated"]


class Problem(StrEnum):
    """What is wrong with a path."""

    NOT_EMPTY = "not-empty"
    NOT_A_FOLDER = "not-a-folder"
    NOT_WRITABLE = "not-writable"
    UNEXPECTED_LINK = "unexpected-link"
    EXISTS = "exists"
    UNREADABLE = "unreadable"
    NO_ARTIFACT_FOLDER = "no-artifact-folder"
    FAILED = "failed"


class ArtifactError(ExekallError):
    """Artifacts cannot be written, or read.

    ``path`` is what was to be made or read, ``culprit`` the path that is in the way: the same one
    or a folder above it. ``detail`` is what the operating system said, where :attr:`problem` does
    not say it all.
    """

    def __init__(
        self, problem: Problem, path: Path, culprit: Path | None = None, detail: str = ""
    ) -> None:
        super().__init__(problem, path, culprit, detail)
        self.problem = problem
        self.path = path
        self.culprit = path if culprit is None else culprit
        self.detail = detail


_PROBLEMS: Final = {
    errno.EACCES: Problem.NOT_WRITABLE,
    errno.EPERM: Problem.NOT_WRITABLE,
    errno.EROFS: Problem.NOT_WRITABLE,
    errno.EEXIST: Problem.EXISTS,
    errno.ENOTDIR: Problem.NOT_A_FOLDER,
    errno.ELOOP: Problem.UNEXPECTED_LINK,
}


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn an OSError about *path* into an :class:`ArtifactError`."""
    try:
        yield
    except OSError as error:
        problem = _PROBLEMS.get(error.errno or 0, Problem.FAILED)
        culprit = _culprit(path, problem)
        if problem is Problem.NOT_A_FOLDER and culprit.is_symlink():
            problem = Problem.UNEXPECTED_LINK
        detail = error.strerror or str(error)
        raise ArtifactError(problem, path, culprit, detail) from error


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn an OSError or :class:`ArtifactError` into one that says that *path* is unreadable."""
    try:
        yield
    except OSError as error:
        detail = error.strerror or str(error)
        raise ArtifactError(Problem.UNREADABLE, path, detail=detail) from error
    except ArtifactError as error:
        raise ArtifactError(Problem.UNREADABLE, path, detail=error.detail) from error


def _culprit(path: Path, problem: Problem) -> Path:
    """Return what stands in the way of *path*: the lowest part of it that exists."""
    if problem not in {Problem.NOT_A_FOLDER, Problem.NOT_WRITABLE}:
        return path
    for candidate in (path, *path.parents):
        try:
            candidate.lstat()
        except OSError:
            continue
        return candidate
    return path
