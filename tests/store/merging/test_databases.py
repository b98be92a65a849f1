"""Databases that are merged."""

from __future__ import annotations

import os
import pickle
import random
import shutil
import sqlite3
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from exekall.store.errors import StoreError, StoreProblem, ValueUnavailable
from exekall.store.merging.databases import Merged, merge_databases
from exekall.store.merging.error import MergeError, MergeProblem
from exekall.store.reader import StoreReader
from exekall.store.records import (
    FailureRecord,
    PayloadKind,
    Stored,
)
from tests.store.databases import ERROR, failure_record, identifier, make_database, value_record
from tests.store.merge_inputs import (
    Canary,
    content,
    made,
    merged,
    objects,
    running,
    sung,
    writing_to,
)

LARGE = b"large" * 100_000


@pytest.fixture
def one(tmp_path: Path) -> Path:
    return made(tmp_path / "one", 1_000, [1, "two", [3], {4, 5}, LARGE])


@pytest.fixture
def other(tmp_path: Path) -> Path:
    return made(tmp_path / "other", 2_000, ["another", {"key": [1.5]}, LARGE])


@pytest.fixture
def kinds(tmp_path: Path) -> Path:
    """A database with values of all kinds."""
    folder = tmp_path / "kinds"
    folder.mkdir()
    return make_database(folder, 60)


def together(*contents: dict[str, Any]) -> dict[str, Any]:
    return {
        kind: {k: v for each in contents for k, v in each[kind].items()} for kind in contents[0]
    }


class TestTwoRuns:
    def test_everything_is_there(self, tmp_path: Path, one: Path, other: Path) -> None:
        out, report = merged(tmp_path, one, other)
        assert content(out) == together(content(one), content(other))
        assert objects(out) == objects(one) | objects(other)
        assert list(report.runs) == [identifier(1_000), identifier(2_000)]
        assert (report.expressions, report.values) == (2, 8)
        assert report == Merged(report.runs, 2, 8)

    def test_folders_stand_for_their_databases(
        self, tmp_path: Path, one: Path, other: Path
    ) -> None:
        out, _ = merged(tmp_path, one.parent, other.parent)
        assert content(out) == together(content(one), content(other))

    def test_values_of_all_kinds(self, tmp_path: Path, one: Path, kinds: Path) -> None:
        out, _ = merged(tmp_path, one, kinds)
        assert content(out) == together(content(one), content(kinds))

    def test_types_nodes_and_buffers_are_taken_once(
        self, tmp_path: Path, one: Path, other: Path
    ) -> None:
        out, _ = merged(tmp_path, one, other)
        with sqlite3.connect(out) as connection:
            counts = [
                connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                for table in ("type", "node", "buffer")
            ]
        connection.close()
        assert counts == [1, 1, 1]

    def test_failures_with_their_causes(self, tmp_path: Path, one: Path) -> None:
        failure = failure_record()
        for number in range(30):
            both = failure if number < 4 else None
            failure = FailureRecord(ERROR, str(number), cause=failure, context=both)
        with running(tmp_path / "failed", 3_000) as run:
            run.fail(failure, 3_010)
            run.fail(failure_record(), 3_011)
        out, _ = merged(tmp_path, one, run.path)
        assert content(out) == together(content(one), content(run.path))


class TestIdempotence:
    def test_an_input_given_twice(self, tmp_path: Path, one: Path) -> None:
        out, report = merged(tmp_path, one, one)
        assert content(out) == content(one)
        assert report.values == 5

    def test_merging_what_was_merged(self, tmp_path: Path, one: Path, other: Path) -> None:
        both, _ = merged(tmp_path, one, other)
        for inputs in ([both, one], [other, both], [both, both], [both]):
            out, report = merged(tmp_path, *inputs)
            assert content(out) == content(both)
            assert not report.conflicts

    def test_nothing_is_stored_twice(self, tmp_path: Path, one: Path, other: Path) -> None:
        both, _ = merged(tmp_path, one, other)
        again, _ = merged(tmp_path, both, one, other, both)
        assert again.stat().st_size <= both.stat().st_size

    def test_any_order(self, tmp_path: Path, one: Path, other: Path) -> None:
        third = made(tmp_path / "third", 3_000, [None])
        found = [
            content(merged(tmp_path, *inputs)[0]) for inputs in permutations([one, other, third])
        ]
        assert all(each == found[0] for each in found)


def test_nothing_is_unpickled(tmp_path: Path) -> None:
    nest = tmp_path / "nest"
    with running(tmp_path / "hostile", 1_000) as run:
        run.add(Canary(nest), 1_010)
        run.add([Canary(nest)] * 2, 1_011)
        key = run.writer.new_key()
        stored = Stored(PayloadKind.DILL, pickle.dumps(Canary(nest)))
        record = replace(value_record(run.writer, 12), key=key, expression=run.expression)
        run.writer.add_value(record, stored)
    shutil.copytree(run.path.parent, tmp_path / "copy")
    out, _ = merged(tmp_path, run.path, tmp_path / "copy")
    assert content(out) == content(run.path)
    assert not sung(nest)


