"""Artifact folders as they are read: who made them, and what in them is what."""

from __future__ import annotations

import os
import re
import stat
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final
from uuid import UUID, uuid5

from exekall.filesystem.directory import Directory
from exekall.filesystem.errors import ArtifactError, Problem, reading
from exekall.filesystem.transfer import names_in
from exekall.store.records import BUFFERS_SUFFIX, DB_FILENAME

__all__ = [
    "BY_UUID",
    "ORIGIN",
    "UUID_FILE",
    "is_folder",
    "is_merged",
    "is_of_database",
    "is_uuid",
    "links_by_goal",
    "merged_uuid",
    "uuid_of",
]

UUID_FILE: Final = "UUID"
BY_UUID: Final = "BY_UUID"
ORIGIN: Final = "ORIGIN"
_BUFFERS: Final = Path(DB_FILENAME).stem + BUFFERS_SUFFIX

_UUID: Final = re.compile(r"[0-9a-f]{32}")
_UUID_BYTES: Final = 64

# What a link in BY_UUID leads to.
_GOAL: Final = re.compile(rf"\.\./(?!\.\.?/)[^/]+/{_UUID.pattern}")

# Any fixed UUID does.
_NAMESPACE: Final = UUID("5f0d7a9c3f554b6e9f0e6d1c5a8b2e47")
_DERIVED: Final = 5

# The file with what SQLite keeps beside it, and the folder.
_DATABASE: Final = re.compile(f"{re.escape(DB_FILENAME)}(-.+)?|{re.escape(_BUFFERS)}")


def is_uuid(name: str) -> bool:
    """Tell whether *name* is a UUID as artifact folders have them: 32 hexadecimal digits."""
    return _UUID.fullmatch(name) is not None


def is_of_database(name: str) -> bool:
    """Tell whether what is called *name* in an artifact folder belongs to its database."""
    return _DATABASE.fullmatch(name) is not None


def merged_uuid(runs: Iterable[str]) -> str:
    """Return the UUID of a folder into which these *runs*, given by UUID, were merged.

    It depends on nothing else, and differs from those of runs, which are random, by its version.
    """
    return uuid5(_NAMESPACE, "\n".join(sorted(set(runs)))).hex


def is_merged(uuid: str) -> bool:
    """Tell whether *uuid* is that of a merged folder, as :func:`merged_uuid` makes them."""
    return UUID(uuid).version == _DERIVED


def uuid_of(directory: Directory) -> str:
    """Return what the file ``UUID`` says.

    Raises :class:`ArtifactError` where there is no such file, or something else in it.
    """
    path = directory.path
    try:
        with reading(path):
            fd = os.open(UUID_FILE, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=directory.fileno())
            try:
                text = os.read(fd, _UUID_BYTES).decode("ascii", "replace").strip()
            finally:
                os.close(fd)
    except ArtifactError as error:
        raise ArtifactError(Problem.NO_ARTIFACT_FOLDER, path, detail=error.detail) from error
    if not is_uuid(text):
        raise ArtifactError(Problem.NO_ARTIFACT_FOLDER, path)
    return text


def is_folder(directory: Directory, name: str) -> bool:
    """Tell whether *name* is a folder, and no link to one. Raises :class:`ArtifactError`."""
    with reading(directory.path / name):
        try:
            return stat.S_ISDIR(os.lstat(name, dir_fd=directory.fileno()).st_mode)
        except FileNotFoundError:  # It vanished meanwhile.
            return False


def links_by_goal(links: Directory) -> Mapping[str, Sequence[str]]:
    """Return the UUIDs in a folder ``BY_UUID`` by what their links lead to.

    Whatever leads to no folder of an expression is left out. Raises :class:`ArtifactError`.
    """
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name in filter(is_uuid, names_in(links)):
        with reading(links.path / name):
            try:
                goal = os.readlink(name, dir_fd=links.fileno())
            except OSError:  # It is no link.
                continue
        if _GOAL.fullmatch(goal):
            found[goal].append(name)
    return found
