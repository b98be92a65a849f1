"""Contents of files in memory."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from exekall.store.objects import mapping
from exekall.store.objects.mapping import contents


@pytest.fixture(params=["mapped", "read"])
def fd(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[int]:
    """Open a file of five bytes."""
    if request.param == "read":
        monkeypatch.setattr(mapping, "_KEEPS_DESCRIPTOR", True)
        monkeypatch.setattr(mapping, "_MOST", 0)
    (tmp_path / "file").write_bytes(b"12345")
    opened = os.open(tmp_path / "file", os.O_RDONLY)
    yield opened
    os.close(opened)


def test_contents(fd: int) -> None:
    assert contents(fd, 5) == b"12345"


def test_they_are_private(fd: int) -> None:
    view = contents(fd, 5)
    view[0] = 0
    assert contents(fd, 5) == b"12345"


def test_a_file_that_is_shorter(fd: int) -> None:
    assert contents(fd, 6) == b"12345"


def test_nothing(fd: int) -> None:
    assert contents(fd, 0) == b""
