"""The artifact folder: what a run leaves on disk."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final, Self

from exekall.artifacts.drawings import Graph, drawings
from exekall.artifacts.expression_folder import ExpressionFolder
from exekall.artifacts.logs import LogFiles
from exekall.artifacts.origins import add_origin
from exekall.artifacts.recorder import LOGGER_NAME
from exekall.artifacts.saved_values import SavedValues
from exekall.computable import ComputableExpression
from exekall.expression import Expression, ExpressionView
from exekall.filesystem.directory import Directory
from exekall.filesystem.errors import ArtifactError, Problem, translated
from exekall.filesystem.transfer import Oddity
from exekall.identifiers import IdWriter
from exekall.names import NameForm
from exekall.scripts import ScriptOptions, ScriptSizeError, all_scripts
from exekall.store.records import DB_FILENAME
from exekall.structure import NoDrawing, Undrawn
from exekall.uuids import new_uuid

__all__ = ["DEFAULT_ROOT", "ArtifactFolder"]

DEFAULT_ROOT: Final = Path("artifacts")


class ArtifactFolder:
    """A new folder for the artifacts of one run.

    ``path`` is absolute, ``uuid`` 32 hexadecimal digits. Everything that writes raises
    :class:`~exekall.filesystem.errors.ArtifactError`. To be closed, or used as a context manager.
    """

    def __init__(
        self, path: Path | None = None, root: Path = DEFAULT_ROOT, uuid: str | None = None
    ) -> None:
        """Make the folder *path*, which must not exist or be empty, with the folders above it.

        Without *path* it is a new folder in *root*, named after the time and its UUID. *uuid* is
        for whoever named the folder after it already.
        """
        self.uuid = uuid or new_uuid()
        if path is None:
            path = root / f"{time.strftime('%Y%m%d_%H%M%S')}_{self.uuid}"
        self.path = Path(os.path.realpath(path))
        self._directory = _claimed(self.path, self.uuid)
        self._links = self._directory.make_folder("BY_UUID")

    def close(self) -> None:
        """Let go of the folder; nothing can be written afterwards."""
        self._links.close()
        self._directory.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Files of the run

    def log_files(self) -> LogFiles:
        """Make ``INFO.log`` and ``DEBUG.log``; they are written while that is entered."""
        return LogFiles(self._directory)

    def write_summary(self, text: str) -> None:
        """Write ``SUMMARY``."""
        self._directory.write("SUMMARY", text if text.endswith("\n") else f"{text}\n")

    def write_all_scripts(
        self,
        computables: Iterable[ComputableExpression],
        options: ScriptOptions,
        is_stored: Callable[[str], bool] | None = None,
    ) -> None:
        """Write ``ALL_SCRIPTS.py``, which computes each distinct expression once.

        Where values can be had from a database, *is_stored* tells which ones, by UUID.
        """
        first: dict[Expression, ComputableExpression] = {}
        for computable in computables:
            first.setdefault(computable.expr, computable)
        options = replace(options, facts=lambda expr: first[expr].data)
        if is_stored is not None:
            saved = SavedValues(is_stored)
            options = replace(
                options, database=DB_FILENAME, saved=lambda expr: saved.of(first[expr].cell)
            )
        try:
            text = all_scripts(list(first), options)
        except ScriptSizeError as error:
            logging.getLogger(LOGGER_NAME).warning(
                "No ALL_SCRIPTS.py, which would have %d steps or more", error.steps
            )
            return
        self._directory.write("ALL_SCRIPTS.py", text)

    def link_from(self, link: Path) -> None:
        """Make *link* a symbolic link to the folder; an older link is replaced.

        Raises :class:`ArtifactError` where something else than a link is there.
        """
        with Directory(Path(os.path.realpath(link.parent))) as parent:
            parent.replace_link(link.name, str(self.path))

    def add_origin(self, original: Path) -> list[Oddity]:
        """Add the artifacts of an earlier run, by hard links where that is possible.

        Returns what was left out or met twice.
        """
        return add_origin(self._directory, original)

    # Expressions

    def expression_folders(
        self, computables: Sequence[ComputableExpression], options: ScriptOptions
    ) -> list[ExpressionFolder]:
        """Make the folders of expressions that are about to be executed, in the same order.

        The expressions' ``data`` says afterwards where the folders are.
        """
        ids = IdWriter(ExpressionView(options.hidden), NameForm.SHORT)
        folders = []
        graphs: list[Graph] = []
        for computable in computables:
            short_id = ids.write(computable.expr)
            folder = ExpressionFolder(self._directory, self._links, computable, short_id, options)
            graphs.append(folder.write_structure())
            folder.write_template()
            folders.append(folder)
        _draw(folders, graphs)
        return folders


def _claimed(path: Path, uuid: str) -> Directory:
    """Make the folder *path* unless it is there and empty, and write ``UUID`` to it."""
    with translated(path), suppress(FileExistsError):
        path.mkdir(parents=True)
    directory = Directory(path)
    try:
        if not directory.is_empty():
            raise ArtifactError(Problem.NOT_EMPTY, path)
        # Of two runs that find the same folder empty at the same time, one gets it.
        directory.write_new("UUID", f"{uuid}\n")
    except ArtifactError as error:
        directory.close()
        if error.problem is Problem.EXISTS:
            raise ArtifactError(Problem.NOT_EMPTY, path) from error
        raise
    return directory


def _draw(folders: Sequence[ExpressionFolder], graphs: Iterable[Graph]) -> None:
    """Write the drawings, and log how many there are not, and why."""
    undrawn: dict[NoDrawing, list[ExpressionFolder]] = {}
    for folder, drawing in zip(folders, drawings(graphs), strict=True):
        if isinstance(drawing, Undrawn):
            undrawn.setdefault(drawing.reason, []).append(folder)
        else:
            folder.write_drawing(drawing)
    for reason, missing in undrawn.items():
        logging.getLogger(LOGGER_NAME).info(
            "No STRUCTURE.svg for %d of %d expressions (%s), such as %s",
            len(missing),
            len(folders),
            reason.value,
            missing[0].relative_path,
        )
