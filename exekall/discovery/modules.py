"""The modules whose callables count: the given ones and what they import of their own project.

A project is a top-level package, or the folder that the given modules are imported from. What
lies elsewhere, or is installed below that folder (a virtual environment), must be given itself.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib.util import resolve_name
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, Final

from exekall.discovery.imports import ImportStatement, import_statements
from exekall.discovery.libraries import is_library
from exekall.discovery.statics import (
    PASSIVE_TYPES,
    class_home,
    home_of,
    instance_vars,
    text_of,
)

__all__ = ["imported_names", "module_name", "with_imports"]

_OURS: Final = "exekall"


def with_imports(modules: Iterable[ModuleType]) -> tuple[ModuleType, ...]:
    """Return *modules* and all of their projects' modules that they import, also indirectly.

    The given ones come first, the others sorted by name. A statement counts where it took effect,
    that is, where a name that it binds exists; so one within a function, or under
    ``if TYPE_CHECKING:``, does not. ``from x import y`` counts for the module ``x.y`` where there
    is one, else for ``x``. The running script, ``__main__``, counts only where it is given.
    """
    given = tuple({id(module): module for module in modules}.values())
    project = _Project(given)
    known = set(map(id, given))
    loaded = {
        name: module
        for name, module in list(sys.modules.items())
        if name != "__main__" and id(module) not in known and project.holds(name, module)
    }
    found = _reached(given, loaded, _visible)
    if loaded:  # sources are only read where globals leave a question open
        found += _reached((*given, *found), loaded, _named)
    return (*given, *{id(module): module for module in sorted(found, key=module_name)}.values())


def _reached(
    modules: Iterable[ModuleType],
    loaded: dict[str, ModuleType],
    imported: Callable[[ModuleType], Iterable[str]],
) -> list[ModuleType]:
    """Take from *loaded*, and return, what can be reached from *modules* by way of *imported*."""
    found: list[ModuleType] = []
    pending = list(modules)
    while pending and loaded:
        for name in imported(pending.pop()):
            module = loaded.pop(name, None)
            if module is not None:
                found.append(module)
                pending.append(module)
    return found


def module_name(module: ModuleType) -> str:
    """Return the name of *module*, whatever its ``__getattr__`` says."""
    return text_of(module, "__name__")


def imported_names(module: ModuleType) -> frozenset[str]:
    """Return the names that the import statements of *module* bind, as far as these can be read."""
    bound: set[str] = set()
    for statement in import_statements(_source(module)):
        bound.update(alias for _, alias in statement.names)
        bound.add(statement.bound)
    return frozenset(bound)


class _Project:
    """What belongs to the same project as one of the given modules."""

    def __init__(self, modules: Iterable[ModuleType]) -> None:
        self._packages: set[str] = set()
        self._folders: set[str] = set()
        for module in modules:
            self._packages.add(module_name(module).partition(".")[0])
            folder = _root_folder(module)
            if folder and not is_library(folder):
                self._folders.add(folder)

    def holds(self, name: str, module: ModuleType) -> bool:
        """Tell whether *module*, known as *name*, belongs to the project."""
        top = name.partition(".")[0]
        if top == _OURS:
            return False
        return top in self._packages or self._is_below(_location(module))

    def _is_below(self, file: str) -> bool:
        for folder in self._folders:
            if file.startswith(folder):
                inner = Path(file[len(folder) :])
                hidden = any(part.startswith(".") for part in inner.parts)
                if not hidden and not is_library(file):
                    return True
        return False


def _location(module: ModuleType) -> str:
    """Return the file of *module*, or the folder of a namespace package; empty without any."""
    namespace = instance_vars(module)
    file = namespace.get("__file__")
    if isinstance(file, str):
        return file
    path = namespace.get("__path__")
    first = next(iter(path), None) if path is not None else None
    return os.path.join(first, "") if isinstance(first, str) else ""  # noqa: PTH118 - a prefix


def _root_folder(module: ModuleType) -> str:
    """Return the folder that the name of *module* counts from, with a separator at its end."""
    location = Path(_location(module))
    levels = module_name(module).count(".") + (location.stem == "__init__")
    parents = location.parents
    return os.path.join(parents[levels], "") if levels < len(parents) else ""  # noqa: PTH118


# What a module imports


def _visible(module: ModuleType) -> Iterator[str]:
    """Yield the modules among the globals of *module*, and those where its globals were defined."""
    values = list(instance_vars(module).values())
    yield from [module_name(value) for value in values if type(value) is ModuleType]
    own = module_name(module)
    for value in values:
        kind = type(value)
        if kind is FunctionType:
            if value.__module__ != own:
                yield home_of(value)
        elif id(kind) not in PASSIVE_TYPES and issubclass(kind, type):
            yield class_home(value)


def _named(module: ModuleType) -> Iterator[str]:
    """Yield those of :func:`_visible`, and the modules that import statements name."""
    yield from _visible(module)
    namespace = instance_vars(module)
    for statement in import_statements(_source(module)):
        yield from _in_effect(statement, namespace)


def _in_effect(statement: ImportStatement, namespace: dict[str, Any]) -> Iterator[str]:
    if statement.bound:
        if statement.bound in namespace:
            yield statement.module
        return
    module = _absolute(statement.module, namespace)
    for name, alias in statement.names:
        if alias in namespace or name == "*":
            submodule = sys.modules.get(f"{module}.{name}")
            taken = submodule is not None and submodule is namespace.get(alias)
            yield f"{module}.{name}" if taken else module


def _absolute(module: str, namespace: dict[str, Any]) -> str:
    if not module.startswith("."):
        return module
    package = namespace.get("__package__")
    try:
        return resolve_name(module, package if isinstance(package, str) else "")
    except ImportError:
        return ""


def _source(module: ModuleType) -> bytes:
    file = instance_vars(module).get("__file__")
    if not isinstance(file, str) or not file.endswith(".py"):
        return b""
    try:
        return Path(file).read_bytes()
    except OSError:
        return b""
