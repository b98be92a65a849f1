"""Importing what the database has names of."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import NoneType
from typing import Any

__all__ = ["imported", "paths_added"]


def imported(name: str) -> Any:
    """Import the object of this full name; names of builtins have no module.

    Raises ImportError, AttributeError or ValueError where there is none, and whatever importing
    its module raises.
    """
    from pkgutil import resolve_name

    if name == "None":
        return NoneType
    return resolve_name(name if "." in name else f"builtins.{name}")


@contextmanager
def paths_added(paths: Iterable[str]) -> Iterator[None]:
    """Look for modules in those of the folders *paths* that exist, before all others, meanwhile."""
    known = {os.path.realpath(entry or os.curdir) for entry in sys.path}
    added = [path for path in paths if os.path.isdir(path) and os.path.realpath(path) not in known]  # noqa: PTH112 - text, as in sys.path
    sys.path[:0] = added
    try:
        yield
    finally:
        for path in added:
            if path in sys.path:
                sys.path.remove(path)
