"""What the exit codes of the commands mean."""

from __future__ import annotations

from enum import IntEnum

__all__ = ["ExitCode"]


class ExitCode(IntEnum):
    """The exit codes of ``exekall run``; other commands use some of them."""

    OK = 0
    FAILED = 1
    ERROR = 2
    NOTHING_TO_RUN = 5
    INTERRUPTED = 130
    TERMINATED = 143
