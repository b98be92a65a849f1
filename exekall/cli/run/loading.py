"""What a run takes from the databases of earlier ones, and leaves of it in its own."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from exekall.adaptors import overrides_hook
from exekall.artifacts.originals import UUID_FILE
from exekall.cli.console import Console
from exekall.customization import AdaptorBase
from exekall.expression import Expression, walk
from exekall.hooks import asked
from exekall.loaded.errors import LoadError, LoadProblem
from exekall.loaded.library import Held, Library
from exekall.loaded.operator import LoadedOperator
from exekall.loaded.provenance import load_values
from exekall.loaded.replay import Replay, replay
from exekall.loaded.selection import Wanted, select
from exekall.program import Program
from exekall.rendering.loading import lost_value_line
from exekall.store.errors import ValueUnavailable

if TYPE_CHECKING:
    from exekall.artifacts import ArtifactFolder
    from exekall.store.reader import StoreReader
    from exekall.valuedb import ValueDB

__all__ = ["Loading"]


class Target(Protocol):
    """The database of the run."""

    def take(self, reader: StoreReader, uuids: Iterable[str]) -> None:
        """Bring values of another database in, with all that they were made from."""

    def adopt(self, reader: StoreReader, uuids: Iterable[str]) -> None:
        """Let what is computed refer to values that were taken; they are loaded for that."""


class Loading:
    """The databases at or in *paths*, and what is taken from them.

    Values that cannot be used are told of on *console*, each once. *adaptor* is asked to see to
    the databases before the first object is loaded. Raises :class:`StoreError`.
    """

    def __init__(
        self, paths: Iterable[Path], console: Console, adaptor: type[AdaptorBase] = AdaptorBase
    ) -> None:
        reopen = partial(_reloaded, adaptor) if overrides_hook(adaptor, "reload_db") else None
        self._library = Library.open(tuple(paths), reopen)
        self._console = console
        self._told: set[str] = set()
        self._unpickled: set[str] = set()

    def close(self) -> None:
        """Close the databases."""
        self._library.close()

    def extended(self, program: Program, wanted: Wanted) -> Program:
        """Return *program* with the values that are *wanted*, of which none is unpickled.

        Raises :class:`LoadError` where something matches nothing, or nothing can be used.
        """
        selected = select(self._library, wanted)
        loaded = load_values(self._library, selected, program.operators, self._tell)
        for held, why in loaded.lost:
            self._tell(held, why)
        return program.with_loaded(loaded)

    def replayed(self, uuid: str, program: Program) -> Replay:
        """Return what computes the value *uuid* again. Raises :class:`LoadError`."""
        return replay(self._library, uuid, (*program.operators, *program.dropped), self._tell)

    def unpickle(self, expressions: Iterable[Expression]) -> None:
        """Load what *expressions* need, so that what is missing is known before anything runs.

        Raises :class:`LoadError` where an operator is left without any value.
        """
        needed = {
            child.op: name
            for node in walk(expressions)
            if not isinstance(node.op, LoadedOperator)
            for name, child in node.params
        }
        for op, parameter in needed.items():
            if not isinstance(op, LoadedOperator):
                continue
            loadable = _loadable(op)
            self._unpickled.update(loadable)
            if not loadable:
                lost = [(parameter, why) for _, why in op.stored.lost]
                raise LoadError(LoadProblem.NOTHING_LEFT, name=op.name, lost=lost)

    def keep(self, program: Program, folder: ArtifactFolder, target: Target | None) -> None:
        """Bring the loaded values to *target*, and the artifacts of the earlier runs to *folder*.

        What is computed refers to what was unpickled before, unless an adaptor saw to that.
        """
        loaded = [op for op in program.operators if isinstance(op, LoadedOperator)]
        for reader in self._library.readers:
            if target is not None:
                held = [held for op in loaded for held in op.stored.held if held.reader is reader]
                target.take(reader, [one.uuid for one in held])
                if not self._library.is_reopened:
                    target.adopt(reader, [one.uuid for one in held if one.uuid in self._unpickled])
            original = reader.path.parent.resolve()  # the folder itself, not a link to it
            if (original / UUID_FILE).is_file():
                folder.add_origin(original)

    def _tell(self, held: Held, why: ValueUnavailable) -> None:
        if held.uuid not in self._told:
            self._told.add(held.uuid)
            self._console.warn([lost_value_line(held, why)])


def _reloaded(adaptor: type[AdaptorBase], path: Path) -> ValueDB:
    """Open a database and return what *adaptor* makes of it."""
    from exekall.valuedb import ValueDB

    database = ValueDB.from_path(path, use_adaptor=False)
    returned = asked(adaptor.reload_db, database, path)
    return returned if isinstance(returned, ValueDB) else database


def _loadable(op: LoadedOperator) -> list[str]:
    """Load all values of *op*; return the UUIDs of those that can be."""
    found = []
    for number, row in enumerate(op.stored.rows):
        try:
            op.stored.load(number)
        except ValueUnavailable:
            continue  # told of by whoever made the operator
        found.append(row.uuid)
    return found
