"""The types that names in a database stand for: the very ones that the sources use."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from functools import cached_property
from importlib import import_module
from types import NoneType
from typing import Any, Union

from exekall.errors import AnnotationError
from exekall.injection import is_injected
from exekall.operator import Operator
from exekall.relation import UnsupportedType, canonical
from exekall.relation.forms import members
from exekall.store.describing.nodes import product_record

__all__ = ["TypeNames"]

_MISSING = object()


class TypeNames:
    """Finds types by the names that databases record.

    A name means the type that an annotation of *operators* writes so; else the class, or whatever
    else it is, that a module has under it, which is imported if need be. Names of generic types
    and of unions are put together from those that they hold.
    """

    def __init__(self, operators: Iterable[Operator]) -> None:
        self._operators = tuple(operators)
        self._imported: dict[str, Any] = {}

    def find(self, name: str) -> Any:
        """Return the type called *name*; raises :class:`LookupError` where there is none."""
        found = self._annotated.get(name, _MISSING)
        if found is _MISSING:
            if name not in self._imported:
                self._imported[name] = self._composed(name)
            found = self._imported[name]
        if found is _MISSING:
            raise LookupError(name)
        return found

    def _composed(self, name: str) -> Any:
        """Return the type of a name that no annotation writes."""
        members = _split(name, " | ")
        head, bracket, rest = name.partition("[")
        try:
            if len(members) > 1:
                return canonical(Union[tuple(map(self.find, members))])  # noqa: UP007 - of a list
            if bracket and rest.endswith("]"):
                arguments = tuple(map(self.find, _split(rest[:-1], ", ")))
                return canonical(self.find(head)[arguments])
        except (LookupError, TypeError, UnsupportedType):
            return _MISSING
        return NoneType if name == "None" else _imported(name)

    @cached_property
    def _annotated(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for type_ in self._types():
            found.setdefault(product_record(type_).name, type_)
        return found

    def _types(self) -> Iterator[Any]:
        for op in self._operators:
            try:
                yield op.product
                for parameter in op.parameters:
                    if not is_injected(parameter.type):
                        yield parameter.type
                        yield from members(parameter.type)
            except AnnotationError:
                continue  # the search reports it


def _split(text: str, separator: str) -> list[str]:
    """Split *text* at the separators that are not within brackets."""
    parts, depth = [""], 0
    for word in re.split(f"({re.escape(separator)}|[][])", text):
        depth += (word == "[") - (word == "]")
        if word == separator and not depth:
            parts.append("")
        else:
            parts[-1] += word
    return parts


def _imported(name: str) -> Any:
    """Return what a module has under the full *name*, if it is a type."""
    parts = name.split(".")
    if not all(part.isidentifier() for part in parts):
        return _MISSING
    for length in range(len(parts) - 1, 0, -1):
        module = _module(".".join(parts[:length]))
        found = module
        for part in parts[length:]:
            found = getattr(found, part, _MISSING)
        if found is not _MISSING:
            return _as_type(found)
    return _as_type(getattr(sys.modules["builtins"], name, _MISSING))


def _module(name: str) -> Any:
    if name in sys.modules:
        return sys.modules[name]
    try:
        return import_module(name)
    except KeyboardInterrupt:
        raise
    except BaseException:  # other people's code: whatever it raises, there is no such type
        return _MISSING


def _as_type(found: Any) -> Any:
    if not isinstance(found, type) and not hasattr(found, "__supertype__"):
        return _MISSING
    try:
        return canonical(found)
    except UnsupportedType:
        return _MISSING
