"""Databases of values: opening, merging, exporting."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path
from typing import Self

from exekall.hooks import asked
from exekall.store.reader import StoreReader
from exekall.store.records import AdaptorRecord, ExpressionRecord, RunRecord, RunState
from exekall.valuedb.adaptor import RELOAD_HOOK, adaptor_class
from exekall.valuedb.export import ExportSource
from exekall.valuedb.export_file import is_export, read_export, write_export
from exekall.valuedb.frozen import FrozenExprVal
from exekall.valuedb.imports import paths_added
from exekall.valuedb.merged import MergedSource
from exekall.valuedb.querying import Queryable
from exekall.valuedb.registry import Predicate, Registry
from exekall.valuedb.sequence import FrozenExprValSeq
from exekall.valuedb.source import Source

__all__ = ["ValueDB", "load"]


class ValueDB(Queryable):
    """The values of one or more runs, and what they were made from.

    Opening and querying unpickle nothing and import nothing of the user's. Objects are loaded when
    :attr:`FrozenExprVal.value` is asked for, each once, with identity kept across values. The
    folders that the run found the user's modules in are recorded, and used within
    :meth:`import_paths_added` only.

    To be closed, or used as a context manager; its values can be asked no more then.
    """

    def __init__(
        self, source: Source, *, roots: frozenset[str] | None = None, use_adaptor: bool = True
    ) -> None:
        """Show what *source* has, of results only those of the expressions *roots* (UUIDs).

        *use_adaptor* lets the adaptor that overrides ``reload_db`` do so, where the user could
        import it anyway, before the first object is loaded.
        """
        self._source = source
        self._use_adaptor = use_adaptor
        self._objects: Source | None = None
        self._registry = Registry(source, self._reloaded, roots)

    # Opening and closing

    @classmethod
    def from_path(
        cls,
        path: str | os.PathLike[str],
        relative_to: str | os.PathLike[str] | None = None,
        *,
        use_adaptor: bool = True,
    ) -> Self:
        """Open the database at *path*: an artifact folder, the file in it, or an export.

        A relative *path* is relative to the folder of the file *relative_to*, where that is given
        (a script passes its ``__file__``), or to *relative_to* itself, where that is a folder.
        Loading objects runs what their pickles say; that of an export, too. Raises
        :class:`StoreError`.
        """
        place = Path(path)
        if relative_to is not None:
            base = Path(relative_to)
            place = (base if base.is_dir() else base.parent) / place
        if is_export(place) and not place.is_dir():
            export = read_export(place)
            db = cls(ExportSource(export, place), use_adaptor=use_adaptor)
            pruned = export.pruned
            return db.prune_by_predicate(lambda value: value.uuid in pruned) if pruned else db
        return cls(StoreReader.open(place), use_adaptor=use_adaptor)

    def close(self) -> None:
        """Let go of the files; once is enough."""
        self._source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # What there is

    @property
    def path(self) -> Path | None:
        """The file; None for a merged view."""
        return self._source.path

    @property
    def source(self) -> Source:
        """The records that this is a view of."""
        return self._source

    @property
    def runs(self) -> Sequence[RunRecord]:
        """The runs, the one that made the file first."""
        return self._source.runs

    def state_of(self, run: RunRecord) -> RunState:
        """Tell how far *run* got."""
        return self._source.state_of(run)

    @property
    def expressions(self) -> Sequence[ExpressionRecord]:
        """The expressions that were to be executed."""
        return tuple(self._registry.expressions.values())

    @property
    def sequences(self) -> Sequence[FrozenExprValSeq]:
        """The results of each expression, some of which may have none."""
        return list(self._registry.sequences())

    def get_by_uuid(self, uuid: str) -> FrozenExprVal:
        """Return the value *uuid*.

        Raises KeyError where there is none, :class:`ValueUnavailable` where its record is damaged.
        """
        found = self._registry.by_uuid(uuid)
        if found is None:
            raise KeyError(uuid)
        return found

    def _every(self) -> Iterator[FrozenExprVal]:
        return self._registry.every()

    # The user's modules

    @property
    def import_paths(self) -> tuple[str, ...]:
        """The folders in which the runs found the user's modules."""
        return tuple(dict.fromkeys(path for run in self.runs for path in run.import_paths))

    def import_paths_added(self) -> AbstractContextManager[None]:
        """Put the recorded folders that exist in front of ``sys.path``, meanwhile.

        What is imported from there runs. Nothing else uses these paths.
        """
        return paths_added(self.import_paths)

    @cached_property
    def adaptor_cls(self) -> type | None:
        """The adaptor class of the runs.

        None where it cannot be imported by its name, and where runs had different ones.
        """
        records = self._adaptors
        return adaptor_class(records[0]) if len(records) == 1 else None

    @property
    def _adaptors(self) -> list[AdaptorRecord]:
        return list(dict.fromkeys(run.adaptor for run in self.runs if run.adaptor is not None))

    def _reloaded(self) -> Source:
        """Return where objects are loaded from, after the adaptors had a look."""
        if self._objects is None:
            self._objects = self._source  # The hook may load objects itself.
            try:
                for record in self._adaptors if self._use_adaptor else ():
                    self._reload(record)
            except BaseException:
                self._objects = None
                raise
        return self._objects

    def _reload(self, record: AdaptorRecord) -> None:
        found = adaptor_class(record) if RELOAD_HOOK in record.overrides else None
        hook = getattr(found, RELOAD_HOOK, None)
        if hook is not None:
            returned = asked(hook, self, self.path)
            if isinstance(returned, ValueDB):
                self._objects = returned.source

    # Other views

    @classmethod
    def merge(cls, dbs: Iterable[ValueDB], roots_from: Iterable[ValueDB] | None = None) -> Self:
        """Return a view of all *dbs*, in which each UUID is one value.

        Where several have a value, the one that says most about it counts; where these are
        equal, the first. Roots are those of all, or of *roots_from* only. The databases stay
        open, and closing the view closes them.
        """
        merged = list(dbs)
        registries = [db._registry for db in merged]  # noqa: SLF001 - their own class
        shown = registries
        if roots_from is not None:
            shown = [db._registry for db in roots_from]  # noqa: SLF001 - likewise
        parts = list(dict.fromkeys(db.source for db in merged))
        roots = None
        if roots_from is not None or any(registry.roots is not None for registry in registries):
            roots = frozenset(uuid for registry in shown for uuid in registry.shown)
        use_adaptor = all(db._use_adaptor for db in merged)  # noqa: SLF001 - likewise
        view = cls(MergedSource(parts), roots=roots, use_adaptor=use_adaptor)
        if any(registry.is_pruning for registry in registries):
            return view.prune_by_predicate(
                lambda value: all(registry.lacks(value.uuid) for registry in registries)
            )
        return view

    def prune_by_predicate(self, predicate: Predicate) -> Self:
        """Return a view in which values for which *predicate* holds are :class:`PrunedFrozVal`.

        They have no object and no parameters; what only they were made from is not in the view.
        UUIDs, IDs and types stay.
        """
        view = type(self)(self._source, use_adaptor=self._use_adaptor)
        view._registry = self._registry.pruned(predicate)  # noqa: SLF001 - its own class
        return view

    def to_path(self, path: str | os.PathLike[str]) -> None:
        """Write everything to one file.

        A path that ends in ``.sqlite`` makes a database where none is yet, with its large buffers
        in the folder beside it. One in ``.pickle``, ``.pickle.gz``, ``.pickle.zst`` or
        ``.pickle.xz`` makes a self-contained pickle, in place of an older one; what cannot be read
        is left out of it, and the reason kept. Nothing is loaded for either. Raises
        :class:`StoreError`; so where this Python has no zstd or no lzma.
        """
        place = Path(path)
        # Databases are opened often and written seldom.
        from exekall.valuedb.exporting import exported
        from exekall.valuedb.writing import write_database

        if is_export(place):
            write_export(exported(self._registry), place)
        else:
            write_database(self._registry, place)

    def __repr__(self) -> str:
        return f"<ValueDB {self.path}>"


def load(
    path: str | os.PathLike[str], relative_to: str | os.PathLike[str] | None = None
) -> ValueDB:
    """Open the database at *path*: an artifact folder, the file in it, or an export.

    See :meth:`ValueDB.from_path`.
    """
    return ValueDB.from_path(path, relative_to)
