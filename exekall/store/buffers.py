"""Large buffers, each a file of the folder beside the database, named after its content."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Final

from exekall.errors import ExekallError
from exekall.store.records import BufferRecord

__all__ = ["LARGE", "BufferFolder", "BufferProblem", "BufferUnavailable"]

# In bytes: what is at least so large is a file of its own, as SQLite's authors advise.
LARGE: Final = 100_000


class BufferProblem(StrEnum):
    """Why a buffer cannot be had."""

    MISSING = "missing"
    DAMAGED = "damaged"
    UNSUPPORTED = "unsupported"


class BufferUnavailable(ExekallError):  # noqa: N818 - named after what it says
    """The file of *record* at *path* is missing, damaged, or of a codec that is not there."""

    def __init__(
        self, problem: BufferProblem, record: BufferRecord, path: Path, detail: str = ""
    ) -> None:
        super().__init__(problem, record, path, detail)
        self.problem = problem
        self.record = record
        self.path = path
        self.detail = detail


class BufferFolder:
    """The folder *path* of buffers. It is made when the first buffer is put there.

    Content that is there already, whoever wrote it, is not written again. :meth:`sync` may be
    called in another thread.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def put(self, *parts: bytes | bytearray | memoryview) -> BufferRecord:
        """Store the concatenated *parts*, which are contiguous.

        Raises :class:`StoreError` where they cannot be written.
        """
        raise NotImplementedError

    def sync(self) -> None:
        """Make durable what was put here; raises :class:`StoreError`."""
        raise NotImplementedError

    def get(self, record: BufferRecord) -> memoryview:
        """Return a private, writable view of a buffer whose digest was verified.

        Raises :class:`BufferUnavailable`.
        """
        raise NotImplementedError

    def path_of(self, record: BufferRecord) -> Path:
        """Return the path of the buffer's file: ``<2 digits>/<32 digits>.<codec>``."""
        raise NotImplementedError

    def missing(self, records: Iterable[BufferRecord]) -> list[BufferRecord]:
        """Return those of *records* that have no file of the right length."""
        raise NotImplementedError
