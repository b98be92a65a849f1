"""The log files of a run."""

from __future__ import annotations

import logging
import os
import time
from collections import deque
from types import TracebackType
from typing import Final, Self

from exekall.filesystem.directory import Directory
from exekall.store.records import LogRecord

__all__ = ["REMEMBERED", "REMEMBERED_TEXT", "LogFiles"]

REMEMBERED: Final = 1_000
REMEMBERED_TEXT: Final = 10_000

_STAMP: Final = "%Y-%m-%d %H:%M:%S"


class LogFiles(logging.Handler):
    """Writes log records to ``INFO.log`` and ``DEBUG.log``, each from its level upwards.

    As a context manager it listens at the root logger, whose level is lowered to DEBUG meanwhile.
    Handlers there without a level of their own keep to the level that the logger had.
    A record is a line with the local time, the level and the logger's name; further lines of its
    text are indented, so that lines without indentation are as many as the records.

    Each record is written at once, by one system call for each file: that costs about as much as
    handing it to a buffer, nothing is lost when the process is killed, and forked processes can
    log to the same files.

    ``count`` is how many records ``DEBUG.log`` has, ``failure`` the first error in writing, if
    any, and ``lost`` how many records were lost. The last :data:`REMEMBERED` records are
    remembered, each with the first :data:`REMEMBERED_TEXT` characters of its text.
    """

    def __init__(self, directory: Directory) -> None:
        super().__init__(logging.DEBUG)
        self.count = 0
        self.failure: OSError | None = None
        self.lost = 0
        self._debug = directory.open_log("DEBUG.log")
        self._info = directory.open_log("INFO.log")
        self._level_before = logging.NOTSET
        self._others: list[logging.Handler] = []
        self._second = -1
        self._stamp = ""
        self._remembered: deque[tuple[int, LogRecord]] = deque(maxlen=REMEMBERED)
        self.setFormatter(_TextFormatter())

    def __enter__(self) -> Self:
        root = logging.getLogger()
        self._level_before = root.level
        self._others = [handler for handler in root.handlers if handler.level == logging.NOTSET]
        for handler in self._others:
            handler.setLevel(root.level)
        root.setLevel(min(root.level, logging.DEBUG))
        root.addHandler(self)
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        root = logging.getLogger()
        root.removeHandler(self)
        root.setLevel(self._level_before)
        for handler in self._others:
            handler.setLevel(logging.NOTSET)
        self.close()

    def emit(self, record: logging.LogRecord) -> None:
        """Write *record*; whatever its message raises when it is formatted is written instead."""
        text = self._text(record)
        line = self._line(record, text)
        try:
            os.write(self._debug, line)
            kept = LogRecord(record.created, record.levelname, record.name, text[:REMEMBERED_TEXT])
            self._remembered.append((self.count, kept))
            self.count += 1
            if record.levelno >= logging.INFO:
                os.write(self._info, line)
        except OSError as error:
            self.failure = self.failure or error
            self.lost += 1

    def records(self, start: int, stop: int) -> list[LogRecord]:
        """Return what is remembered of the records number *start* to *stop* of ``DEBUG.log``."""
        found = []
        with self.lock:  # type: ignore[union-attr]  # set by the base class
            for number, record in reversed(self._remembered):
                if number < start:
                    break
                if number < stop:
                    found.append(record)
        return found[::-1]

    def close(self) -> None:
        """Close the files; once is enough."""
        with self.lock:  # type: ignore[union-attr]  # set by the base class
            for fd in (self._debug, self._info):
                if fd >= 0:
                    os.close(fd)
            self._debug = self._info = -1
        super().close()

    def _text(self, record: logging.LogRecord) -> str:
        """Return the message with the traceback, or what formatting it raises."""
        try:
            return self.format(record)
        except Exception as error:  # whatever an argument's __str__ raises
            message = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
            return f"{message} ({type(error).__name__} in formatting the message)"

    def _line(self, record: logging.LogRecord, text: str) -> bytes:
        second, fraction = divmod(record.created, 1)
        if second != self._second:
            self._second = int(second)
            self._stamp = time.strftime(_STAMP, time.localtime(second))
        if "\n" in text:
            text = text.replace("\n", "\n    ")
        stamp = f"{self._stamp}.{int(fraction * 1000):03d}"
        line = f"{stamp} {record.levelname:<8} {record.name}: {text}\n"
        return line.encode(errors="backslashreplace")


class _TextFormatter(logging.Formatter):
    """Formats the message and the traceback alone."""

    def usesTime(self) -> bool:  # noqa: N802 - the base class's
        return False

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the base class's
        return record.message
