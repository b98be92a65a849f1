"""Pausing the cyclic garbage collector while something large and long-lived is built."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["collection_paused"]


@contextmanager
def collection_paused() -> Iterator[None]:
    """Keep the garbage collector from running.

    Building a graph makes objects by the hundred thousand and no garbage; the collector would
    look through all of them again and again, which costs more than the building itself.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
