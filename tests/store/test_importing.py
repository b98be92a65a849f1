"""Values brought from one database into another."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from exekall.store.errors import ValueProblem, ValueUnavailable
from exekall.store.reader import StoreReader
from exekall.store.records import DB_FILENAME, Outcome, RunState, ValueRecord
from exekall.store.writer import StoreWriter
from tests.store.databases import (
    DOUBLE,
    LOG,
    SEED,
    content_of,
    failure_record,
    identifier,
    make_database,
    payload,
    run_record,
    value_record,
    writing,
)

OTHER = identifier(500_000)


def imported(source: Path, target: Path, *uuids: str) -> StoreReader:
    """Return the database into which values are imported."""
    target.mkdir(exist_ok=True)
    writer = StoreWriter(target / DB_FILENAME, run_record(uuid=OTHER))
    try:
        with StoreReader(source) as reader:
            writer.import_values(reader, uuids)
            # Again: they stay as they are.
            writer.import_values(reader, uuids)
    finally:
        writer.close(RunState.COMPLETE)
    return StoreReader(target)


def without_key(record: ValueRecord) -> ValueRecord:
    return replace(record, key=0)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return make_database(tmp_path)


def test_everything(source: Path, tmp_path: Path) -> None:
    with StoreReader(source) as reader:
        expected = content_of(reader)
    uuids = [record.uuid for record in expected.records.values()]
    with imported(source, tmp_path / "target", *reversed(uuids)) as reader:
        found = content_of(reader)
        assert reader.damage() == []
        assert reader.runs[0].uuid == OTHER
        assert list(found.runs) == [OTHER, *expected.runs]
        assert found.runs[identifier(0)] == expected.runs[identifier(0)]
        assert found.nodes == expected.nodes
        assert found.expressions == expected.expressions
        new = {record.uuid: key for key, record in found.records.items()}
        assert new.keys() == set(uuids)
        for key, record in expected.records.items():
            at = new[record.uuid]
            assert without_key(found.records[at]) == without_key(record)
            assert found.logs[at] == expected.logs[key]
            assert found.failures[at] == expected.failures[key]
            one, other = found.stored[at], expected.stored[key]
            if isinstance(other, ValueProblem):
                assert one is other
                continue
            assert (one.kind, one.data) == (other.kind, other.data)
            assert [
                (found.records[reference.value].uuid, reference.index)
                for reference in one.references
            ] == [
                (expected.records[reference.value].uuid, reference.index)
                for reference in other.references
            ]


def test_only_what_is_needed(source: Path, tmp_path: Path) -> None:
    with imported(source, tmp_path / "target", identifier(6)) as reader:
        assert [record.uuid for record in reader.records()] == [identifier(6)]
        assert reader.nodes() == [SEED, DOUBLE]
    with imported(source, tmp_path / "other", identifier(7)) as reader:
        assert [record.uuid for record in reader.records()] == [identifier(6), identifier(7)]


def test_what_is_referred_to_comes_along(tmp_path: Path) -> None:
    shared = ["shared"]
    with writing(tmp_path) as writer:
        for number in (1, 2):
            value = value_record(writer, number)
            writer.add_value(value, writer.encoder.encode([shared, number], value.key).stored)
    with imported(tmp_path, tmp_path / "target", identifier(2)) as reader:
        one, two = (reader.value(reader.key_of(identifier(number)) or 0) for number in (1, 2))
        assert (one, two) == ([shared, 1], [shared, 2])
        assert one[0] is two[0]


def test_large_buffers(tmp_path: Path) -> None:
    content = bytearray(os.urandom(200_000))
    with writing(tmp_path) as writer:
        value = value_record(writer, 1)
        writer.add_value(value, writer.encoder.encode(content, value.key).stored)
    with imported(tmp_path, tmp_path / "target", identifier(1)) as reader:
        assert reader.missing_buffers() == []
        [key] = reader.keys()
        assert reader.value(key) == content
        [buffer] = reader.stored(key).buffers
        assert reader.buffers.path_of(buffer).stat().st_nlink == 2


def test_missing_buffers_are_missing_afterwards(tmp_path: Path) -> None:
    with writing(tmp_path) as writer:
        value = value_record(writer, 1)
        stored = writer.encoder.encode(bytearray(os.urandom(200_000)), value.key).stored
        writer.add_value(value, stored)
    assert stored is not None
    writer.buffers.path_of(stored.buffers[0]).unlink()
    with imported(tmp_path, tmp_path / "target", identifier(1)) as reader:
        assert reader.missing_buffers() == list(stored.buffers)
        assert without_key(reader.record(1)) == without_key(value)


def test_unknown_values(source: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueUnavailable) as raised:
        imported(source, tmp_path / "target", OTHER)
    assert (raised.value.problem, raised.value.uuid) == (ValueProblem.UNKNOWN, OTHER)


def test_long_chains(tmp_path: Path) -> None:
    with writing(tmp_path) as writer:
        for number in range(5000):
            parents = (identifier(number - 1),) if number else ()
            writer.add_value(value_record(writer, number, parents=parents), None)
    with imported(tmp_path, tmp_path / "target", identifier(4999)) as reader:
        assert [record.uuid for record in reader.records()] == [
            identifier(number) for number in range(5000)
        ]


class TestDamage:
    """What is lost in the source is lost in the target, and nothing else is."""

    def test_a_lost_parent(self, tmp_path: Path) -> None:
        with writing(tmp_path) as writer:
            lost = value_record(writer, 1, repr="to be damaged")
            writer.add_value(lost, payload(1))
            child = value_record(writer, 2, node=DOUBLE.key, parents=(lost.uuid,))
            writer.add_value(child, payload(2))
        damage(tmp_path / DB_FILENAME, b"to be damaged")
        with imported(tmp_path, tmp_path / "target", child.uuid) as reader:
            [record] = reader.records()
            assert reader.key_of(record.parents[0]) is None
            assert replace(without_key(record), parents=child.parents) == without_key(child)
            assert reader.stored(record.key) == payload(2)

    def test_a_lost_value(self, tmp_path: Path) -> None:
        with writing(tmp_path) as writer:
            lost = value_record(writer, 1, repr="to be damaged")
            writer.add_value(lost, payload(1))
        damage(tmp_path / DB_FILENAME, b"to be damaged")
        with pytest.raises(ValueUnavailable) as raised:
            imported(tmp_path, tmp_path / "target", lost.uuid)
        assert raised.value.uuid == lost.uuid

    def test_a_lost_object(self, tmp_path: Path) -> None:
        with writing(tmp_path) as writer:
            for number in (1, 2):
                value = value_record(writer, number)
                writer.add_value(value, payload(f"to be damaged {os.urandom(100)!r}"))
            failed = value_record(writer, 3, outcome=Outcome.FAILED)
            writer.add_value(failed, None, failure_record(), payload(ValueError()), LOG)
        with StoreReader(tmp_path) as reader:
            data = reader._tables.row("block", 1)
            assert data is not None
        damage(tmp_path / DB_FILENAME, data[4][:20])
        uuids = [identifier(number) for number in (1, 2, 3)]
        with imported(tmp_path, tmp_path / "target", *uuids) as reader:
            assert [record.uuid for record in reader.records()] == uuids
            assert reader.failure(3) == failure_record()
            for key in (1, 2, 3):
                with pytest.raises(ValueUnavailable) as raised:
                    reader.stored(key)
                assert raised.value.problem is ValueProblem.DAMAGED
                assert raised.value.uuid == identifier(key)


def damage(path: Path, where: bytes) -> None:
    """Change a byte of what is there once."""
    content = path.read_bytes()
    assert content.count(where) == 1
    path.write_bytes(content.replace(where, b"X" + where[1:]))
