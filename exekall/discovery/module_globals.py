"""The callables among the globals of modules.

A callable counts for the module that it says it belongs to, and is found there by its name. What
is only bound by another name, such as a function that a factory function made, is named after the
global. Objects that don't say where they are from (partial objects, callable instances, bound
methods) belong to the module that binds them without importing them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from types import FunctionType, MethodType, ModuleType
from typing import Any

from exekall.discovery.classes import ClassScanner, NamePatterns
from exekall.discovery.completeness import Shortcoming, shortcoming
from exekall.discovery.findings import Findings, full_name
from exekall.discovery.members import is_dunder
from exekall.discovery.modules import imported_names, module_name
from exekall.discovery.statics import (
    PASSIVE_TYPES,
    class_home,
    class_qualname,
    class_vars,
    home_of,
    instance_vars,
    static_attribute,
    text_of,
    wrapped_by,
)
from exekall.reasons import Cause

__all__ = ["ModuleScanner"]


class ModuleScanner:
    """Finds the operators of *modules*, without those of exekall itself."""

    def __init__(self, modules: Iterable[ModuleType], allow: NamePatterns | None) -> None:
        self.findings = Findings()
        self._allow = allow
        self._modules = {
            module_name(module): module for module in modules if not _is_internal(module)
        }
        self._globals = {name: instance_vars(module) for name, module in self._modules.items()}
        self._classes = ClassScanner(self._globals, self.findings, allow)
        self._imported: dict[str, frozenset[str]] = {}
        self._taken: set[int] = set()
        self._strays: list[tuple[str, str, str, Any]] = []

    def run(self, root_homes: set[str]) -> list[slice]:
        """Scan the modules; return which callables belong to those named in *root_homes*."""
        found = self.findings.callables
        roots = []
        for home, namespace in self._globals.items():
            start = len(found)
            self._scan(home, namespace)
            if home in root_homes:
                roots.append(slice(start, len(found)))
        for home, binder, name, value in self._strays:
            start = len(found)
            self._take_as(binder, name, value)
            if home in root_homes:
                roots.append(slice(start, len(found)))
        return roots

    def _scan(self, home: str, namespace: dict[str, Any]) -> None:
        take = self.findings.callables.append
        for name, value in list(namespace.items()):
            kind = type(value)
            # Nearly everything is a function or a class under its own name in its own module.
            if kind is FunctionType and value.__qualname__ == name and value.__module__ == home:
                lacking = shortcoming(value)
                if lacking is None and name[:2] != "__":
                    take(value)
                else:
                    self._judge(home, name, value, lacking)
            elif kind is type and value.__qualname__ == name and value.__module__ == home:
                self._classes.scan(value, home, name)
            elif id(kind) not in PASSIVE_TYPES:
                self._meet(home, name, value)

    def _meet(self, binder: str, name: str, value: Any) -> None:
        """Deal with what the module *binder* has as its global *name*."""
        kind = type(value)
        if issubclass(kind, type):
            home, qualname = class_home(value), class_qualname(value)
        elif kind is FunctionType or wrapped_by(value) is not None:
            home, qualname = home_of(value), text_of(value, "__qualname__")
        else:
            if self._is_made_here(binder, name, value):
                self._take_as(binder, name, value)
            return
        if home not in self._globals:
            return
        if home == binder and qualname == name:
            self._take(binder, name, value)
        elif not _leads_to(value, self._globals[home], qualname):
            if home == binder:
                self._take_as(binder, name, value)
            else:
                self._strays.append((home, binder, name, value))

    def _is_made_here(self, binder: str, name: str, value: Any) -> bool:
        """Tell whether a callable that doesn't say where it is from was made in *binder*."""
        if issubclass(type(value), partial):
            pass
        elif type(value) is MethodType:
            # Bound to a class, it is that class's operator.
            if (
                issubclass(type(value.__self__), type)
                or home_of(value.__func__) not in self._globals
            ):
                return False
        else:
            call = static_attribute(type(value), "__call__")
            if type(call) is not FunctionType or call.__module__ not in self._globals:
                return False
        if binder not in self._imported:
            self._imported[binder] = imported_names(self._modules[binder])
        return name not in self._imported[binder]

    def _take_as(self, module: str, name: str, value: Any) -> None:
        """Take what can only be told by its global's name; by the first one, if it has several."""
        if id(value) not in self._taken:
            self._taken.add(id(value))
            self._take(module, name, value, bound=True)

    def _take(self, module: str, name: str, value: Any, bound: bool = False) -> None:
        if issubclass(type(value), type):
            self._classes.scan(value, module, name, bound)
        else:
            self._judge(module, name, value, shortcoming(value), bound)

    def _judge(
        self,
        module: str,
        name: str,
        value: Any,
        lacking: Shortcoming | None,
        bound: bool = False,
    ) -> None:
        if lacking is None and is_dunder(name) and not self._is_allowed(full_name(module, name)):
            lacking = Shortcoming(Cause.DUNDER)
        if lacking is not None:
            self.findings.leave_out(module, name, value, lacking)
        elif bound:
            self.findings.add_bound(value, module, name)
        else:
            self.findings.callables.append(value)

    def _is_allowed(self, name: str) -> bool:
        return self._allow is not None and self._allow.matches(name)


def _is_internal(module: ModuleType) -> bool:
    name = module_name(module)
    return name.partition(".")[0] == "exekall" or bool(
        instance_vars(module).get("__exekall_internal__") is True
    )


def _leads_to(value: Any, namespace: dict[str, Any], qualname: str) -> bool:
    """Tell whether *qualname* is how *value* is found from the globals of its module."""
    if namespace.get(qualname) is value:
        return True
    first, *rest = qualname.split(".")
    found: Any = namespace.get(first)
    for part in rest:
        if not issubclass(type(found), type):
            return False
        found = class_vars(found).get(part)
    if issubclass(type(found), (staticmethod, classmethod)):
        found = found.__func__
    return found is value
