"""Telling the user's own code from what is merely installed: the standard library and packages."""

from __future__ import annotations

import os
from pathlib import PurePath
from typing import Final

__all__ = ["is_library"]

_STANDARD_LIBRARY: Final = os.path.dirname(os.__file__) + os.sep  # noqa: PTH120 - hot and textual
_INSTALLED: Final = frozenset({"site-packages", "dist-packages"})


def is_library(file: str) -> bool:
    """Tell whether *file* belongs to the standard library or to an installed package."""
    return file.startswith(_STANDARD_LIBRARY) or not _INSTALLED.isdisjoint(PurePath(file).parts)
