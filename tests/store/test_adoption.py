"""What is computed refers to values that were imported and loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from exekall.store.adoption import adopt_values
from exekall.store.reader import StoreReader
from exekall.store.records import DB_FILENAME, Outcome, RunState, ValueRecord
from exekall.store.writer import StoreWriter
from tests.store.databases import SEED, identifier, run_record


class Thing:
    """Something with parts."""

    def __init__(self, **parts: Any) -> None:
        self.__dict__.update(parts)


def written(folder: Path, **values: Any) -> Path:
    """Write *values*, one after the other, and return where."""
    folder.mkdir()
    writer = StoreWriter(folder / DB_FILENAME, run_record())
    writer.add_node(SEED)
    for number, value in enumerate(values.values()):
        add(writer, number, value)
    writer.close(RunState.COMPLETE)
    return folder / DB_FILENAME


def add(writer: StoreWriter, number: int, value: Any) -> int:
    """Add a value, and return the size of what is stored of it."""
    key = writer.new_key()
    encoded = writer.encoder.encode(value, key)
    assert encoded.stored is not None
    uuid = identifier(number)
    record = ValueRecord(key, uuid, SEED.key, Outcome.COMPUTED, digest=encoded.digest)
    writer.add_value(record, encoded.stored)
    return len(encoded.stored.data) + sum(buffer.size for buffer in encoded.stored.buffers)


def loaded(reader: StoreReader, number: int) -> Any:
    key = reader.key_of(identifier(number))
    assert key is not None
    return reader.value(key)


@pytest.mark.parametrize("size", [10, 300_000])
def test_identity_survives_a_second_run(tmp_path: Path, size: int) -> None:
    inner = Thing(data=bytearray(size), names=["a", "b"])
    first = written(tmp_path / "a", inner=inner, outer=Thing(inner=inner, names=inner.names))
    second = tmp_path / DB_FILENAME
    with StoreReader.open(first) as reader:
        writer = StoreWriter(second, run_record(uuid=identifier(99)))
        writer.import_values(reader, [identifier(1)])
        adopt_values(writer, reader, [identifier(1)])
        outer = loaded(reader, 1)
        used = add(writer, 2, Thing(outer=outer, inner=outer.inner, names=outer.names))
        writer.close(RunState.COMPLETE)
    assert used < 500
    with StoreReader.open(second) as reader:
        made = loaded(reader, 2)
        assert made.outer is loaded(reader, 1)
        assert made.inner is loaded(reader, 0) is made.outer.inner
        assert made.names is made.inner.names


def test_what_was_changed_meanwhile_is_stored_as_it_is(tmp_path: Path) -> None:
    first = written(tmp_path / "a", thing=Thing(names=["a"]))
    second = tmp_path / DB_FILENAME
    with StoreReader.open(first) as reader:
        writer = StoreWriter(second, run_record(uuid=identifier(99)))
        writer.import_values(reader, [identifier(0)])
        thing = loaded(reader, 0)
        thing.names.append("b")
        adopt_values(writer, reader, [identifier(0)])
        add(writer, 1, Thing(thing=thing))
        writer.close(RunState.COMPLETE)
    with StoreReader.open(second) as reader:
        assert loaded(reader, 0).names == ["a"]
        assert loaded(reader, 1).thing.names == ["a", "b"]


def test_what_is_changed_afterwards_is_stored_as_it_is(tmp_path: Path) -> None:
    first = written(tmp_path / "a", thing=Thing(names=["a"]))
    second = tmp_path / DB_FILENAME
    with StoreReader.open(first) as reader:
        writer = StoreWriter(second, run_record(uuid=identifier(99)))
        writer.import_values(reader, [identifier(0)])
        adopt_values(writer, reader, [identifier(0)])
        thing = loaded(reader, 0)
        thing.names.append("b")
        add(writer, 1, Thing(thing=thing))
        writer.close(RunState.COMPLETE)
    with StoreReader.open(second) as reader:
        assert loaded(reader, 0).names == ["a"]
        assert loaded(reader, 1).thing.names == ["a", "b"]


def test_what_is_unknown_is_left_alone(tmp_path: Path) -> None:
    first = written(tmp_path / "a", thing=Thing())
    with StoreReader.open(first) as reader:
        writer = StoreWriter(tmp_path / DB_FILENAME, run_record(uuid=identifier(99)))
        writer.add_node(SEED)
        adopt_values(writer, reader, [identifier(0), identifier(7)])
        add(writer, 1, loaded(reader, 0))
        writer.close(RunState.COMPLETE)
