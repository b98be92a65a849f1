"""Large buffers in files named after their content."""

from __future__ import annotations

import errno
import os
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from exekall.store.errors import StoreError, StoreProblem
from exekall.store.objects.buffers import (
    BufferFolder,
    BufferProblem,
    BufferUnavailable,
    buffer_digest,
)
from exekall.store.objects.codecs import RAW, ZSTD, preferred_codec
from exekall.store.records import BufferRecord

NOISE = random.Random(0).randbytes(300_000)
TEXT = b"some text, over and over\n" * 20_000


@pytest.fixture
def folder(tmp_path: Path) -> BufferFolder:
    return BufferFolder(tmp_path / "db.buffers")


def files(folder: BufferFolder) -> list[Path]:
    return sorted(path for path in folder.path.rglob("*") if path.is_file())


def problem_of(folder: BufferFolder, record: BufferRecord) -> BufferProblem:
    with pytest.raises(BufferUnavailable) as error:
        folder.get(record)
    assert error.value.record == record
    return error.value.problem


def as_is(data: bytes) -> bytes:
    return data


@pytest.mark.parametrize("view", [as_is, bytearray, memoryview])
@pytest.mark.parametrize("content", [NOISE, TEXT, NOISE * 8, TEXT * 8, b"", b"x"])
def test_round_trip(
    folder: BufferFolder, content: bytes, view: Callable[[bytes], memoryview]
) -> None:
    record = folder.put(view(content))
    assert record.size == len(content)
    assert record.digest == buffer_digest(content)
    assert folder.get(record) == content
    assert BufferFolder(folder.path).get(record) == content


def test_parts_are_one_buffer(folder: BufferFolder) -> None:
    record = folder.put(TEXT[:1000], memoryview(TEXT)[1000:400_000], bytearray(TEXT[400_000:]))
    assert record == folder.put(TEXT)
    assert folder.get(record) == TEXT


def test_where_it_is(folder: BufferFolder) -> None:
    record = folder.put(NOISE)
    digest = record.digest.hex()
    assert folder.path_of(record) == folder.path / digest[:2] / f"{digest}.raw"
    assert files(folder) == [folder.path_of(record)]


@pytest.mark.parametrize("content", [NOISE, random.Random(1).randbytes(2_400_000)])
def test_noise_is_stored_as_it_is(folder: BufferFolder, content: bytes) -> None:
    record = folder.put(content)
    assert (record.codec, record.stored) == (RAW, len(content))
    assert folder.path_of(record).read_bytes() == content


@pytest.mark.parametrize("content", [TEXT, TEXT * 8])
def test_text_is_compressed(folder: BufferFolder, content: bytes) -> None:
    record = folder.put(content)
    assert record.codec == preferred_codec()
    assert record.stored == folder.path_of(record).stat().st_size < len(content) / 10


def test_equal_content_is_one_file(folder: BufferFolder) -> None:
    record = folder.put(NOISE)
    written = folder.path_of(record).stat().st_mtime_ns
    assert folder.put(bytearray(NOISE)) == record
    assert BufferFolder(folder.path).put(NOISE) == record
    assert folder.path_of(record).stat().st_mtime_ns == written


def test_a_damaged_file_is_not_taken_for_the_content(folder: BufferFolder) -> None:
    record = folder.put(NOISE)
    folder.path_of(record).write_bytes(b"damaged")
    again = BufferFolder(folder.path)
    assert again.get(again.put(NOISE)) == NOISE


@pytest.mark.parametrize("content", [NOISE, TEXT])
def test_what_was_read_may_be_changed(folder: BufferFolder, content: bytes) -> None:
    record = folder.put(content)
    view = folder.get(record)
    view[0:4] = b"\0\0\0\0"
    assert folder.get(record) == content


def test_many_maps_at_once(folder: BufferFolder) -> None:
    records = [folder.put(NOISE, b"%d" % number) for number in range(400)]
    views = [folder.get(record) for record in records]
    assert all(view == NOISE + b"%d" % number for number, view in enumerate(views))


def test_a_missing_file(folder: BufferFolder) -> None:
    record = folder.put(NOISE)
    folder.path_of(record).unlink()
    other = replace(record, digest=bytes(16))
    assert problem_of(folder, record) is BufferProblem.MISSING
    assert problem_of(folder, other) is BufferProblem.MISSING
    assert folder.missing([record, other]) == [record, other]


def test_a_missing_folder(tmp_path: Path) -> None:
    record = BufferFolder(tmp_path / "db.buffers").put(NOISE)
    nowhere = BufferFolder(tmp_path / "other.buffers")
    assert problem_of(nowhere, record) is BufferProblem.MISSING
    assert nowhere.missing([record]) == [record]
    assert not nowhere.path.exists()


