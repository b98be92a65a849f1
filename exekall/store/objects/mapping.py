"""Contents of files in memory: mapped copy-on-write, or read where that is not possible."""

from __future__ import annotations

import mmap
import os
import sys
from typing import Any, Final
from weakref import WeakSet

__all__ = ["contents"]

# Before 3.13 each map keeps a descriptor, of which a process has a thousand or so.
_KEEPS_DESCRIPTOR: Final = sys.version_info < (3, 13)
_MOST: Final = 256

_maps: WeakSet[mmap.mmap] = WeakSet()


def contents(fd: int, size: int) -> memoryview:
    """Return the *size* bytes of an open file as private, writable memory.

    There may be fewer bytes than that. Raises OSError.
    """
    if size == 0 or (_KEEPS_DESCRIPTOR and len(_maps) >= _MOST):
        return _read(fd, size)
    options: dict[str, Any] = {} if _KEEPS_DESCRIPTOR else {"trackfd": False}
    try:
        mapped = mmap.mmap(fd, size, access=mmap.ACCESS_COPY, **options)
    except (OSError, ValueError):  # No maps on this file system, or the file is shorter.
        return _read(fd, size)
    _maps.add(mapped)
    return memoryview(mapped)


def _read(fd: int, size: int) -> memoryview:
    content = bytearray(size)
    filled = 0
    with memoryview(content) as view:
        while filled < size and (count := os.preadv(fd, [view[filled:]], filled)):
            filled += count
    return memoryview(content)[:filled]
