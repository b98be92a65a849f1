"""The Python modules that a folder holds, less what nobody wants to have run.

Scripts that act when imported (``__main__.py``, ``setup.py``), hidden folders, caches, virtual
environments and the artifact folders of earlier runs, which hold scripts, are left out. Symbolic
links to folders are not followed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

__all__ = ["modules_in", "python_files"]

_NEVER: Final = frozenset({"__main__.py", "setup.py"})
# What an environment holds, or an artifact folder.
_FOREIGN_MARKS: Final = ("pyvenv.cfg", "conda-meta", "BY_UUID")


def python_files(folder: Path) -> Iterator[Path]:
    """Yield the modules under *folder*: those of a folder before its subfolders, sorted by name.

    Raises OSError where a folder cannot be read.
    """
    for current, folders, files in os.walk(folder, onerror=_fail):
        here = Path(current)
        folders[:] = sorted(name for name in folders if _is_wanted(here / name))
        names = (name for name in files if _is_module(name))
        for name in sorted(names, key=lambda name: (name != "__init__.py", name)):
            yield here / name


def modules_in(package: Path, namespace: bool) -> Iterator[tuple[str, Path]]:
    """Yield the submodules of a package's folder as ``(name relative to the package, file)``.

    Subfolders without ``__init__.py`` hold data, unless the package is a *namespace* package.
    """
    for file in python_files(package):
        inner = file.relative_to(package).with_suffix("").parts
        names = inner[:-1] if inner[-1] == "__init__" else inner
        if not names or not all(name.isidentifier() for name in names):
            continue
        around = (package.joinpath(*inner[:depth]) for depth in range(1, len(inner)))
        if namespace or all((parent / "__init__.py").is_file() for parent in around):
            yield ".".join(names), file


def _fail(error: OSError) -> None:
    raise error


def _is_wanted(folder: Path) -> bool:
    if folder.name.startswith(".") or folder.name == "__pycache__":
        return False
    return not any((folder / mark).exists() for mark in _FOREIGN_MARKS)


def _is_module(name: str) -> bool:
    return name.endswith(".py") and not name.startswith(".") and name not in _NEVER
