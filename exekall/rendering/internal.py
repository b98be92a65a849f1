"""Errors of exekall itself, in words."""

from __future__ import annotations

import traceback

__all__ = ["internal_error_lines"]


def internal_error_lines(error: BaseException) -> list[str]:
    """Return what to say of an exception that nobody foresaw."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({frames[-1].filename}:{frames[-1].lineno})" if frames else ""
    return [
        f"exekall itself failed: {type(error).__name__}: {error}{where}",
        "  This is a fault of exekall. With --debug the traceback is shown; please report it.",
    ]
