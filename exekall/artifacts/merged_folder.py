"""An artifact folder that holds what is in several others."""

from __future__ import annotations

from exekall.artifacts.merge_job import MergeJob
from exekall.artifacts.originals import BY_UUID, ORIGIN, UUID_FILE, is_uuid, merged_uuid
from exekall.artifacts.origins import add_origin
from exekall.filesystem.directory import Directory
from exekall.filesystem.staging import StagedFolder
from exekall.filesystem.transfer import Oddity, names_in
from exekall.store.merging.databases import Merged, merge_databases
from exekall.store.records import DB_FILENAME

__all__ = ["make_merged_folder"]


def make_merged_folder(job: MergeJob) -> tuple[Merged, list[Oddity]]:
    """Do a job whose output is a folder.

    Returns what came of the databases, and what was odd about files. Raises
    :class:`ArtifactError`, and whatever :func:`merge_databases` raises.
    """
    oddities: list[Oddity] = []
    with StagedFolder(job.out) as staged, Directory(staged.path) as folder:
        merged = merge_databases(job.inputs, staged.path / DB_FILENAME, job.copies, job.keeps_going)
        folder.make_folder(BY_UUID).close()
        for path in job.inputs:
            if path.is_dir():
                oddities += add_origin(folder, path, job.copies)
        with folder.make_folder(ORIGIN, exist_ok=True) as origins:
            runs = {*merged.runs, *filter(is_uuid, names_in(origins))}
        folder.write(UUID_FILE, f"{merged_uuid(runs)}\n")
        staged.publish(job.replaces)
    return merged, oddities
