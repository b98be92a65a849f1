"""The folder of one expression."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from exekall.artifacts.drawings import Graph
from exekall.artifacts.folder_names import folder_name
from exekall.artifacts.recorder import LOGGER_NAME, ValueRecorder
from exekall.artifacts.saved_values import SavedValues
from exekall.computable import ComputableExpression
from exekall.expression import Expression, walk
from exekall.filesystem.directory import Directory
from exekall.scripts import ScriptOptions, ScriptSizeError, expression_script, template_script
from exekall.store.records import DB_FILENAME
from exekall.values import ExprVal

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["ExpressionFolder"]


class ExpressionFolder:
    """The folder ``<short ID>/<UUID>`` in an artifact folder.

    Making one makes the folder in *parent* and the link to it in *links*, and tells the
    expression's ``data`` about it. Files are written by
    :meth:`write_structure` and :meth:`write_template` before the expression is executed, and by
    :meth:`write_results` after it. Writing raises
    :class:`~exekall.filesystem.errors.ArtifactError`.
    """

    def __init__(
        self,
        parent: Directory,
        links: Directory,
        computable: ComputableExpression,
        short_id: str,
        options: ScriptOptions,
    ) -> None:
        self.computable = computable
        self.short_id = short_id
        self._parent = parent
        self._links = links
        self._name = folder_name(short_id)
        self._options = replace(options, facts=lambda _: computable.data)
        with (
            parent.make_folder(self._name, exist_ok=True) as group,
            group.make_folder(computable.uuid) as directory,
        ):
            self.path: Path = directory.path
            directory.write("ID", f"{short_id}\n")
            directory.write("UUID", f"{computable.uuid}\n")
        links.link_all([computable.uuid], f"../{self.relative_path}")
        computable.data.update(artifact_dir=parent.path, expr_artifact_dir=self.path, id=short_id)

    @property
    def relative_path(self) -> str:
        """The path from the artifact folder."""
        return f"{self._name}/{self.computable.uuid}"

    # Before execution

    def write_structure(self) -> Graph:
        """Write the outline and the graph, and return the graph to be drawn."""
        expr = self.computable.expr
        graph = Graph(expr.format_structure(graphviz=True), sum(1 for _ in walk([expr])))
        with self._open() as directory:
            directory.write("STRUCTURE", f"{expr.format_structure()}\n")
            directory.write("STRUCTURE.dot", graph.dot)
        return graph

    def write_drawing(self, svg: bytes) -> None:
        """Write the drawing of the graph."""
        with self._open() as directory:
            directory.write("STRUCTURE.svg", svg)

    def write_template(self) -> None:
        """Write the script with placeholders for what the expression starts from."""
        self._write_script("TEMPLATE_EXPRESSION.py", template_script, self._options)

    # After execution

    def write_results(
        self,
        results: Sequence[ExprVal],
        recorder: ValueRecorder,
        is_stored: Callable[[str], bool] | None = None,
    ) -> None:
        """Write the script, the lists of UUIDs, and the links to the folder by UUID.

        *results* are the values of the root, *recorder* heard of all values. Where values can be
        had from a database, *is_stored* tells which ones, by UUID.
        """
        options = self._options
        if is_stored is not None:
            saved = SavedValues(is_stored).of(self.computable.cell)
            options = replace(options, database=f"../../{DB_FILENAME}", saved=lambda _: saved)
        self._write_script("EXPRESSION.py", expression_script, options)
        uuids = [value.uuid for value in results]
        computed, reused = recorder.computed_uuids, recorder.reused_uuids
        with self._open() as directory:
            directory.write("VALUES_UUID", _lines(uuids))
            directory.write("COMPUTED_VALUES_UUID", _lines(computed))
            directory.write("REUSED_VALUES_UUID", _lines(reused))
        # A result that was not computed, because a parameter failed, has a UUID all the same.
        own = dict.fromkeys([*computed, *(uuid for uuid in uuids if uuid not in reused)])
        self._links.link_all(own, f"../{self.relative_path}")

    def _write_script(
        self,
        name: str,
        script: Callable[[Expression, ScriptOptions], str],
        options: ScriptOptions,
    ) -> None:
        try:
            text = script(self.computable.expr, options)
        except ScriptSizeError as error:
            logging.getLogger(LOGGER_NAME).warning(
                "%s: no %s, which would have %d steps or more",
                self.relative_path,
                name,
                error.steps,
            )
            return
        with self._open() as directory:
            directory.write(name, text)

    def _open(self) -> Directory:
        with self._parent.folder(self._name) as group:
            return group.folder(self.computable.uuid)


def _lines(texts: Iterable[str]) -> str:
    return "".join([f"{text}\n" for text in texts])
