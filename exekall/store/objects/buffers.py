"""Large buffers, each a file of the folder beside the database, named after its content."""

from __future__ import annotations

import errno
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from enum import StrEnum
from hashlib import blake2b
from pathlib import Path
from typing import Final

from exekall.errors import ExekallError
from exekall.filesystem.directory import Directory
from exekall.filesystem.errors import ArtifactError
from exekall.filesystem.regular_files import bring_file
from exekall.store.errors import StoreError, StoreProblem
from exekall.store.objects.codecs import (
    RAW,
    ZLIB,
    ZSTD,
    CodecUnavailable,
    CorruptData,
    compress,
    compressed,
    decompress,
    preferred_codec,
)
from exekall.store.objects.mapping import contents
from exekall.store.records import BufferRecord

__all__ = ["LARGE", "BufferFolder", "BufferProblem", "BufferUnavailable", "buffer_digest"]

# In bytes: what is at least so large is a file of its own, as SQLite's authors advise.
LARGE: Final = 100_000

_DIGEST_SIZE: Final = 16
_CODECS: Final = (RAW, ZLIB, ZSTD)
_CHUNK: Final = 1 << 20
# What is larger than that is judged by so many samples of that size.
_JUDGED: Final = 1 << 18
_SAMPLES: Final = 4
_SAMPLE: Final = 1 << 15
# Compression that saves less costs more, in time and in memory, than it is worth.
_WORTHWHILE: Final = 0.9

_PROBLEMS: Final = {
    errno.ENOSPC: StoreProblem.FULL,
    errno.EDQUOT: StoreProblem.FULL,
    errno.EFBIG: StoreProblem.FULL,
    errno.EROFS: StoreProblem.READ_ONLY,
    errno.EACCES: StoreProblem.READ_ONLY,
    errno.EPERM: StoreProblem.READ_ONLY,
}

_Bytes = bytes | bytearray | memoryview


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
        self._known: dict[bytes, BufferRecord] = {}
        self._unsynced: deque[str] = deque()

    def put(self, *parts: _Bytes, digest: bytes | None = None) -> BufferRecord:
        """Store the concatenated *parts*: contiguous, of single bytes, and not changed meanwhile.

        *digest* is their :func:`buffer_digest`, if that is known. Raises :class:`StoreError` where
        they cannot be written.
        """
        digest = digest or buffer_digest(*parts)
        record = self._known.get(digest)
        if record is None:
            with _as_store_error(), self._prefix_folder(digest) as folder:
                record = _existing(folder, digest, parts) or _write(folder, digest, parts)
            self._note(record)
        return record

    def adopt(self, record: BufferRecord, source: BufferFolder, copies: bool = False) -> None:
        """Make the file of *record* in *source* one of this folder, too.

        It is a hard link, or a copy where *copies* asks for it or the system refuses links.
        Raises :class:`BufferUnavailable` where there is none, :class:`StoreError` where it cannot
        be written here.
        """
        if record.digest in self._known:
            return
        with source._file(record) as fd:
            if os.fstat(fd).st_size != record.stored:
                raise source._unavailable(BufferProblem.DAMAGED, record)
        with (
            _as_store_error(),
            Directory(source.path_of(record).parent) as theirs,
            self._prefix_folder(record.digest) as ours,
        ):
            bring_file(_file_name(record), theirs, ours, copies)
        self._note(record)

    def sync(self) -> None:
        """Make durable what was put here; raises :class:`StoreError`."""
        names: list[str] = []
        with suppress(IndexError):
            while True:
                names.append(self._unsynced.popleft())
        if not names:
            return
        try:
            self._sync(names)
        except StoreError:
            self._unsynced.extend(names)
            raise

    def get(self, record: BufferRecord) -> memoryview:
        """Return a private, writable view of a buffer whose digest was verified.

        Raises :class:`BufferUnavailable`.
        """
        with self._file(record) as fd:
            if os.fstat(fd).st_size != record.stored:
                raise self._unavailable(BufferProblem.DAMAGED, record)
            try:
                data = contents(fd, record.stored)
                if record.codec != RAW:
                    data = memoryview(decompress(data, record.codec, record.size))
            except CodecUnavailable as error:
                raise self._unavailable(BufferProblem.UNSUPPORTED, record, error.codec) from error
            except CorruptData as error:
                raise self._unavailable(BufferProblem.DAMAGED, record) from error
            except OSError as error:
                raise self._unavailable(BufferProblem.DAMAGED, record, str(error)) from error
        if len(data) != record.size or buffer_digest(data) != record.digest:
            raise self._unavailable(BufferProblem.DAMAGED, record)
        return data

    def path_of(self, record: BufferRecord) -> Path:
        """Return the path of the buffer's file: ``<2 digits>/<32 digits>.<codec>``.

        Raises :class:`BufferUnavailable` for a codec that nobody knows.
        """
        name = _file_name(record)
        path = self.path / name[:2] / name
        if record.codec not in _CODECS:
            raise BufferUnavailable(
                BufferProblem.UNSUPPORTED, record, path.with_suffix(""), record.codec
            )
        return path

    def missing(self, records: Iterable[BufferRecord]) -> list[BufferRecord]:
        """Return those of *records* that have no file of the right length."""
        return [record for record in records if not self._is_there(record)]

    def _sync(self, names: Sequence[str]) -> None:
        with _as_store_error(), Directory(self.path) as folder:
            for prefix in sorted({name[:2] for name in names}):
                with folder.folder(prefix) as inner:
                    for name in names:
                        if name.startswith(prefix):
                            inner.sync(name)
                    inner.sync()
            folder.sync()
            with Directory(self.path.parent) as parent:
                parent.sync()

    def _is_there(self, record: BufferRecord) -> bool:
        try:
            with self._file(record) as fd:
                return os.fstat(fd).st_size == record.stored
        except BufferUnavailable:
            return False

    def _note(self, record: BufferRecord) -> None:
        self._known[record.digest] = record
        self._unsynced.append(_file_name(record))

    @contextmanager
    def _prefix_folder(self, digest: bytes) -> Iterator[Directory]:
        """Open the folder that is for the buffer, making what is missing."""
        with (
            Directory(self.path.parent) as parent,
            parent.make_folder(self.path.name, exist_ok=True) as folder,
            folder.make_folder(digest.hex()[:2], exist_ok=True) as inner,
        ):
            yield inner

    @contextmanager
    def _file(self, record: BufferRecord) -> Iterator[int]:
        """Open the file of *record* for reading; raises :class:`BufferUnavailable`."""
        path = self.path_of(record)
        try:
            with Directory(self.path) as folder, folder.folder(path.parent.name) as inner:
                fd = inner.open_file(path.name)
        except ArtifactError as error:
            is_missing = isinstance(error.__cause__, FileNotFoundError)
            problem = BufferProblem.MISSING if is_missing else BufferProblem.DAMAGED
            raise self._unavailable(problem, record, error.detail) from error
        try:
            yield fd
        finally:
            os.close(fd)

    def _unavailable(
        self, problem: BufferProblem, record: BufferRecord, detail: str = ""
    ) -> BufferUnavailable:
        return BufferUnavailable(problem, record, self.path_of(record), detail)


