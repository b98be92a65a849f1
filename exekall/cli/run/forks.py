"""Processes that operators fork: none of them goes on with the run."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Collection
from typing import NoReturn

from exekall.cli.exit_codes import ExitCode
from exekall.evaluation import Call, Executor, Handle

__all__ = ["ForkGuard"]


class ForkGuard:
    """Has *executor* carry out calls; a process that was forked in one of them ends with it.

    It ends as a process does that Python started: ``sys.exit()`` gives its exit code, and for
    anything else that is raised there is a traceback. It would execute everything that is left
    a second time otherwise, and write to the same files.
    """

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self._process = os.getpid()
        self.capacity = executor.capacity

    def submit(self, call: Call) -> Handle:
        """Accept *call*."""
        try:
            handle = self._executor.submit(call)
        except BaseException as error:
            if os.getpid() != self._process:
                _end(error)
            raise
        if os.getpid() != self._process:
            outcome = handle.outcome()
            _end(None if outcome is None else outcome.failure)
        return handle

    def wait(self, handles: Collection[Handle]) -> None:
        """Return when at least one of *handles* is complete."""
        self._executor.wait(handles)

    def close(self) -> None:
        """Release what the executor holds."""
        self._executor.close()


def _end(error: BaseException | None) -> NoReturn:
    code: int = ExitCode.OK
    try:
        if isinstance(error, SystemExit):
            code = _code(error.code)
        elif error is not None:
            code = ExitCode.FAILED
            traceback.print_exception(error)
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def _code(given: object) -> int:
    """Return what the interpreter makes of the argument of ``sys.exit()``."""
    if given is None:
        return ExitCode.OK
    if isinstance(given, int):
        return given & 0xFF
    sys.stderr.write(f"{given}\n")
    return ExitCode.FAILED
