"""Log messages on stderr while a command runs."""

from __future__ import annotations

import logging
import sys
from types import TracebackType
from typing import Self

__all__ = ["StderrLog"]


class StderrLog:
    """As a context manager, shows log records from *level* upwards on stderr.

    The stream is the one that is there at the start, so that what an operator itself writes to
    ``sys.stderr`` can be told from it. Since the root logger has a handler then, a
    ``logging.basicConfig()`` in the user's code changes nothing.
    """

    def __init__(self, level: str) -> None:
        self._handler = logging.StreamHandler(sys.stderr)
        self._handler.setLevel(level.upper())
        self._handler.setFormatter(
            logging.Formatter("%(asctime)s %(levelname)-7s %(message)s", "%H:%M:%S")
        )
        self._before = logging.WARNING

    def __enter__(self) -> Self:
        root = logging.getLogger()
        self._before = root.level
        root.addHandler(self._handler)
        root.setLevel(min(self._handler.level, root.level))
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        root = logging.getLogger()
        root.removeHandler(self._handler)
        root.setLevel(self._before)