def spoil(path: Path, statement: str) -> None:
    with writing_to(path) as connection:
        connection.execute(statement)


class TestDamage:
    SPOILT = (
        "UPDATE value SET repr = 'x' WHERE key = 2",
        "UPDATE block SET data = zeroblob(100)",
        "UPDATE node SET place = 'x'",
        "UPDATE expression SET folder = 'x'",
        "UPDATE type SET name = 'x'",
        "UPDATE log SET text = 'x' WHERE key = 3",
        "UPDATE result SET text = 'x' WHERE key = 3",
        "UPDATE buffer SET size = 1",
    )

    @pytest.mark.parametrize("statement", [*SPOILT, "UPDATE run SET host = 'x'"])
    def test_it_is_refused(self, tmp_path: Path, one: Path, other: Path, statement: str) -> None:
        spoil(other, statement)
        with pytest.raises(MergeError) as error:
            merged(tmp_path, one, other)
        assert (error.value.problem, error.value.path) == (MergeProblem.DAMAGED, other)

    @pytest.mark.parametrize("statement", SPOILT)
    def test_what_can_be_read(self, tmp_path: Path, one: Path, other: Path, statement: str) -> None:
        spoil(other, statement)
        out, report = merged(tmp_path, one, other, keeps_going=True)
        assert report.lost == {other: 1}
        with StoreReader(other) as theirs, StoreReader(out) as ours:
            readable = {record.uuid for record in theirs.records()}
            kept = {record.uuid for record in ours.records()}
        assert kept - set(content_without_check(one)) >= readable
        found = objects_that_load(out)
        assert found.items() >= objects(one).items()
        assert found.items() >= objects_that_load(other).items()

    def test_a_failure(self, tmp_path: Path, one: Path) -> None:
        with running(tmp_path / "failed", 3_000) as run:
            run.fail(failure_record(), 3_010)
        spoil(run.path, "UPDATE failure SET message = 'x' WHERE cause IS NOT NULL")
        out, report = merged(tmp_path, one, run.path, keeps_going=True)
        assert report.lost == {run.path: 1}
        assert identifier(3_010) in content_without_check(out)

    @pytest.mark.parametrize("seed", range(40))
    def test_any_bytes(self, tmp_path: Path, one: Path, kinds: Path, seed: int) -> None:
        source = random.Random(seed)
        expected = content(kinds)["values"]
        data = bytearray(kinds.read_bytes())
        for _ in range(source.choice([1, 4, 30])):
            data[source.randrange(100, len(data))] = source.randrange(256)
        kinds.write_bytes(data)
        try:
            out, _ = merged(tmp_path, one, kinds, keeps_going=True)
        except StoreError:  # Nothing of it can be read.
            return
        values = content_without_check(out)
        for uuid, record in values.items():
            if uuid in expected:
                assert record.repr == expected[uuid]["repr"]
                assert record.tags == expected[uuid]["tags"]


def content_without_check(path: Path) -> dict[str, Any]:
    with StoreReader(path) as reader:
        return {record.uuid: record for record in reader.records()}


def objects_that_load(path: Path) -> dict[str, Any]:
    found = {}
    with StoreReader(path) as reader:
        for record in reader.records():
            try:
                found[record.uuid] = reader.value(record.key)
            except ValueUnavailable:
                continue
    return found


class TestRefusal:
    @pytest.mark.parametrize(
        ("content", "problem"),
        [(None, StoreProblem.MISSING), (b"", StoreProblem.FOREIGN), (b"x", StoreProblem.FOREIGN)],
    )
    def test_no_database(
        self, tmp_path: Path, one: Path, content: bytes | None, problem: StoreProblem
    ) -> None:
        path = tmp_path / "thing"
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(StoreError) as error:
            merged(tmp_path, one, path)
        assert (error.value.problem, error.value.path) == (problem, path)

    def test_a_later_version(self, tmp_path: Path, one: Path) -> None:
        spoil(one, "PRAGMA user_version = 99")
        with pytest.raises(StoreError) as error:
            merged(tmp_path, one)
        assert error.value.problem is StoreProblem.TOO_NEW

    def test_something_is_there(self, tmp_path: Path, one: Path) -> None:
        (tmp_path / "there").write_text("x")
        with pytest.raises(StoreError) as error:
            merge_databases([one], tmp_path / "there")
        assert error.value.problem is StoreProblem.EXISTS
        assert (tmp_path / "there").read_text() == "x"

    def test_nothing_of_the_inputs_is_changed(self, tmp_path: Path, one: Path) -> None:
        os.utime(one, (1_000, 1_000))
        before = one.read_bytes(), one.stat().st_mtime_ns
        merged(tmp_path, one)
        assert (one.read_bytes(), one.stat().st_mtime_ns) == before
