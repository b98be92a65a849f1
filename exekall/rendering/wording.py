"""How single things are put into words: counts, choices, places, types, and patterns to type."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Final

from exekall.names import NameForm, type_name

__all__ = [
    "allow_option",
    "counted",
    "either",
    "indented",
    "listed",
    "place",
    "shown_from",
    "type_text",
]

_MAX_NAMED = 8


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return *number* with the noun in its right form: ``1 value``, ``2 values``, ``no values``."""
    return f"{f'{number:,}' if number else 'no'} {noun if number == 1 else plural or f'{noun}s'}"


def listed(words: Sequence[str]) -> str:
    """Return *words* as one enumeration, cut where it gets long."""
    if len(words) > _MAX_NAMED:
        return f"{', '.join(words[:_MAX_NAMED])} and {len(words) - _MAX_NAMED} more"
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def either(words: Sequence[str]) -> str:
    """Return *words*, quoted, as alternatives."""
    quoted = [f"'{word}'" for word in words]
    return " or ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)


_FOLDER: Final[ContextVar[Path | None]] = ContextVar("folder", default=None)


@contextmanager
def shown_from(folder: Path) -> Iterator[None]:
    """Show places relative to *folder* meanwhile, even if the user's code goes elsewhere."""
    token = _FOLDER.set(folder)
    try:
        yield
    finally:
        _FOLDER.reset(token)


def place(where: str) -> str:
    """Return ``file:line``, relative if the file is in the current directory.

    That is the one at the start, where :func:`shown_from` says which it was.
    """
    folder = _FOLDER.get() or Path.cwd()
    return where.removeprefix(os.path.join(folder, ""))  # noqa: PTH118 - with its separator


def type_text(type_: Any) -> str:
    """Return the class-qualified name of a type."""
    return type_name(type_, NameForm.QUALIFIED)


def allow_option(name: str) -> str:
    """Return the option that lets the callable called *name* take part."""
    return f"--allow '*{name.rpartition('.')[2]}'"


def indented(lines: Iterable[str], depth: int = 1) -> list[str]:
    """Return *lines*, those that are not empty moved to the right."""
    return [f"{'  ' * depth}{line}" if line else line for line in lines]
