"""Errors that are nobody's, or a package's."""

from __future__ import annotations

import errno
import os

from exekall.errors import CommandError
from exekall.rendering.internal import command_lines, internal_error_lines


def raised(error: Exception) -> Exception:
    try:
        raise error
    except type(error) as caught:
        return caught


def test_a_fault_of_exekall_is_owned_up_to() -> None:
    first, second = internal_error_lines(raised(ValueError("no")))
    assert first.startswith("exekall itself failed: ValueError: no (")
    assert "fault of exekall" in second


def test_a_full_disk_is_none() -> None:
    error = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert internal_error_lines(error) == ["cannot write: No space left on device"]


def test_commands_of_packages() -> None:
    lost, failed = (CommandError("m:main", is_loaded=is_loaded) for is_loaded in (False, True))
    for error in (lost, failed):
        error.__cause__ = ValueError("no")
    assert command_lines(lost) == ["the command (m:main) cannot be loaded: ValueError: no"]
    assert command_lines(failed)[0] == "the command (m:main) failed: ValueError: no"
