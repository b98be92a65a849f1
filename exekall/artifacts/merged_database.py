"""A database, with its buffers but without an artifact folder, that holds what is in several."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from exekall.artifacts.merge_job import MergeJob
from exekall.filesystem.directory import Directory
from exekall.filesystem.errors import ArtifactError, Problem, translated
from exekall.filesystem.staging import StagedFolder
from exekall.filesystem.transfer import OddityKind, Transfer
from exekall.store.merging.databases import Merged, merge_databases
from exekall.store.records import BUFFERS_SUFFIX

__all__ = ["make_merged_database"]


def make_merged_database(job: MergeJob) -> Merged:
    """Do a job whose output is a database file, beside which is the folder of its buffers.

    Raises :class:`ArtifactError`, and whatever :func:`merge_databases` raises.
    """
    out = job.out
    with StagedFolder(out) as staged:
        made = staged.path / out.name
        merged = merge_databases(job.inputs, made, job.copies, job.keeps_going)
        with Directory(staged.path) as source, Directory(out.parent) as target:
            with _added_buffers(out, source, target), translated(out):
                if job.replaces:
                    made.replace(out)
                else:
                    _rename_new(made, out)
            os.fsync(target.fileno())
    return merged


def _rename_new(made: Path, out: Path) -> None:
    """Rename a file; raises FileExistsError where something has that name."""
    try:
        os.link(made, out)
    except FileExistsError:
        raise
    except OSError:  # There are no hard links here.
        if os.path.lexists(out):
            raise
        made.rename(out)


@contextmanager
def _added_buffers(out: Path, source: Directory, target: Directory) -> Iterator[None]:
    """Add the buffers of *out* in *source* to those in *target*; not if what is within fails."""
    folder = out.with_suffix(BUFFERS_SUFFIX)
    before = {folder, *folder.rglob("*")} if folder.exists() else set()
    transfer = Transfer()
    try:
        transfer.bring(folder.name, source, target)
        if any(oddity.kind is OddityKind.TWO_KINDS for oddity in transfer.oddities):
            raise ArtifactError(Problem.UNEXPECTED_LINK, folder)
        yield
    except BaseException:
        for path in sorted({folder, *folder.rglob("*")} - before, reverse=True):
            _remove(path)
        raise


def _remove(path: Path) -> None:
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        else:
            path.unlink()
