"""Merging what several runs left: artifact folders, databases without one, or both.

The result is made under a temporary name and then put in place, so that it is there complete or
not at all.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from exekall.artifacts.merge_job import MergeJob
from exekall.artifacts.merged_database import make_merged_database
from exekall.artifacts.merged_folder import make_merged_folder
from exekall.filesystem.directory import is_temporary
from exekall.filesystem.errors import ArtifactError
from exekall.filesystem.transfer import Oddity
from exekall.store.errors import StoreError
from exekall.store.merging.databases import Merged
from exekall.store.merging.error import MergeError, MergeProblem
from exekall.store.merging.source import MergeSource
from exekall.store.records import DB_FILENAME, RunState
from exekall.store.sqlite.database import journal_of

__all__ = ["MergeReport", "merge"]

_SUFFIX: Final = Path(DB_FILENAME).suffix


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What came of merging to *path*: in the database, and what was odd about files."""

    path: Path
    databases: Merged
    oddities: Sequence[Oddity] = ()


def merge(
    inputs: Iterable[Path],
    out: Path,
    *,
    copies: bool = False,
    updates: bool = False,
    keeps_going: bool = False,
) -> MergeReport:
    """Merge artifact folders and database files into the folder *out*.

    It must not exist, or be empty, unless it *updates* what is there. Where *out* ends in
    ``.sqlite``, it is a database with its buffers, and so must be all inputs. An input counts
    once, however often it is given. Files become hard links, or copies where *copies* asks for it
    or the system refuses links. A damaged input is refused, unless it *keeps_going*.

    Raises :class:`MergeError`, :class:`StoreError` or :class:`ArtifactError`; nothing was changed
    then.
    """
    out = _real(out)
    paths = [_real(path) for path in inputs]
    is_there = _is_there(out)
    if is_there and not updates:
        raise MergeError(MergeProblem.OUTPUT_EXISTS, out)
    if is_there:
        paths.insert(0, out)
    job = MergeJob(tuple(dict.fromkeys(paths)), out, copies, keeps_going, is_there)
    is_database = out.is_file() or (out.suffix == _SUFFIX and not out.is_dir())
    _check_places(job, is_database)
    _check_databases(job)
    with _named_as_in_the_end(out):
        if is_database:
            return MergeReport(out, make_merged_database(job))
        return MergeReport(out, *make_merged_folder(job))


@contextmanager
def _named_as_in_the_end(out: Path) -> Iterator[None]:
    """Have errors name what would be in *out*, not where that is made."""
    try:
        yield
    except StoreError as error:
        raise StoreError(error.problem, _in_the_end(error.path, out), error.detail) from error
    except ArtifactError as error:
        path, culprit = _in_the_end(error.path, out), _in_the_end(error.culprit, out)
        raise ArtifactError(error.problem, path, culprit, error.detail) from error


def _in_the_end(path: Path, out: Path) -> Path:
    for folder in (path, *path.parents):
        if folder.parent == out.parent and is_temporary(folder.name):
            return out / path.relative_to(folder)
    return path


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _is_there(out: Path) -> bool:
    """Tell whether something is at *out* that must not be lost."""
    return out.exists() and not (out.is_dir() and next(out.iterdir(), None) is None)


def _check_places(job: MergeJob, is_database: bool) -> None:
    out = job.out
    for path in job.inputs:
        if path == out:
            continue
        if out.is_relative_to(path):
            raise MergeError(MergeProblem.OUTPUT_IN_INPUT, out, path)
        if path.is_relative_to(out):
            raise MergeError(MergeProblem.INPUT_IN_OUTPUT, path, out)
        if is_database and path.is_dir():
            raise MergeError(MergeProblem.OUTPUT_KIND, out, path)


def _check_databases(job: MergeJob) -> None:
    """Refuse inputs without a database, before anything is made, and an output in use."""
    for path in job.inputs:
        with MergeSource(path) as source:
            is_running = any(state is RunState.RUNNING for _, state in source.runs())
            # A journal that could not be rolled back would be taken for that of the new file.
            if path == job.out and (is_running or journal_of(source.path).exists()):
                raise MergeError(MergeProblem.OUTPUT_IN_USE, job.out)
