"""Standard streams that take everything: any character, and the end of whoever reads them."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, TextIO, cast

__all__ = ["is_abandoned", "is_terminal", "tolerant_streams"]


class _TolerantFile(io.RawIOBase):
    """A file for writing that, once its reader is gone, drops what it is given in silence.

    That holds for what other processes inherit, too.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.is_abandoned = False

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def isatty(self) -> bool:
        return os.isatty(self._descriptor)

    def write(self, data: Any, /) -> int:
        try:
            return os.write(self._descriptor, data)
        except BrokenPipeError:
            self.is_abandoned = True
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, self._descriptor)
            os.close(null)
            return memoryview(data).nbytes


@contextmanager
def tolerant_streams() -> Iterator[None]:
    """Make ``sys.stdout`` and ``sys.stderr`` tolerant meanwhile, as far as they are real files.

    Neither printing a result nor the user's own ``print`` fails because a pager was closed,
    because the process was started without the stream, or because of a character that the terminal
    does not know.
    """
    before = sys.stdout, sys.stderr
    tolerant = tuple(map(_tolerant, before))
    sys.stdout, sys.stderr = tolerant
    try:
        yield
    finally:
        # Who puts a stream of their own around the same buffer closes that with it, at the latest
        # when it is forgotten here.
        for stream in tolerant:
            if not stream.closed:
                stream.flush()
        sys.stdout, sys.stderr = before
        for stream, original in zip(tolerant, before, strict=True):
            if original is None:
                stream.close()


def is_abandoned(stream: TextIO) -> bool:
    """Tell whether nobody reads *stream* any more, as far as that is known."""
    buffer = getattr(stream, "buffer", None)
    raw = getattr(buffer, "raw", buffer)
    return isinstance(raw, _TolerantFile) and raw.is_abandoned


def is_terminal() -> bool:
    """Tell whether somebody sits at a terminal, to answer what is asked."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


def _tolerant(stream: TextIO | None) -> TextIO:
    if stream is None:
        return Path(os.devnull).open("w", encoding="utf-8", errors="backslashreplace")
    if type(stream) is not io.TextIOWrapper:
        return stream
    stream.flush()
    raw = _TolerantFile(stream.fileno())
    is_buffered = isinstance(stream.buffer, io.BufferedWriter)
    return io.TextIOWrapper(
        io.BufferedWriter(raw) if is_buffered else cast("IO[bytes]", raw),
        encoding=stream.encoding,
        errors="backslashreplace",
        line_buffering=stream.line_buffering or stream is sys.stderr,
        write_through=stream.write_through,
    )
