"""Writing a view as a database."""

from __future__ import annotations

from pathlib import Path

from exekall.store.errors import StoreError, StoreProblem
from exekall.store.merging import merge_databases
from exekall.store.reader import StoreReader
from exekall.valuedb.merged import MergedSource
from exekall.valuedb.registry import Registry
from exekall.valuedb.source import Source

__all__ = ["write_database"]


def write_database(registry: Registry, path: Path) -> None:
    """Write what is in *registry* to the database *path*, with its large buffers beside it.

    Raises :class:`StoreError`; so for exports and for what is pruned or has results left out,
    of which there is no database to copy from.
    """
    readers = list(_readers(registry.source, path))
    if registry.is_partial:
        raise StoreError(StoreProblem.UNSUPPORTED, path)
    merge_databases(readers, path, copy=False)


def _readers(source: Source, path: Path) -> list[StoreReader]:
    if isinstance(source, StoreReader):
        return [source]
    if isinstance(source, MergedSource):
        return [reader for part in source.parts for reader in _readers(part, path)]
    raise StoreError(StoreProblem.UNSUPPORTED, path)
