"""Where the user's modules are found, for scripts that run in a process of their own."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

from exekall.discovery.libraries import is_library

__all__ = ["import_paths"]

# The command itself is the main module.
_NOT_THEIRS: Final = frozenset({"exekall", "__main__"})


def import_paths() -> tuple[Path, ...]:
    """Return the entries of ``sys.path`` that the user's modules were imported from, in order."""
    files = [
        file
        for name, module in list(sys.modules.items())
        if name.partition(".")[0] not in _NOT_THEIRS
        and isinstance(file := getattr(module, "__file__", None), str)
        and not is_library(file)
    ]
    entries = [os.path.join(os.path.realpath(entry or os.curdir), "") for entry in sys.path]  # noqa: PTH118 - prefixes
    return tuple(
        Path(entry)
        for entry in dict.fromkeys(entries)
        if any(os.path.realpath(file).startswith(entry) for file in files)
    )
