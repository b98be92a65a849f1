"""A stream that counts what is written to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Self

__all__ = ["CountedStream"]


class CountedStream:
    """Stands in for a text stream and passes everything on, but for closing it.

    Others go on writing to the stream when whoever got hold of it here is done.

    ``characters`` is how many were written: those of text, and the bytes that went directly to
    the stream's ``buffer``.
    """

    def __init__(self, stream: Any) -> None:
        self.counted_stream = stream
        self.characters = 0

    def write(self, text: str) -> int:
        """Write *text* and return the number of its characters."""
        written: int = self.counted_stream.write(text)
        self.characters += len(text)
        return written

    def writelines(self, lines: Iterable[str]) -> None:
        """Write *lines* one after the other."""
        for line in lines:
            self.write(line)

    @property
    def buffer(self) -> _CountedBuffer:
        """The binary stream below, where there is one."""
        return _CountedBuffer(self.counted_stream.buffer, self)

    def close(self) -> None:
        """Flush the stream, which stays open."""
        self.counted_stream.flush()

    # Special methods are looked up on the class, hence need to be passed on one by one.

    def __enter__(self) -> Self:
        self.counted_stream.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[str]:
        return iter(self.counted_stream)

    def __reduce_ex__(self, protocol: Any) -> Any:
        return self.counted_stream.__reduce_ex__(protocol)

    @property  # type: ignore[misc]  # read-only on purpose
    def __class__(self) -> Any:
        # Who asks for an instance of io.TextIOBase gets one.
        return type(self.counted_stream)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.counted_stream, name)

    def __repr__(self) -> str:
        return f"<CountedStream of {self.counted_stream!r}>"


class _CountedBuffer:
    """Stands in for the binary stream below a counted one, which stays open, too."""

    def __init__(self, buffer: Any, owner: CountedStream) -> None:
        self._counted_buffer = buffer
        self._owner = owner
        self.closed = False

    def write(self, data: Any) -> int:
        written: int = self._counted_buffer.write(data)
        self._owner.characters += memoryview(data).nbytes
        return written

    def close(self) -> None:
        self._counted_buffer.flush()
        self.closed = True

    def writelines(self, lines: Iterable[Any]) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._counted_buffer, name)
