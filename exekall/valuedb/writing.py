"""Writing a view as a database."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from exekall.store.errors import StoreError, StoreProblem
from exekall.store.merging.databases import merge_databases
from exekall.store.reader import StoreReader
from exekall.store.records import BUFFERS_SUFFIX, DB_FILENAME
from exekall.store.sqlite.database import translated
from exekall.valuedb.merged import MergedSource
from exekall.valuedb.registry import Registry
from exekall.valuedb.source import Source

__all__ = ["write_database"]

_SUFFIX: Final = Path(DB_FILENAME).suffix


def write_database(registry: Registry, path: Path) -> None:
    """Write what is in *registry* to the database *path*, with its large buffers beside it.

    Raises :class:`StoreError`: where something is there already, and for exports and for what is
    pruned or has results left out, of which there is no database to copy from.
    """
    inputs = [reader.path for reader in _readers(registry.source, path)]
    if registry.is_partial or path.suffix != _SUFFIX:
        raise StoreError(StoreProblem.UNSUPPORTED, path, path.suffix)
    for place in (path, path.with_suffix(BUFFERS_SUFFIX)):
        if os.path.lexists(place):
            raise StoreError(StoreProblem.EXISTS, place)
    with _staged(path) as staged:
        merge_databases(inputs, staged, keeps_going=True)


def _readers(source: Source, path: Path) -> Iterator[StoreReader]:
    if isinstance(source, StoreReader):
        yield source
    elif isinstance(source, MergedSource):
        for part in source.parts:
            yield from _readers(part, path)
    else:
        raise StoreError(StoreProblem.UNSUPPORTED, path)


@contextmanager
def _staged(path: Path) -> Iterator[Path]:
    """Yield another place for a database, from where it is moved to *path* in the end.

    The buffers go first: a database whose buffers are on their way would seem to lack them.
    """
    with (
        translated(path),
        tempfile.TemporaryDirectory(prefix=f".{path.stem}.", dir=path.parent) as folder,
    ):
        staged = Path(folder, path.name)
        yield staged
        buffers = staged.with_suffix(BUFFERS_SUFFIX)
        if buffers.exists():
            buffers.rename(path.with_suffix(BUFFERS_SUFFIX))
        staged.rename(path)
