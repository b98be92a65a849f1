"""Ctrl-C: stops what runs, but never in the middle of saving what was computed."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Self

__all__ = ["Interruption"]


class Interruption:
    """Raises KeyboardInterrupt at SIGINT; within :meth:`shielded`, only at its end.

    The second Ctrl-C within a shield is not held back: who insists wants to get out. As a context
    manager it replaces the handler of the process, which only the main thread may do; elsewhere,
    shields hold nothing back.
    """

    def __init__(self) -> None:
        self._depth = 0
        self._pending = False
        self._before: Callable[[int, FrameType | None], Any] | int | None = None

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._before = signal.getsignal(signal.SIGINT)
            # A process whose parent ignores SIGINT, such as a background job, goes on doing so.
            if self._before is not signal.SIG_IGN:
                signal.signal(signal.SIGINT, self._handle)
        return self

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)
            self._before = None

    def _handle(self, _number: int, _frame: FrameType | None) -> None:
        if self._depth and not self._pending:
            self._pending = True
            return
        raise KeyboardInterrupt

    @contextmanager
    def shielded(self) -> Iterator[None]:
        """Hold Ctrl-C back until what is within is complete."""
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
        if self._pending and not self._depth:
            self._pending = False
            raise KeyboardInterrupt