def buffer_digest(*parts: _Bytes) -> bytes:
    """Return the digest of the concatenated *parts*: blake2b, 16 bytes."""
    digest = blake2b(digest_size=_DIGEST_SIZE)
    for part in parts:
        digest.update(part)
    return digest.digest()


def _file_name(record: BufferRecord) -> str:
    return f"{record.digest.hex()}.{record.codec}"


def _existing(folder: Directory, digest: bytes, parts: tuple[_Bytes, ...]) -> BufferRecord | None:
    """Return the record of a file that has the content already, in whichever codec."""
    size = sum(map(len, parts))
    for codec in _CODECS:
        record = BufferRecord(digest, size, codec, 0)
        try:
            fd = folder.open_file(_file_name(record))
        except ArtifactError:  # There is none, or something else has its name.
            continue
        try:
            stored = os.fstat(fd).st_size
            if _has_content(fd, stored, record):
                return replace(record, stored=stored)
        finally:
            os.close(fd)
    return None


def _has_content(fd: int, stored: int, record: BufferRecord) -> bool:
    """Tell whether a file that somebody left has the content that its name says."""
    try:
        data = contents(fd, stored)
        if record.codec != RAW:
            data = memoryview(decompress(data, record.codec, record.size))
    except (CodecUnavailable, CorruptData, OSError):
        return False
    return buffer_digest(data) == record.digest


def _write(folder: Directory, digest: bytes, parts: tuple[_Bytes, ...]) -> BufferRecord:
    size = sum(map(len, parts))
    codec = preferred_codec()
    content: Iterable[_Bytes] = compressed(_chunks(parts), codec)
    if size <= _JUDGED:
        content = list(content)
        if sum(map(len, content)) > size * _WORTHWHILE:
            codec, content = RAW, parts
    elif not _is_compressible(parts, size, codec):
        codec, content = RAW, parts
    record = BufferRecord(digest, size, codec, 0)
    return replace(record, stored=folder.write_parts(_file_name(record), content))


def _chunks(parts: Iterable[_Bytes]) -> Iterator[memoryview]:
    for part in parts:
        view = memoryview(part)
        for start in range(0, len(view), _CHUNK):
            yield view[start : start + _CHUNK]


def _is_compressible(parts: tuple[_Bytes, ...], size: int, codec: str) -> bool:
    """Judge by samples."""
    samples = []
    for part in parts:
        view = memoryview(part)
        count = max(1, _SAMPLES * len(view) // size)
        step = len(view) // count
        samples += [view[start : start + _SAMPLE] for start in range(0, step * count, step or 1)]
    sampled = b"".join(samples)
    return len(compress(sampled, codec)) <= len(sampled) * _WORTHWHILE


@contextmanager
def _as_store_error() -> Iterator[None]:
    """Turn what the system refuses into a :class:`StoreError`."""
    try:
        yield
    except ArtifactError as error:
        cause = error.__cause__
        code = cause.errno if isinstance(cause, OSError) else None
        problem = _PROBLEMS.get(code or 0, StoreProblem.FAILED)
        raise StoreError(problem, error.path, error.detail) from error
