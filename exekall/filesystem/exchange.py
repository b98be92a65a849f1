"""Putting a finished folder in the place of another one."""

from __future__ import annotations

import os
import sys
from pathlib import Path

__all__ = ["exchange"]

# From Linux's fcntl.h and fs.h.
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def exchange(one: Path, other: Path) -> None:
    """Give two folders, which are in one file system, each other's names.

    Linux does so in one step. Elsewhere *other* has no name for a moment; where that is
    interrupted, each of them has one of the names afterwards. Raises OSError.
    """
    if not _exchange_at_once(one, other):
        _exchange_in_steps(one, other)


def _exchange_at_once(one: Path, other: Path) -> bool:
    """Let the kernel do it; tell whether it could."""
    if not sys.platform.startswith("linux"):
        return False
    import ctypes

    function = getattr(ctypes.CDLL(None), "renameat2", None)
    if function is None:
        return False
    paths = os.fsencode(one), os.fsencode(other)
    return bool(function(_AT_FDCWD, paths[0], _AT_FDCWD, paths[1], _RENAME_EXCHANGE) == 0)


def _exchange_in_steps(one: Path, other: Path) -> None:
    aside = other.with_name(f".{other.name}.{os.urandom(4).hex()}.tmp")
    try:
        other.rename(aside)
        one.rename(other)
    except BaseException:
        if aside.exists():
            aside.rename(one if other.exists() else other)
        raise
    aside.rename(one)
