"""What is lost is found, by name where that is possible."""

from __future__ import annotations

from pathlib import Path

import pytest

from exekall.store.errors import ValueProblem
from exekall.store.objects.buffers import BufferFolder
from exekall.store.records import BUFFERS_SUFFIX, DB_FILENAME, PayloadKind, Stored
from exekall.valuedb import ValueDB
from exekall.valuedb.losses import Losses, find_losses
from tests.rendering.databases import Maker, kitchen, uuid


def losses_in(path: Path, *, is_thorough: bool = True) -> Losses:
    with ValueDB.from_path(path) as database:
        return find_losses(database, is_thorough=is_thorough)


def test_nothing(tmp_path: Path) -> None:
    path = kitchen(tmp_path)
    for is_thorough in (True, False):
        assert not losses_in(path, is_thorough=is_thorough)


@pytest.fixture
def with_buffer(tmp_path: Path) -> Path:
    """Make a database of one value, with a large buffer; return the file of that."""
    buffers = BufferFolder((tmp_path / DB_FILENAME).with_suffix(BUFFERS_SUFFIX))
    record = buffers.put(bytes(range(256)) * 1000)
    with Maker(tmp_path) as maker:
        maker.value(maker.node("m.f"), stored=Stored(PayloadKind.PICKLE, b"N.", (record,)))
    return buffers.path_of(record)


def test_a_missing_file(tmp_path: Path, with_buffer: Path) -> None:
    assert not losses_in(tmp_path)
    with_buffer.unlink()
    quick = losses_in(tmp_path, is_thorough=False)
    assert len(quick.buffers) == 1
    assert quick.values == ()
    thorough = losses_in(tmp_path)
    assert thorough.values == (uuid(1),)
    assert thorough.objects[0].problem is ValueProblem.BUFFER_MISSING


def test_a_damaged_file(tmp_path: Path, with_buffer: Path) -> None:
    size = with_buffer.stat().st_size
    with_buffer.chmod(0o600)
    with_buffer.write_bytes(bytes(size))
    assert not losses_in(tmp_path, is_thorough=False)
    thorough = losses_in(tmp_path)
    assert thorough.values == (uuid(1),)
    assert thorough.objects[0].problem is ValueProblem.DAMAGED


def test_a_damaged_row(tmp_path: Path) -> None:
    with Maker(tmp_path) as maker:
        maker.value(maker.node("m.f"), repr="a text to be found")
    path = tmp_path / DB_FILENAME
    path.write_bytes(path.read_bytes().replace(b"a text to be found", b"a text to be fOund"))
    for is_thorough in (True, False):
        assert uuid(1) in losses_in(path, is_thorough=is_thorough).values
