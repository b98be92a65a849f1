"""The artifacts of other runs in an artifact folder: their expressions beside its own.

``ORIGIN/<UUID>`` shows how the artifact folder of that run was: its folders with links into the
folder that all of them share now, and the files that were at its top.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Self

from exekall.artifacts.originals import (
    BY_UUID,
    ORIGIN,
    UUID_FILE,
    is_folder,
    is_merged,
    is_of_database,
    is_uuid,
    links_by_goal,
    uuid_of,
)
from exekall.filesystem.directory import Directory
from exekall.filesystem.errors import reading
from exekall.filesystem.transfer import Oddity, Transfer, names_in
from exekall.store.records import DB_FILENAME

__all__ = ["add_origin"]


def add_origin(folder: Directory, original: Path, copy: bool = False) -> list[Oddity]:
    """Add the artifact folder *original* to the artifact folder *folder*, but for its database.

    Files become hard links, or copies where *copy* asks for it or it cannot be otherwise. The
    runs that *original* itself has in ``ORIGIN`` are added likewise; a merged folder is none of
    them. Adding it again changes nothing. Returns what was left out or met twice. Raises
    :class:`ArtifactError` where *original* is no artifact folder, or the system refuses.
    """
    transfer = Transfer(copy)
    with reading(original):
        source = Directory(original)
    with source, _Origin(folder, source, transfer) as origin:
        for name in names_in(source):
            origin.add(name)
    return transfer.oddities


class _Origin:
    """An artifact folder that is added to another one, *target*."""

    def __init__(self, target: Directory, source: Directory, transfer: Transfer) -> None:
        self._source = source
        self._target = target
        self._transfer = transfer
        self._uuid = uuid_of(source)
        # Merging leaves no trace of its own: only the runs count.
        self._is_run = not is_merged(self._uuid)
        self._opened = ExitStack()
        self._own: Directory | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def add(self, name: str) -> None:
        """Add what is called *name* at the top of the folder."""
        if is_of_database(name):
            self._add_link_to_database(name)
        elif not is_folder(self._source, name):
            if self._is_run or name != UUID_FILE:
                self._transfer.bring(name, self._source, self._mirror())
        elif name == BY_UUID:
            self._add_links()
        elif name == ORIGIN:
            self._add_origins()
        else:
            self._add_group(name)

    def _mirror(self) -> Directory:
        """Return the folder ``ORIGIN/<UUID>``, which is made when it is needed."""
        if self._own is None:
            with self._target.make_folder(ORIGIN, exist_ok=True) as origins:
                own = origins.make_folder(self._uuid, exist_ok=True)
            self._own = self._opened.enter_context(own)
        return self._own

    def _add_link_to_database(self, name: str) -> None:
        """Have scripts in the mirror find the database that all share."""
        if self._is_run and name == DB_FILENAME:
            self._mirror().link_all([name], f"../../{name}")

    def _add_links(self) -> None:
        with self._source.folder(BY_UUID) as folder:
            links = links_by_goal(folder)
        with ExitStack() as opened:
            parents = [self._target, self._mirror()] if self._is_run else [self._target]
            for parent in parents:
                folder = opened.enter_context(parent.make_folder(BY_UUID, exist_ok=True))
                for goal, uuids in links.items():
                    folder.link_all(uuids, goal)

    def _add_origins(self) -> None:
        with (
            self._source.folder(ORIGIN) as source,
            self._target.make_folder(ORIGIN, exist_ok=True) as target,
        ):
            for name in filter(is_uuid, names_in(source)):
                self._transfer.bring(name, source, target, ORIGIN)

    def _add_group(self, name: str) -> None:
        """Add a folder: of expressions with one ID, or whatever an operator made."""
        with ExitStack() as opened:
            source = opened.enter_context(self._source.folder(name))
            names = names_in(source)
            expressions = [entry for entry in names if is_uuid(entry) and is_folder(source, entry)]
            if expressions:
                target = opened.enter_context(self._target.make_folder(name, exist_ok=True))
                for entry in expressions:
                    self._transfer.bring(entry, source, target, name)
            others = sorted(set(names).difference(expressions))
            if others or self._is_run:
                mirror = self._mirror().make_folder(name, exist_ok=True)
                opened.enter_context(mirror)
                for entry in others:
                    self._transfer.bring(entry, source, mirror, name)
                for entry in expressions if self._is_run else ():
                    mirror.link_all([entry], f"../../../{name}/{entry}")
