"""How much room there is to show things."""

from __future__ import annotations

import shutil
import sys

__all__ = ["terminal_width"]


def terminal_width() -> int | None:
    """Return the number of columns of the terminal that stdout is; None where it is none."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None
