"""Where in the user's own code an exception was raised, exekall's and libraries' frames aside."""

from __future__ import annotations

import os
import traceback
from pathlib import Path
from typing import Final

from exekall.discovery.libraries import is_library

__all__ = ["is_own_frame", "last_user_place"]

_OURS: Final = str(Path(__file__).resolve().parent.parent) + os.sep


def is_own_frame(file: str) -> bool:
    """Tell whether a frame of that file is exekall's, or of the machinery of imports."""
    return file.startswith(("<frozen ", _OURS))


def last_user_place(error: BaseException) -> str:
    """Return ``file:line`` of the last frame in user code; empty where there is none.

    Where the error went through libraries only, it is the last frame outside exekall.
    """
    frames = [
        (frame.f_code.co_filename, line)
        for frame, line in traceback.walk_tb(error.__traceback__)
        if not is_own_frame(frame.f_code.co_filename)
    ]
    own = [(file, line) for file, line in frames if not is_library(file)] or frames
    return f"{own[-1][0]}:{own[-1][1]}" if own else ""
