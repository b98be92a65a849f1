"""Regular files in two folders: linked or copied from one to the other, and compared."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from functools import partial
from typing import BinaryIO, Final

from exekall.filesystem.directory import Directory, temporary_name
from exekall.filesystem.errors import reading, translated

__all__ = ["Brought", "bring_file"]

_CHUNK: Final = 1 << 20
_READ: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW

# Another file system, one that knows no hard links, or too many of them; links to files of other
# users may be forbidden.
_NOT_LINKABLE: Final = {errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOSYS, errno.EOPNOTSUPP}


class Brought(StrEnum):
    """What came of bringing a file to where something of its name may be.

    Of two different files the newer one is there afterwards; a folder or a link stays.
    """

    DONE = "done"
    DIFFERENT = "different"
    TWO_KINDS = "two-kinds"


def bring_file(name: str, source: Directory, target: Directory, copies: bool) -> Brought:
    """Make the file *name* of *source* one of *target*, too.

    It is a hard link, or a copy where *copies* asks for it or the system refuses links. Where
    there is a file already, the one that begins with all of the other one is there afterwards,
    else the newer one. A file that vanished is left out. Raises :class:`ArtifactError`.
    """
    with translated(target.path / name):
        try:
            _place(name, source, target, name, copies)
        except FileExistsError:
            outcome, is_wanted = _compare(name, source, target)
            if is_wanted:
                _replace(name, source, target, copies)
            return outcome
    return Brought.DONE


def _place(name: str, source: Directory, target: Directory, new: str, copies: bool) -> None:
    """Make *new* a file that must not exist yet."""
    if not copies:
        try:
            os.link(
                name,
                new,
                src_dir_fd=source.fileno(),
                dst_dir_fd=target.fileno(),
                follow_symlinks=False,
            )
        except FileNotFoundError:
            return
        except OSError as error:
            if error.errno not in _NOT_LINKABLE:
                raise
        else:
            return
    _copy(name, source, target, new)


def _replace(name: str, source: Directory, target: Directory, copies: bool) -> None:
    temporary, fd = temporary_name(name), target.fileno()
    _place(name, source, target, temporary, copies)
    try:
        os.replace(temporary, name, src_dir_fd=fd, dst_dir_fd=fd)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(temporary, dir_fd=fd)
        raise


def _copy(name: str, source: Directory, target: Directory, new: str) -> None:
    """Copy a file with its permissions and its age."""
    with _opened(name, source) as file:
        status = os.fstat(file.fileno())
        fd = os.open(new, _NEW, 0o600, dir_fd=target.fileno())
        try:
            with open(fd, "wb", buffering=0) as copy:  # noqa: PTH123 - a descriptor
                for chunk in iter(partial(file.read, _CHUNK), b""):
                    written = 0
                    while written < len(chunk):
                        written += copy.write(memoryview(chunk)[written:])
                os.fchmod(fd, stat.S_IMODE(status.st_mode) & 0o777)
                os.utime(fd, ns=(status.st_atime_ns, status.st_mtime_ns))
        except BaseException:
            os.unlink(new, dir_fd=target.fileno())
            raise


def _compare(name: str, source: Directory, target: Directory) -> tuple[Brought, bool]:
    """Compare two files, and tell whether the one of *source* is to be there."""
    if not stat.S_ISREG(os.lstat(name, dir_fd=target.fileno()).st_mode):
        return Brought.TWO_KINDS, False
    with _opened(name, source) as theirs, _opened(name, target) as ours:
        their, our = os.fstat(theirs.fileno()), os.fstat(ours.fileno())
        if os.path.samestat(their, our):
            return Brought.DONE, False
        if _begin_alike(theirs, ours):
            return Brought.DONE, their.st_size > our.st_size
        is_newer = (their.st_mtime_ns, their.st_size) > (our.st_mtime_ns, our.st_size)
        return Brought.DIFFERENT, is_newer


def _begin_alike(one: BinaryIO, other: BinaryIO) -> bool:
    """Tell whether one of two files begins with all that the other one holds."""
    while (first := one.read(_CHUNK)) and (second := other.read(_CHUNK)):
        size = min(len(first), len(second))
        if first[:size] != second[:size]:
            return False
        if len(first) != len(second):
            return True
    return True


@contextmanager
def _opened(name: str, folder: Directory) -> Iterator[BinaryIO]:
    with reading(folder.path / name):
        fd = os.open(name, _READ, dir_fd=folder.fileno())
    with open(fd, "rb") as file:  # noqa: PTH123 - a descriptor
        yield file
