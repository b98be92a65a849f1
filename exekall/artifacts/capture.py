"""How much was logged and printed so far, so that each value knows its part of it."""

from __future__ import annotations

import logging
import sys
from typing import Any, Self

from exekall.artifacts.counted_stream import CountedStream
from exekall.artifacts.logs import LogFiles
from exekall.evaluation import Mark

__all__ = ["OutputCapture"]


class OutputCapture:
    """Counts log records and the characters that go to ``sys.stdout`` and ``sys.stderr``.

    It counts while it is used as a context manager, at a constant cost a mark. With *logs*, the
    numbers of log records are positions in ``DEBUG.log``; without, records are counted from DEBUG
    upwards. What bypasses Python's streams, as other processes do, is not counted.
    """

    def __init__(self, logs: LogFiles | None = None) -> None:
        self._records = _RecordCounter(logging.DEBUG) if logs is None else logs
        self._stdout: CountedStream | None = None
        self._stderr: CountedStream | None = None

    def __enter__(self) -> Self:
        if isinstance(self._records, _RecordCounter):
            logging.getLogger().addHandler(self._records)
        self._stdout = sys.stdout = _counted(sys.stdout)
        self._stderr = sys.stderr = _counted(sys.stderr)
        return self

    def __exit__(self, *_: object) -> None:
        if isinstance(self._records, _RecordCounter):
            logging.getLogger().removeHandler(self._records)
        # A stream that somebody put in place of ours meanwhile stays.
        if self._stdout is not None and sys.stdout is self._stdout:
            sys.stdout = self._stdout.counted_stream
        if self._stderr is not None and sys.stderr is self._stderr:
            sys.stderr = self._stderr.counted_stream

    def mark(self) -> Mark:
        """Return the number of log records and of characters on stdout and stderr so far."""
        return (
            self._records.count,
            self._stdout.characters if self._stdout is not None else 0,
            self._stderr.characters if self._stderr is not None else 0,
        )


def _counted(stream: Any) -> Any:
    """Wrap *stream*; None, which a process without a console has, stays None."""
    return None if stream is None else CountedStream(stream)


class _RecordCounter(logging.Handler):
    """Counts records instead of writing them."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002 - only that there is one
        self.count += 1
