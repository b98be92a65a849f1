"""Errors of exekall itself and of commands that packages add, in words."""

from __future__ import annotations

import errno
import traceback
from typing import Final

from exekall.errors import CommandError
from exekall.rendering.failures import error_text

__all__ = ["command_lines", "internal_error_lines"]

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


def internal_error_lines(error: BaseException) -> list[str]:
    """Return what to say of an exception that nobody foresaw; a full disk is no fault of ours."""
    if isinstance(error, OSError) and error.errno in _FULL:
        return [f"cannot write: {error.strerror}"]
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({frames[-1].filename}:{frames[-1].lineno})" if frames else ""
    return [
        f"exekall itself failed: {type(error).__name__}: {error}{where}",
        "  This is a fault of exekall. With --debug the traceback is shown; please report it.",
    ]


def command_lines(error: CommandError) -> list[str]:
    """Return what is wrong with the command of an installed package."""
    cause = error.__cause__
    if not error.is_loaded:
        told = f": {error_text(cause, with_place=False)}" if cause is not None else ""
        return [f"the command ({error.reference}) cannot be loaded{told}"]
    told = f": {error_text(cause)}" if cause is not None else ""
    return [
        f"the command ({error.reference}) failed{told}",
        "  This is a fault of the package that adds it. With --debug the traceback is shown.",
    ]
