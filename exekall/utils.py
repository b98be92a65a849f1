"""Small tools under the names of the original exekall, for code that was written for it."""

from __future__ import annotations

import argparse
import traceback
from collections.abc import Iterable, Iterator
from typing import Any

from exekall.names import NameForm, in_form, type_name
from exekall.operator import UnboundMethod
from exekall.store.records import DB_FILENAME
from exekall.values import NO_VALUE

__all__ = [
    "DB_FILENAME",
    "NoValue",
    "add_argument",
    "flatten_seq",
    "format_exception",
    "get_name",
]

NoValue = NO_VALUE


def get_name(obj: Any, full_qual: bool = True, qual: bool = True) -> str:
    """Return the name of a class or callable: full, without its module, or bare."""
    form = NameForm.of(full_qual, qual)
    if isinstance(obj, UnboundMethod):
        return in_form(obj.cls.__module__, f"{obj.cls.__qualname__}.{obj.__name__}", form)
    if isinstance(obj, type):
        return type_name(obj, form)
    qualname = getattr(obj, "__qualname__", None) or type(obj).__qualname__
    return in_form(getattr(obj, "__module__", None) or "builtins", qualname, form)


def add_argument(parser: argparse._ActionsContainer, *args: Any, help: str, **kwargs: Any) -> None:  # noqa: A002
    """Add an option to *parser*, with its default and its choices told in the help text."""
    default = kwargs.get("default")
    notes = []
    if kwargs.get("choices"):
        notes.append("one of " + ", ".join(str(choice) for choice in kwargs["choices"]))
    if default not in (None, argparse.SUPPRESS, False, [], ()):
        notes.append(f"default: {default}")
    if notes and help != argparse.SUPPRESS:
        told = "; ".join(notes).replace("%", "%%")
        help = f"{help} ({told})"  # noqa: A001 - argparse's name
    parser.add_argument(*args, help=help, **kwargs)


def flatten_seq(seq: Iterable[Any], levels: int = 1) -> Iterator[Any]:
    """Yield the items of the sequences in *seq*, as many *levels* down."""
    if levels == 0:
        yield from seq
        return
    for item in seq:
        yield from flatten_seq(item, levels - 1)


def format_exception(excep: BaseException) -> str:
    """Return the traceback of *excep* as text."""
    return "".join(traceback.format_exception(excep))
