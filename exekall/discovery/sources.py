"""From the words given on a command line to the modules that they mean.

A word is a Python file, a folder, or a dotted module name; what exists in the file system wins,
unless it is a folder without Python modules or a file of another kind. Files are named as pytest
names them: the first parent folder without ``__init__.py`` is the root from which the module name
counts, so a plain file in the current directory works without any configuration.

A folder stands for all modules in it, recursively. So does the name of a package, as users expect
from the original exekall: its submodules are as explicitly given as the package itself.

Nothing is imported here and ``sys.path`` stays as it is; see :mod:`exekall.discovery.loading`.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from importlib.machinery import EXTENSION_SUFFIXES, ModuleSpec, PathFinder
from keyword import iskeyword
from pathlib import Path

from exekall.discovery.folders import modules_in, python_files

__all__ = ["Source", "Sources", "Trouble", "UnknownSource", "find_sources"]


@dataclass(frozen=True, slots=True)
class Source:
    """One module to import.

    *word* is what the user gave; *path* is the module's file, where it is known to have one;
    *root* is the folder that must be on ``sys.path``, None where the module is found without.
    The name of a *synthetic* module was made up, its file's name being no identifier, so that
    ``import`` alone cannot find it.
    """

    word: str
    module: str
    path: Path | None = None
    root: Path | None = None
    synthetic: bool = False


class Trouble(StrEnum):
    """Why a word stands for no module."""

    NOT_FOUND = "not-found"
    NOT_PYTHON = "not-python"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class UnknownSource:
    """A word that stands for no module; *near* are words like it that would."""

    word: str
    trouble: Trouble
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sources:
    """What a list of words stands for, each module once. A folder may stand for none."""

    found: tuple[Source, ...]
    unknown: tuple[UnknownSource, ...]


def find_sources(words: Iterable[str], directory: Path | None = None) -> Sources:
    """Find the modules that *words* mean, relative to *directory* (by default the current one)."""
    base = directory or Path.cwd()
    found: dict[tuple[str, Path | None], Source] = {}
    unknown = []
    for word in words:
        sources = _sources(word, base)
        if isinstance(sources, UnknownSource):
            unknown.append(sources)
        else:
            for source in sources:
                found.setdefault((source.module, source.path), source)
    return Sources(tuple(found.values()), tuple(unknown))


def _sources(word: str, base: Path) -> list[Source] | UnknownSource:
    path = os.path.normpath(base / word)
    # The functions of os.path, unlike pathlib's, take a word with a null byte for no file.
    is_file = bool(word) and os.path.isfile(path)  # noqa: PTH113
    is_folder = bool(word) and os.path.isdir(path)  # noqa: PTH112
    if is_file and path.endswith(".py"):
        return [_of_file(word, Path(path))]
    if is_folder:
        try:
            in_folder = [_of_file(word, file) for file in python_files(Path(path))]
        except OSError:
            return UnknownSource(word, Trouble.UNREADABLE)
        if in_folder:
            return in_folder
    named = _of_name(word, base)
    if named:
        return named
    if is_folder:
        return []
    if is_file:
        return UnknownSource(word, Trouble.NOT_PYTHON)
    # Only a mistake needs pkgutil and difflib.
    from exekall.discovery.near_misses import near_misses

    return UnknownSource(word, Trouble.NOT_FOUND, near_misses(word, base))


# Files


def _of_file(word: str, path: Path) -> Source:
    is_package = path.name == "__init__.py"
    names = [] if is_package else [path.stem]
    root = path.parent
    while _is_name(root.name) and (root / "__init__.py").is_file():
        names.insert(0, root.name)
        root = root.parent
    if not names:  # a package whose folder has a name that no import statement can write
        names, root = [root.name], root.parent
    synthetic = not _is_name(names[-1])
    if synthetic:
        names[-1] = _made_up(names[-1])
    return Source(word, ".".join(names), path, root, synthetic)


def _is_name(text: str) -> bool:
    return text.isidentifier() and not iskeyword(text)


def _made_up(stem: str) -> str:
    """Return an identifier like *stem*: ``01-load`` becomes ``_01_load``."""
    name = re.sub(r"\W", "_", stem)
    if not name.isidentifier():
        name = f"_{name}"
    return f"{name}_" if iskeyword(name) else name


# Module names


def _of_name(word: str, base: Path) -> list[Source]:
    first, *rest = word.split(".")
    if not all(map(_is_name, (first, *rest))):
        return []
    for directory in (None, base):
        spec = _top_level(first, directory)
        if spec is not None and (sources := _below(word, spec, rest, directory)):
            return sources
    return [Source(word, word)] if word in sys.modules else []


def _top_level(name: str, directory: Path | None) -> ModuleSpec | None:
    """Find a top-level module as ``import`` does, or in *directory* only."""
    if directory is not None:
        return PathFinder.find_spec(name, [str(directory)])
    for finder in sys.meta_path:
        spec = finder.find_spec(name, None)
        if spec is not None:
            return spec
    return None


def _below(word: str, spec: ModuleSpec, rest: list[str], root: Path | None) -> list[Source]:
    """Return the sources for the module *rest* within the package of *spec*.

    They are looked up as files, since asking the import system would import the parents.
    """
    origin = spec.origin if spec.has_location else None
    path = Path(origin) if origin is not None else None
    folders = [Path(folder) for folder in spec.submodule_search_locations or ()]
    for name in rest:
        found = next((hit for folder in folders if (hit := _child(folder, name))), None)
        if found is None:
            return []
        path, folders = found
    inner = [
        Source(word, f"{word}.{name}", file, root)
        for folder in folders
        for name, file in modules_in(folder, namespace=path is None)
    ]
    # Any folder could be a namespace package.
    is_empty = path is None and spec.submodule_search_locations is not None and not inner
    return [] if is_empty else [Source(word, word, path, root), *inner]


def _child(folder: Path, name: str) -> tuple[Path | None, list[Path]] | None:
    """Return the file and the folders of submodule *name*; a namespace package has no file."""
    package = folder / name
    if (package / "__init__.py").is_file():
        return package / "__init__.py", [package]
    for suffix in (".py", *EXTENSION_SUFFIXES):
        module = folder / f"{name}{suffix}"
        if module.is_file():
            return module, []
    return (None, [package]) if package.is_dir() else None
