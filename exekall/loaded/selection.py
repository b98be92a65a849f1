"""Which values of earlier runs are to be used: by type, by UUID, or the results of the runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from exekall.loaded.errors import LoadError, LoadProblem
from exekall.loaded.library import Held, Library
from exekall.patterns import PatternSet, unused
from exekall.store.errors import ValueUnavailable
from exekall.store.records import TypeRecord

__all__ = ["Selected", "Wanted", "found_by_uuid", "select"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to load: values of matching *types*, the values *uuids*, the parameters of *args_of*.

    A type matches by its declared name, by that of the object, or by that of a base of either.
    The results of all expressions are meant where nothing else is.
    """

    types: PatternSet = PatternSet()  # noqa: RUF009 - frozen
    uuids: tuple[str, ...] = ()
    args_of: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.types or self.uuids or self.args_of)


@dataclass(frozen=True, slots=True)
class Selected:
    """The values that were selected, and those of them that have no object to load."""

    values: tuple[Held, ...]
    lost: tuple[tuple[Held, ValueUnavailable], ...] = ()


def select(library: Library, wanted: Wanted) -> Selected:
    """Return the values of *library* that are *wanted*.

    Raises :class:`LoadError` where a pattern or a UUID matches nothing, or no value is left.
    """
    found: dict[str, Held] = {}
    for held in _wanted(library, wanted):
        found.setdefault(held.uuid, held)
    if not found:
        raise LoadError(LoadProblem.NO_RESULTS)
    usable: list[Held] = []
    lost: list[tuple[Held, ValueUnavailable]] = []
    for held in found.values():
        objection = held.objection()
        if objection is None:
            usable.append(held)
        else:
            lost.append((held, objection))
    return Selected(tuple(usable), tuple(lost))


def _wanted(library: Library, wanted: Wanted) -> Iterator[Held]:
    if not wanted:
        yield from library.results()
    if wanted.types:
        yield from _of_types(library, wanted.types)
    for uuid in wanted.uuids:
        yield found_by_uuid(library, uuid)
    for uuid in wanted.args_of:
        yield from _args(library, uuid)


def _of_types(library: Library, patterns: PatternSet) -> list[Held]:
    found = []
    known: dict[str, None] = {}
    for held in library.values():
        names = _names_of(held)
        known.update(dict.fromkeys(names))
        if patterns.matches_any(names):
            found.append(held)
    for miss in unused(patterns, known):
        raise LoadError(LoadProblem.NO_TYPE, miss.pattern, miss.near_misses or tuple(known)[:3])
    return found


def _names_of(held: Held) -> tuple[str, ...]:
    types = [held.node.product]
    if held.record.type is not None:
        types.append(held.record.type)
    return tuple(name for type_ in types for name in _names(type_))


@lru_cache(maxsize=4096)
def _names(type_: TypeRecord) -> tuple[str, ...]:
    """Return what a pattern may call a type: its names and those of its bases, full and bare."""
    full = dict.fromkeys((type_.name, *type_.bases))
    return tuple(dict.fromkeys(form for name in full for form in (name, *_after_dots(name))))


def _after_dots(name: str) -> Iterator[str]:
    """Yield what follows each dot of a name, but for those of type arguments."""
    head, bracket, arguments = name.partition("[")
    while "." in head:
        head = head.partition(".")[2]
        yield f"{head}{bracket}{arguments}"


def found_by_uuid(library: Library, uuid: str) -> Held:
    """Return the value *uuid*, which may be the first digits of its UUID, with or without hyphens.

    Raises :class:`LoadError`.
    """
    plain = uuid.replace("-", "").lower()
    found = library.find(plain)
    if found is not None:
        return found
    results = library.results_of(plain)
    if results is not None:
        raise LoadError(LoadProblem.IS_EXPRESSION, uuid, results[:3])
    known = sorted(set(library.uuids()))
    starting = [one for one in known if plain and one.startswith(plain)]
    if len(starting) > 1:
        raise LoadError(LoadProblem.SEVERAL_VALUES, uuid, starting)
    found = library.find(starting[0]) if starting else None
    if found is None:
        raise LoadError(LoadProblem.NO_VALUE, uuid, get_close_matches(plain, known, cutoff=0.8))
    return found


def _args(library: Library, uuid: str) -> list[Held]:
    held = found_by_uuid(library, uuid)
    if not held.record.parents:
        raise LoadError(LoadProblem.NO_PARAMETERS, uuid, name=held.node.names[0])
    return [parent for parent in library.parents(held) if parent is not None]
