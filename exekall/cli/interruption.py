"""Ctrl-C and SIGTERM: stop what runs, but never in the middle of saving what was computed."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any, Final, Self

from exekall.cli.exit_codes import ExitCode

__all__ = ["Interruption", "Shield", "Termination", "exit_code_after"]

_Handler = Callable[[int, FrameType | None], Any] | int | None


class Termination(KeyboardInterrupt):
    """SIGTERM: somebody else than the user wants the run to end, as Ctrl-C does."""


def exit_code_after(interruption: KeyboardInterrupt) -> ExitCode:
    """Return the exit code of a command that was interrupted so."""
    is_termination = isinstance(interruption, Termination)
    return ExitCode.TERMINATED if is_termination else ExitCode.INTERRUPTED


_SIGNALS: Final = {signal.SIGINT: KeyboardInterrupt, signal.SIGTERM: Termination}


class Interruption:
    """Raises at SIGINT and SIGTERM; within :meth:`shielded`, only at its end.

    That is KeyboardInterrupt, or its subclass :class:`Termination`. The second signal within a
    shield is not held back: who insists wants to get out. As a context manager it replaces the
    handlers of the process, which only the main thread may do; elsewhere, shields hold nothing
    back. In processes that are forked meanwhile, signals do what they did before.
    """

    def __init__(self) -> None:
        self._depth = 0
        self._pending: type[KeyboardInterrupt] | None = None
        self._before: dict[signal.Signals, _Handler] = {}
        self._process = os.getpid()
        self._shield = Shield(self)

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            for number in _SIGNALS:
                self._before[number] = signal.getsignal(number)
                # What the parent ignores, as for a background job, goes on being ignored.
                if self._before[number] is not signal.SIG_IGN:
                    signal.signal(number, self._handle)
        return self

    def __exit__(self, *_: object) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)
        self._before.clear()

    def _handle(self, number: int, _frame: FrameType | None) -> None:
        if os.getpid() != self._process:
            # Somebody else's handler, not written in Python, cannot be put back.
            signal.signal(number, self._before.get(signal.Signals(number)) or signal.SIG_DFL)
            os.kill(os.getpid(), number)
            return
        raised = _SIGNALS[signal.Signals(number)]
        if self._depth and self._pending is None:
            self._pending = raised
            return
        raise raised

    def shielded(self) -> Shield:
        """Hold the signals back until what is within is complete."""
        return self._shield

    def _raise_pending(self) -> None:
        if self._pending is not None and not self._depth:
            pending, self._pending = self._pending, None
            raise pending


class Shield:
    """What holds signals back while it is used as a context manager, also several times at once.

    They are raised at the end, unless something else is. There is a shield around each value that
    is stored, hence no generator with a decorator.
    """

    __slots__ = ("_interruption",)

    def __init__(self, interruption: Interruption) -> None:
        self._interruption = interruption

    def __enter__(self) -> None:
        self._interruption._depth += 1  # noqa: SLF001 - a part of it

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._interruption._depth -= 1  # noqa: SLF001 - likewise
        if kind is None:
            self._interruption._raise_pending()  # noqa: SLF001 - likewise
