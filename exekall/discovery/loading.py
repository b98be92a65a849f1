"""Importing the modules that were asked for, keeping every failure for one report.

Importing runs other people's code, which may raise anything, ``SystemExit`` included. Only
KeyboardInterrupt, which is the user's own wish, is passed on.
"""

from __future__ import annotations

import importlib
import importlib.util
import linecache
import os
import sys
from collections.abc import Container, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from exekall.discovery.sources import Source
from exekall.discovery.user_frames import last_user_place
from exekall.errors import ExekallError

__all__ = ["ImportFailure", "Loaded", "ModuleNameError", "load"]


class ModuleNameError(ExekallError):
    """The name of *module* is taken by another file: *wanted* was asked for, *other* is there.

    *other* is empty where it is not a file.
    """

    def __init__(self, module: str, wanted: str, other: str) -> None:
        super().__init__(module, wanted, other)
        self.module = module
        self.wanted = wanted
        self.other = other


@dataclass(frozen=True, slots=True)
class ImportFailure:
    """A module that could not be imported.

    *place* is the last place in the user's own code that led to *error*, as ``file:line``, and
    *line* is what is written there; both are empty where no such code was involved.
    """

    word: str
    module: str
    error: BaseException
    place: str = ""
    line: str = ""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The modules that were asked for, as far as they could be imported."""

    roots: tuple[ModuleType, ...]
    dependencies: tuple[ModuleType, ...] = ()
    failures: tuple[ImportFailure, ...] = ()


def load(sources: Iterable[Source], dependencies: Iterable[Source] = ()) -> Loaded:
    """Import *sources* and *dependencies*, and go on after a failure with those that are left.

    The roots of files go to the front of ``sys.path``, in their order, unless they are there.
    """
    given, needed = tuple(sources), tuple(dependencies)
    importlib.invalidate_caches()
    _extend_path((*given, *needed))
    failures: dict[Source, ImportFailure] = {}
    for source in (*given, *needed):
        _attempt(source, failures)
    roots = _modules(given, failures)
    others = _modules(needed, failures)
    return Loaded(
        roots,
        tuple(module for module in others if module not in roots),
        tuple(failures.values()),
    )


def _extend_path(sources: Iterable[Source]) -> None:
    roots = dict.fromkeys(str(source.root) for source in sources if source.root is not None)
    sys.path[:0] = [root for root in roots if root not in sys.path]


def _attempt(source: Source, failures: dict[Source, ImportFailure]) -> None:
    around = _packages(source.module)
    if any(failed.module in around for failed in failures):
        return  # reported once, for the package
    try:
        _import(source)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # whatever a module may raise, SystemExit included
        place, line = _place(error)
        failures[source] = ImportFailure(source.word, source.module, error, place, line)


def _packages(name: str) -> list[str]:
    """Return the names of the packages around module *name*, outermost first."""
    return [name[:index] for index, character in enumerate(name) if character == "."]


def _modules(sources: tuple[Source, ...], failures: Container[Source]) -> tuple[ModuleType, ...]:
    """Return the modules of those *sources* that were imported, each once."""
    found: dict[int, ModuleType] = {}
    for source in sources:
        if source not in failures:
            module = _twin(source) or sys.modules.get(source.module)
            if module is not None:
                found[id(module)] = module
    return tuple(found.values())


def _import(source: Source) -> None:
    if _twin(source) is not None:
        return
    _check_names(source)
    if source.synthetic:
        _import_file(source)
    else:
        importlib.import_module(source.module)
        _check_names(source)


def _twin(source: Source) -> ModuleType | None:
    """Return the module that user code imported from the file of *source* by a longer name.

    That is how files in a namespace package are imported, which has no ``__init__.py``. Their
    classes must not exist twice.
    """
    if source.path is None or "." in source.module:
        return None
    tail, file = f".{source.module}", str(source.path)
    for name, module in list(sys.modules.items()):
        if name.endswith(tail) and _file_of(module) == file:
            return module
    return None


def _check_names(source: Source) -> None:
    """Raise :class:`ModuleNameError` if the module or a package around it comes from elsewhere."""
    path = source.path
    if path is None:
        return
    _check_name(source.module, path)
    folder = path.parent if path.name == "__init__.py" else path
    for package in reversed(_packages(source.module)):
        folder = folder.parent
        if (folder / "__init__.py").is_file():
            _check_name(package, folder / "__init__.py")


def _check_name(name: str, wanted: Path) -> None:
    module = sys.modules.get(name)
    if not issubclass(type(module), ModuleType):
        return  # none yet, or an object by which a module replaced itself
    found = _file_of(module)
    if found == str(wanted):
        return
    if not found or _without_suffix(found) != _without_suffix(str(wanted)):
        raise ModuleNameError(name, str(wanted), found)


def _without_suffix(file: str) -> str:
    """Return the real path of *file* up to its first dot, for it may have been compiled."""
    path = Path(os.path.realpath(file))
    return str(path.with_name(path.name.partition(".")[0]))


def _file_of(module: object) -> str:
    """Return the file of *module*, which may be any object, without calling its code."""
    try:
        namespace = object.__getattribute__(module, "__dict__")
    except AttributeError:
        return ""
    file = namespace.get("__file__") if isinstance(namespace, dict) else None
    return file if isinstance(file, str) else ""


def _import_file(source: Source) -> None:
    """Import a file whose name no import statement can write."""
    package = source.module.rpartition(".")[0]
    if package:
        importlib.import_module(package)
    if source.module in sys.modules:
        return
    assert source.path is not None
    spec = importlib.util.spec_from_file_location(source.module, source.path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[source.module] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[source.module]
        raise


def _place(error: BaseException) -> tuple[str, str]:
    """Return the last place in user code that *error* went through, and the line there."""
    if isinstance(error, SyntaxError) and error.filename and Path(error.filename).is_file():
        return f"{error.filename}:{error.lineno}", (error.text or "").strip()
    place = "" if isinstance(error, ModuleNameError) else last_user_place(error)
    file, _, number = place.rpartition(":")
    return place, linecache.getline(file, int(number)).strip() if place else ""
