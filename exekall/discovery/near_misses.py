"""What somebody may have meant who gave a word that stands for no module."""

from __future__ import annotations

import pkgutil
from difflib import get_close_matches
from pathlib import Path

__all__ = ["near_misses"]


def near_misses(word: str, base: Path) -> tuple[str, ...]:
    """Return up to three words like *word* that stand for files or modules, the nearest first."""
    if "/" in word or word.endswith(".py"):
        return _files_like(word, base)
    package, _, name = word.rpartition(".")
    folders = None if not package else _folders_of(package, base)
    names = {module.name for module in pkgutil.iter_modules(folders)}
    if not package:
        names.update(_entries(base))
    prefix = f"{package}." if package else ""
    return tuple(prefix + found for found in get_close_matches(name, sorted(names)))


def _files_like(word: str, base: Path) -> tuple[str, ...]:
    given = Path(word)
    entries = _entries(base / given.parent)
    forgotten = f"{given.name}.py"
    names = [forgotten] if forgotten in entries else get_close_matches(given.name, entries)
    return tuple(str(given.parent / found) for found in names)


def _entries(folder: Path) -> list[str]:
    """Return the names of the Python files and of the folders in *folder*."""
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return []
    return [
        entry.name
        for entry in entries
        if entry.name[0] not in "._" and (entry.suffix == ".py" or entry.is_dir())
    ]


def _folders_of(package: str, base: Path) -> list[str]:
    """Return where the submodules of *package* may be, without importing anything."""
    top, *rest = package.split(".")
    spec = next((m for m in pkgutil.iter_modules([str(base)]) if m.name == top), None)
    if spec is None:
        spec = next((m for m in pkgutil.iter_modules() if m.name == top), None)
    folder = getattr(spec.module_finder, "path", None) if spec is not None else None
    return [str(Path(folder, top, *rest))] if folder is not None else []
