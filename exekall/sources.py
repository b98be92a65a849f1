"""Importing what the user names: words, paths or modules, with everything that is wrong at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from types import ModuleType

from exekall.discovery.loading import ImportFailure, Loaded
from exekall.discovery.loading import load as load_modules
from exekall.discovery.sources import UnknownSource, find_sources
from exekall.errors import ExekallError

__all__ = ["DiscoveryError", "SourceLike", "load", "word"]

__exekall_internal__ = True

SourceLike = str | Path | ModuleType


class DiscoveryError(ExekallError):
    """Some sources could not be found or imported; :attr:`loaded` is what could."""

    def __init__(
        self,
        unknown: Sequence[UnknownSource],
        failures: Sequence[ImportFailure],
        loaded: Loaded,
    ) -> None:
        super().__init__(unknown, failures)
        self.unknown = tuple(unknown)
        self.failures = tuple(failures)
        self.loaded = loaded


def load(
    sources: Iterable[SourceLike],
    dependencies: Iterable[SourceLike] = (),
    *,
    path: Path | None = None,
) -> Loaded:
    """Import *sources*, which give roots, and *dependencies*, which do not.

    Words are files, folders or module names, relative to *path*, by default the current directory.
    Raises :class:`DiscoveryError`, once everything that can be imported has been.
    """
    given = find_sources(map(word, sources), path)
    needed = find_sources(map(word, dependencies), path)
    loaded = load_modules(given.found, needed.found)
    unknown = (*given.unknown, *needed.unknown)
    if unknown or loaded.failures:
        raise DiscoveryError(unknown, loaded.failures, loaded)
    return loaded


def word(source: SourceLike) -> str:
    """Return the word that stands for *source*."""
    return source.__name__ if isinstance(source, ModuleType) else str(source)
