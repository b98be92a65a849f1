"""Databases on a command line, and the adaptor that goes with them.

Opening a database runs nobody's code. Where its adaptor has something to say about databases, it
is imported as the user could import it: what a database records of import paths is used with
``--load`` alone, which says that its code may run.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Final

from exekall.adaptors import named_adaptor, overrides_hook
from exekall.cli.console import Console
from exekall.cli.options import Option, flag, value
from exekall.cli.words import Words
from exekall.customization import AdaptorBase
from exekall.hooks import asked
from exekall.rendering.recorded_adaptors import (
    adaptor_note,
    broken_adaptor_lines,
    several_adaptors_lines,
    unimportable_adaptor_lines,
)
from exekall.store.errors import StoreError, StoreProblem

if TYPE_CHECKING:
    from exekall.store.records import AdaptorRecord
    from exekall.valuedb import ValueDB

__all__ = [
    "DATABASE_OPTIONS",
    "DEFAULT_ADAPTOR",
    "AdaptorChoice",
    "adaptor_class",
    "add_import_paths",
    "open_database",
    "reloaded",
]

# What every command that reads databases offers.
DATABASE_OPTIONS: Final[tuple[Option, ...]] = (
    flag(
        "--load",
        help="unpickle values where they are needed, which runs code that the database names: for "
        "databases from people that you trust",
    ),
    value(
        "--adaptor",
        metavar="NAME",
        help="use the installed adaptor of this name, not the one that the database records",
    ),
    flag("--no-adaptor", help="use no adaptor, whatever the database records"),
)

_PICKLE: Final = ".pickle"


@dataclass(frozen=True, slots=True)
class AdaptorChoice:
    """What the user says of the adaptor: its *name*, or that there *is_none*."""

    name: str | None = None
    is_none: bool = False

    @property
    def is_default(self) -> bool:
        """Whether the user leaves it to the database."""
        return self.name is None and not self.is_none

    @classmethod
    def of(cls, words: Words) -> AdaptorChoice:
        """Read the choice from a command line with :data:`DATABASE_OPTIONS`."""
        return cls(words.last("--adaptor"), words.has("--no-adaptor"))


DEFAULT_ADAPTOR: Final = AdaptorChoice()


def open_database(
    word: str, load: bool = False, choice: AdaptorChoice = DEFAULT_ADAPTOR
) -> ValueDB:
    """Open the database that *word* means: an artifact folder, or the file.

    With *load*, the import paths that it records go to the front of ``sys.path``, and it may be a
    pickle. Its own adaptor has a look at it before the first value is loaded, unless another one
    was chosen. Raises :class:`StoreError`.
    """
    from exekall.valuedb import ValueDB

    path = Path(word)
    if _PICKLE in path.suffixes and path.is_file() and not load:
        raise StoreError(StoreProblem.NEEDS_LOADING, path)
    database = ValueDB.from_path(path, use_adaptor=load and choice.is_default)
    if load:
        add_import_paths(database.import_paths)
    return database


def add_import_paths(paths: Iterable[str]) -> None:
    """Put *paths* to the front of ``sys.path``, in their order, unless they are there."""
    sys.path[:0] = [path for path in dict.fromkeys(paths) if path not in sys.path]


def adaptor_class(
    databases: Sequence[ValueDB], hooks: Sequence[str], choice: AdaptorChoice, console: Console
) -> type[AdaptorBase]:
    """Return the adaptor for a command that may call *hooks*.

    It is the chosen one, or else that of the runs, if it overrides one of the hooks and can be
    imported. That it is used, or why not, is told. Raises :class:`UnknownAdaptorError` or
    :class:`BrokenAdaptorError` for a choice that cannot be used.
    """
    if choice.is_none:
        return AdaptorBase
    if choice.name is not None:
        return named_adaptor(choice.name)
    recorded = {
        (record.module, record.qualname): record
        for database in databases
        for run in database.runs
        if (record := run.adaptor) is not None and not set(hooks).isdisjoint(record.overrides)
    }
    records = list(recorded.values())
    if len(records) > 1:
        console.warn(several_adaptors_lines(records))
    return _recorded(records[0], hooks, console) if len(records) == 1 else AdaptorBase


def _recorded(record: AdaptorRecord, hooks: Sequence[str], console: Console) -> type[AdaptorBase]:
    """Import the adaptor of *record*; where that fails, say so and return the default one."""
    try:
        found = attrgetter(record.qualname)(import_module(record.module))
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # other people's code, which must not keep the data from them
        is_missing = isinstance(error, ModuleNotFoundError) and _is_within(record, error.name)
        broken = broken_adaptor_lines(record, error)
        console.warn(unimportable_adaptor_lines(record) if is_missing else broken)
        return AdaptorBase
    if not (isinstance(found, type) and issubclass(found, AdaptorBase)):
        console.warn(broken_adaptor_lines(record, None))
        return AdaptorBase
    console.tell([adaptor_note(record, [hook for hook in hooks if overrides_hook(found, hook)])])
    return found


def _is_within(record: AdaptorRecord, name: str | None) -> bool:
    """Tell whether *name* is the adaptor's module or a package around it."""
    return name is not None and f"{record.module}.".startswith(f"{name}.")


def reloaded(database: ValueDB, class_: type[AdaptorBase], choice: AdaptorChoice) -> ValueDB:
    """Return what a chosen adaptor makes of the database, of which no value has been loaded yet.

    The one that the database records is asked by the database itself. Where the adaptor returns
    something else than a database, it is the same one.
    """
    if choice.name is None or not overrides_hook(class_, "reload_db"):
        return database
    returned = asked(class_.reload_db, database, database.path)
    return returned if isinstance(returned, type(database)) else database