@pytest.mark.parametrize("content", [NOISE, TEXT])
def test_flipped_bits(folder: BufferFolder, content: bytes) -> None:
    record = folder.put(content)
    path = folder.path_of(record)
    whole = path.read_bytes()
    for place in (0, len(whole) // 2, len(whole) - 1):
        damaged = bytearray(whole)
        damaged[place] ^= 1
        path.write_bytes(damaged)
        assert problem_of(folder, record) is BufferProblem.DAMAGED


def test_a_file_of_another_length(folder: BufferFolder) -> None:
    record = folder.put(NOISE)
    folder.path_of(record).write_bytes(NOISE[:-1])
    assert problem_of(folder, record) is BufferProblem.DAMAGED
    assert folder.missing([record]) == [record]


def test_a_codec_that_is_not_there(folder: BufferFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    record = replace(folder.put(TEXT), codec=ZSTD)
    path = folder.path_of(record)
    path.write_bytes(bytes(record.stored))
    monkeypatch.setattr("exekall.store.objects.codecs._zstd", lambda: None)
    with pytest.raises(BufferUnavailable) as error:
        folder.get(record)
    assert error.value.problem is BufferProblem.UNSUPPORTED
    assert (error.value.path, error.value.detail) == (path, ZSTD)


@pytest.mark.parametrize("codec", ["brotli", "../../outside", "raw/../x"])
def test_a_record_leads_nowhere_else(folder: BufferFolder, codec: str) -> None:
    record = replace(folder.put(NOISE), codec=codec)
    assert problem_of(folder, record) is BufferProblem.UNSUPPORTED
    assert folder.missing([record]) == [record]
    with pytest.raises(BufferUnavailable):
        folder.path_of(record)


def test_links_are_not_followed(folder: BufferFolder, tmp_path: Path) -> None:
    record = folder.put(NOISE)
    path = folder.path_of(record)
    path.rename(tmp_path / "moved")
    path.symlink_to(tmp_path / "moved")
    assert problem_of(folder, record) is not BufferProblem.MISSING
    # Another writer puts the content there, in place of the link.
    assert BufferFolder(folder.path).put(NOISE) == record
    assert not path.is_symlink()
    assert (tmp_path / "moved").read_bytes() == NOISE


def test_a_linked_folder_is_not_written_to(folder: BufferFolder, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    folder.path.symlink_to(tmp_path / "outside")
    with pytest.raises(StoreError):
        folder.put(NOISE)
    assert not list((tmp_path / "outside").iterdir())


def test_what_cannot_be_written_leaves_nothing(
    folder: BufferFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.put(TEXT)
    before = files(folder)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", refuse)
        with pytest.raises(StoreError) as error:
            folder.put(NOISE)
    assert error.value.problem is StoreProblem.FULL
    assert files(folder) == before
    assert folder.get(folder.put(NOISE)) == NOISE


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder(folder: BufferFolder) -> None:
    folder.path.parent.chmod(0o500)
    try:
        with pytest.raises(StoreError) as error:
            folder.put(NOISE)
    finally:
        folder.path.parent.chmod(0o700)
    assert error.value.problem is StoreProblem.READ_ONLY


def test_what_could_not_be_made_durable_is_not_forgotten(folder: BufferFolder) -> None:
    folder.put(NOISE)
    elsewhere = folder.path.rename(folder.path.with_name("elsewhere"))
    for _ in range(2):
        with pytest.raises(StoreError):
            folder.sync()
    elsewhere.rename(folder.path)
    folder.sync()


def test_sync_makes_files_and_names_durable(
    folder: BufferFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    real = os.fsync

    def fsync(fd: int) -> None:
        synced.append(os.fstat(fd).st_ino)
        real(fd)

    monkeypatch.setattr(os, "fsync", fsync)
    record = folder.put(NOISE)
    assert not synced
    folder.sync()
    path = folder.path_of(record)
    expected = [path, path.parent, folder.path, folder.path.parent]
    assert synced == [each.stat().st_ino for each in expected]
    folder.sync()
    assert len(synced) == len(expected)


def test_adopted_files_are_hard_links(folder: BufferFolder, tmp_path: Path) -> None:
    other = BufferFolder(tmp_path / "other.buffers")
    for content in (NOISE, TEXT):
        record = folder.put(content)
        other.adopt(record, folder)
        other.adopt(record, folder)
        assert other.path_of(record).samefile(folder.path_of(record))
        assert other.get(record) == content
        assert other.put(content) == record


def test_only_what_is_there_is_adopted(folder: BufferFolder, tmp_path: Path) -> None:
    other = BufferFolder(tmp_path / "other.buffers")
    record = folder.put(NOISE)
    folder.path_of(record).write_bytes(b"")
    with pytest.raises(BufferUnavailable) as error:
        other.adopt(record, folder)
    assert error.value.problem is BufferProblem.DAMAGED
    folder.path_of(record).unlink()
    with pytest.raises(BufferUnavailable) as error:
        other.adopt(record, folder)
    assert error.value.problem is BufferProblem.MISSING
    assert other.missing([record]) == [record]
