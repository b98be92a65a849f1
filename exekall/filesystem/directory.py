"""Folders that are written to without ever following a symbolic link that turned up in them.

Code that runs while artifacts are written may put links into the folder, by mistake or not. So
everything here is reached from an open folder, one name at a time, and links are refused.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final, Self

from exekall.filesystem.errors import translated

__all__ = ["Directory", "is_temporary", "temporary_name"]

_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
_NEW_FILE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
_OLD_FILE: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
_LOG_FILE: Final = _NEW_FILE | os.O_APPEND

_TEMPORARY: Final = re.compile(r"\..+\.[0-9a-f]{8}\.tmp")


class Directory:
    """An open folder. Every method raises :class:`ArtifactError` where the system refuses.

    Names are single names, never paths. To be closed, or used as a context manager.
    """

    __slots__ = ("_fd", "path")

    def __init__(self, path: Path, parent: Directory | None = None) -> None:
        """Open the existing folder *path*; with *parent*, the folder of that name in it."""
        self.path = path
        with translated(path):
            if parent is None:
                self._fd = os.open(path, _FOLDER)
            else:
                self._fd = os.open(path.name, _FOLDER, dir_fd=parent._fd)  # noqa: SLF001 - its own

    def close(self) -> None:
        """Close the folder; once is enough."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def fileno(self) -> int:
        """Return the descriptor of the folder, for what is not offered here."""
        return self._fd

    def is_empty(self) -> bool:
        """Tell whether there is nothing in the folder."""
        with translated(self.path), os.scandir(self._fd) as entries:
            return next(entries, None) is None

    def folder(self, name: str) -> Directory:
        """Open the folder *name*, which exists."""
        return Directory(self.path / name, self)

    def make_folder(self, name: str, exist_ok: bool = False) -> Directory:
        """Make the folder *name* and open it; with *exist_ok* it may be there already."""
        path = self.path / name
        with translated(path):
            try:
                os.mkdir(name, dir_fd=self._fd)
            except FileExistsError:
                if not exist_ok:
                    raise
        return self.folder(name)

    def write(self, name: str, content: str | bytes) -> None:
        """Write a file, as UTF-8, so that at any time all of it is there or none of it.

        An older file of that name, or a link, is replaced.
        """
        self.write_parts(name, [_encoded(content)])

    def write_parts(self, name: str, parts: Iterable[bytes | bytearray | memoryview]) -> int:
        """Write a file like :meth:`write`, part by part; return how many bytes it has.

        Parts are contiguous. Where making them fails, there is no file either.
        """
        with translated(self.path / name):
            temporary, size = self._write_temporary(name, parts)
            try:
                os.replace(temporary, name, src_dir_fd=self._fd, dst_dir_fd=self._fd)
            except OSError:
                os.unlink(temporary, dir_fd=self._fd)
                raise
        return size

    def write_new(self, name: str, content: str | bytes) -> None:
        """Write a file like :meth:`write`, but fail where something of that name exists."""
        with translated(self.path / name):
            temporary, _ = self._write_temporary(name, [_encoded(content)])
            try:
                os.link(temporary, name, src_dir_fd=self._fd, dst_dir_fd=self._fd)
            finally:
                os.unlink(temporary, dir_fd=self._fd)

    def _write_temporary(
        self, name: str, parts: Iterable[bytes | bytearray | memoryview]
    ) -> tuple[str, int]:
        """Write a file under another name; return that and the file's size."""
        temporary = temporary_name(name)
        fd = os.open(temporary, _NEW_FILE, 0o666, dir_fd=self._fd)
        size = 0
        try:
            with open(fd, "wb", buffering=0) as file:  # noqa: PTH123 - a descriptor
                for part in parts:
                    view = memoryview(part).cast("B")
                    size += len(view)
                    while view:
                        view = view[file.write(view) :]
        except BaseException:
            os.unlink(temporary, dir_fd=self._fd)
            raise
        return temporary, size

    def open_file(self, name: str) -> int:
        """Open a regular file for reading and return its descriptor."""
        with translated(self.path / name):
            fd = os.open(name, _OLD_FILE, dir_fd=self._fd)
            if not stat.S_ISREG(os.fstat(fd).st_mode):
                os.close(fd)
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
            return fd

    def sync(self, name: str | None = None) -> None:
        """Make what was written to a file durable, or without *name*, what names there are."""
        if name is None:
            with translated(self.path):
                _sync_folder(self._fd)
            return
        fd = self.open_file(name)
        try:
            with translated(self.path / name):
                os.fsync(fd)
        finally:
            os.close(fd)

    def open_log(self, name: str) -> int:
        """Make a file that is only ever appended to and return its descriptor."""
        with translated(self.path / name):
            return os.open(name, _LOG_FILE, 0o666, dir_fd=self._fd)

    def link_all(self, names: Iterable[str], target: str) -> None:
        """Make symbolic links of these *names*, but for those that exist.

        Where the file system allows it, they are hard links to one symbolic link: a new inode
        for each takes longer, up to half a millisecond where many files were deleted just before.
        """
        made: str | None = None
        with translated(self.path):
            for name in names:
                with suppress(FileExistsError):
                    if made is None or not self._link_again(made, name):
                        os.symlink(target, name, dir_fd=self._fd)
                        made = name

    def _link_again(self, made: str, name: str) -> bool:
        """Give a symbolic link another name; tell whether the file system took it."""
        try:
            os.link(made, name, src_dir_fd=self._fd, dst_dir_fd=self._fd, follow_symlinks=False)
        except FileExistsError:
            raise
        except OSError:  # It knows no such links, or takes only so many of them.
            return False
        return True

    def replace_link(self, name: str, target: str) -> None:
        """Make a symbolic link in place of an older one.

        Raises :class:`ArtifactError` where something else than a link has that name.
        """
        with translated(self.path / name):
            with suppress(FileNotFoundError):
                status = os.stat(name, dir_fd=self._fd, follow_symlinks=False)
                if not stat.S_ISLNK(status.st_mode):
                    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
            temporary = temporary_name(name)
            os.symlink(target, temporary, dir_fd=self._fd)
            try:
                os.replace(temporary, name, src_dir_fd=self._fd, dst_dir_fd=self._fd)
            except OSError:
                os.unlink(temporary, dir_fd=self._fd)
                raise


def _sync_folder(fd: int) -> None:
    try:
        os.fsync(fd)
    except OSError as error:
        if error.errno != errno.EINVAL:  # Some file systems do not do that for folders.
            raise


def _encoded(content: str | bytes) -> bytes:
    return content.encode(errors="backslashreplace") if isinstance(content, str) else content


def is_temporary(name: str) -> bool:
    """Tell whether *name* is one that files have while they are written."""
    return _TEMPORARY.fullmatch(name) is not None


def temporary_name(name: str) -> str:
    """Return a name for what is going to be called *name*."""
    return f".{name}.{os.urandom(4).hex()}.tmp"
