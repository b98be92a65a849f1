"""Reading what was written."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from exekall.store.errors import StoreError, StoreProblem, ValueProblem, ValueUnavailable
from exekall.store.reader import StoreReader
from exekall.store.records import (
    DB_FILENAME,
    BufferRecord,
    ExpressionState,
    LogRecord,
    Outcome,
    PayloadKind,
    Refusal,
    ResultRecord,
    RunState,
    Stored,
)
from exekall.store.writer import StoreWriter
from tests.store.databases import (
    DOUBLE,
    LOG,
    SEED,
    add_values,
    digest,
    expression_record,
    failure_record,
    identifier,
    make_database,
    payload,
    run_record,
    value_record,
    writing,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_database(tmp_path_factory.mktemp("folder")).parent


@pytest.fixture
def reader(folder: Path) -> StoreReader:
    return StoreReader.open(folder)


class TestRecords:
    def test_runs(self, reader: StoreReader) -> None:
        [run] = reader.runs
        assert run.ended is not None
        assert run == run_record(state=RunState.COMPLETE, ended=run.ended)
        assert reader.state_of(run) is RunState.COMPLETE

    def test_nodes(self, reader: StoreReader) -> None:
        assert reader.nodes() == [SEED, DOUBLE]
        assert reader.node(DOUBLE.key) == DOUBLE
        with pytest.raises(KeyError):
            reader.node(b"unknown")

    def test_expressions(self, reader: StoreReader) -> None:
        expected = expression_record(state=ExpressionState.FAILED, duration=2.5)
        assert reader.expressions() == [expected]
        assert reader.expression(expected.uuid) == expected
        with pytest.raises(KeyError):
            reader.expression(identifier(5))

    def test_values(self, tmp_path: Path) -> None:
        refusal = Refusal(".conn\udc80", "socket.socket", "größe")
        with writing(tmp_path) as writer:
            seed = value_record(writer, 1)
            writer.add_value(seed, payload(1))
            double = value_record(
                writer,
                2,
                node=DOUBLE.key,
                expression=None,
                parents=(seed.uuid, seed.uuid),
                refusal=refusal,
                type=None,
                json=None,
                digest=None,
            )
            writer.add_value(double, None)
        with StoreReader(tmp_path) as reader:
            assert reader.keys() == [seed.key, double.key]
            assert list(reader.records()) == [seed, double]
            assert reader.record(double.key) == double
            assert reader.key_of(double.uuid) == double.key
            assert reader.dependencies(double.key) == [seed.key, seed.key]

    @pytest.mark.parametrize("uuid", [identifier(999_999), "", "no number", "ab"])
    def test_unknown_values(self, reader: StoreReader, uuid: str) -> None:
        assert reader.key_of(uuid) is None

    def test_unknown_keys(self, reader: StoreReader) -> None:
        for method in (reader.record, reader.stored, reader.failure, reader.value):
            with pytest.raises(ValueUnavailable) as raised:
                method(1_000_000)
            assert raised.value.problem is ValueProblem.UNKNOWN
        assert reader.log(1_000_000) == []
        assert reader.results(identifier(3)) == []

    def test_texts_that_sqlite_cannot_store(self, tmp_path: Path) -> None:
        text = "a\ud800b\udcff\0é\U0001f600"
        log = LogRecord(1.0, text, text, text)
        with writing(tmp_path, folder=text, command=(text,)) as writer:
            value = value_record(writer, 1, repr=text, json=text, tags={text: text})
            writer.add_value(value, None, log=[log])
            writer.add_result(identifier(1001), value.key, text)
        escaped = "a\\ud800b\\udcff\0é\U0001f600"
        with StoreReader(tmp_path) as reader:
            record = reader.record(value.key)
            assert (record.repr, record.json, record.tags) == (escaped, escaped, {text: text})
            assert reader.log(value.key) == [LogRecord(1.0, escaped, escaped, escaped)]
            assert reader.results(identifier(1001)) == [ResultRecord(value.key, escaped)]
            assert (reader.runs[0].folder, reader.runs[0].command) == (escaped, (text,))

    def test_results_come_in_order(self, tmp_path: Path) -> None:
        with writing(tmp_path) as writer:
            writer.add_expression(expression_record(2))
            keys = []
            for number in range(1, 11):
                value = value_record(writer, number)
                keys.append(value.key)
                writer.add_value(value, None)
            for key in reversed(keys):
                writer.add_result(identifier(1001 + key % 2), key, None if key % 3 else str(key))
        with StoreReader(tmp_path) as reader:
            assert reader.results(identifier(1002)) == [
                ResultRecord(key, None if key % 3 else str(key)) for key in (9, 7, 5, 3, 1)
            ]


class TestFailures:
    def test_failure(self, tmp_path: Path) -> None:
        with writing(tmp_path) as writer:
            value = value_record(writer, 1, outcome=Outcome.FAILED)
            writer.add_value(value, None, failure_record(), payload(ValueError(3)), LOG)
        with StoreReader(tmp_path) as reader:
            assert reader.failure(value.key) == failure_record()
            assert reader.log(value.key) == list(LOG)
            assert repr(reader.failure_object(value.key)) == "ValueError(3)"
            with pytest.raises(ValueUnavailable) as raised:
                reader.value(value.key)
            assert raised.value.problem is ValueProblem.NOT_COMPUTED
            assert raised.value.uuid == value.uuid

    def test_no_failure(self, reader: StoreReader) -> None:
        key = reader.key_of(identifier(2))
        assert key is not None
        assert reader.failure(key) is None
        assert reader.failure_object(key) is None


class TestObjects:
    def test_objects_and_references(self, tmp_path: Path) -> None:
        shared = ["shared"]
        with writing(tmp_path) as writer:
            keys = []
            for number in (1, 2):
                value = value_record(writer, number)
                keys.append(value.key)
                encoded = writer.encoder.encode([shared, number], value.key)
                writer.add_value(value, encoded.stored)
        with StoreReader(tmp_path) as reader:
            assert [reference.value for reference in reader.stored(2).references] == [1]
            one, two = (reader.value(key) for key in keys)
            assert (one, two) == ([shared, 1], [shared, 2])
            assert one[0] is two[0]
            assert reader.value(keys[0]) is one

    def test_what_is_not_there(self, tmp_path: Path) -> None:
        with writing(tmp_path) as writer:
            refusal = Refusal(".socket", "socket.socket", "cannot pickle it")
            refused = value_record(writer, 1, refusal=refusal)
            skipped = value_record(writer, 2, outcome=Outcome.SKIPPED)
            writer.add_value(refused, None)
            writer.add_value(skipped, None)
        with StoreReader(tmp_path) as reader:
            with pytest.raises(ValueUnavailable) as raised:
                reader.stored(refused.key)
            error = raised.value
            assert (error.problem, error.uuid) == (ValueProblem.UNSERIALISABLE, refused.uuid)
            assert (error.subject, error.detail) == (".socket", "cannot pickle it")
            with pytest.raises(ValueUnavailable) as raised:
                reader.stored(skipped.key)
            assert raised.value.problem is ValueProblem.NOT_COMPUTED

    def test_large_buffers(self, tmp_path: Path) -> None:
        content = os.urandom(300_000)
        with writing(tmp_path) as writer:
            buffer = writer.buffers.put(content)
            missing = BufferRecord(digest("missing"), 10, "raw", 10)
            stored = Stored(PayloadKind.PICKLE, b"x", (buffer, missing, buffer))
            value = value_record(writer, 1)
            writer.add_value(value, stored)
        with StoreReader(tmp_path) as reader:
            assert reader.stored(value.key) == stored
            assert reader.buffers.get(buffer) == content
            assert reader.missing_buffers() == [missing]

    def test_a_pickle_larger_than_a_block(self, tmp_path: Path) -> None:
        sizes = [10, 100_000, 70_000, 0, 3_000_000, 5]
        stored = [Stored(PayloadKind.DILL, os.urandom(size)) for size in sizes]
        with writing(tmp_path) as writer:
            for number, each in enumerate(stored):
                writer.add_value(value_record(writer, number), each)
        with StoreReader(tmp_path) as reader:
            assert list(map(reader.stored, reader.keys())) == stored

    def test_nothing_is_unpickled(self, tmp_path: Path) -> None:
        canary = tmp_path / "canary"
        with writing(tmp_path) as writer:
            value = value_record(writer, 1)
            writer.add_value(value, payload(Canary(str(canary))))
        with StoreReader(tmp_path) as reader:
            assert reader.record(value.key) == value
            assert reader.stored(value.key)
            assert reader.damage() == []
            assert not canary.exists()
            reader.value(value.key)
            assert canary.exists()


class Canary:
    def __init__(self, path: str) -> None:
        self._path = path

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (self._path,)


class TestOpening:
    @pytest.mark.parametrize("name", ["a b%20c?d#e.sqlite", "größe&x=1.sqlite", "new\nline"])
    def test_names_that_mean_something_in_uris(
        self, folder: Path, tmp_path: Path, name: str
    ) -> None:
        odd = tmp_path / "fol?der #%41"
        odd.mkdir()
        (odd / name).write_bytes((folder / DB_FILENAME).read_bytes())
        with StoreReader(odd / name) as reader:
            assert reader.keys()
            assert reader.path == odd / name

    def test_bytes_that_are_no_text(self, folder: Path, tmp_path: Path) -> None:
        path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.sqlite"))
        path.write_bytes((folder / DB_FILENAME).read_bytes())
        with StoreReader(path) as reader:
            assert reader.keys()

    def test_links_that_the_user_gives(self, folder: Path, tmp_path: Path) -> None:
        (tmp_path / "link").symlink_to(folder)
        (tmp_path / "file.sqlite").symlink_to(folder / DB_FILENAME)
        for path in (tmp_path / "link", tmp_path / "file.sqlite"):
            with StoreReader(path) as reader:
                assert reader.keys()

    def test_relative_paths(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(folder)
        for path in (Path(), Path(DB_FILENAME)):
            with StoreReader(path) as reader:
                assert reader.keys()

    def test_nothing_is_written(self, folder: Path) -> None:
        before = (folder / DB_FILENAME).read_bytes()
        with StoreReader(folder) as reader:
            reader.damage()
            with pytest.raises(sqlite3.OperationalError):
                reader._tables._connection.execute("DELETE FROM value")
        assert (folder / DB_FILENAME).read_bytes() == before
        assert sorted(path.name for path in folder.iterdir()) == [DB_FILENAME]

    def test_two_readers_during_a_run(self, tmp_path: Path) -> None:
        with (
            writing(tmp_path) as writer,
            StoreReader(tmp_path) as one,
            StoreReader(tmp_path) as two,
        ):
            for start in range(2, 200, 20):
                add_values(writer, start, 10)
                records = one.records()
                next(records, None)
                writer.flush()
                keys = two.keys()
                assert len(keys) >= start + 18
                assert keys == one.keys()
                assert two.state_of(two.runs[0]) is RunState.RUNNING

    def test_a_run_that_was_interrupted(self, tmp_path: Path) -> None:
        run = run_record(process=(2**22 + 1, "long ago"))
        writer = StoreWriter(tmp_path / DB_FILENAME, run)
        writer.flush()
        with StoreReader(tmp_path) as reader:
            assert reader.runs == (run,)
            assert reader.state_of(run) is RunState.INTERRUPTED
        writer.close(RunState.INTERRUPTED)

    def test_little_is_read_to_find_a_value(self, tmp_path: Path) -> None:
        with writing(tmp_path) as writer:
            for number in range(2000):
                stored = Stored(PayloadKind.PICKLE, os.urandom(20_000))
                writer.add_value(value_record(writer, number), stored)
        assert (tmp_path / DB_FILENAME).stat().st_size > 40_000_000
        code = f"""
from pathlib import Path
from exekall.store.reader import StoreReader
def bytes_read():
    return int(Path("/proc/self/io").read_text().split()[1])
# The first time modules are imported.
for _ in range(2):
    before = bytes_read()
    with StoreReader(Path({str(tmp_path)!r})) as reader:
        key = reader.key_of({identifier(1234)!r})
        reader.record(key), reader.stored(key)
    print(bytes_read() - before)
"""
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert int(done.stdout.split()[1]) < 64 * 1024 + 20_000 + 100_000


def refused(path: Path) -> StoreProblem:
    with pytest.raises(StoreError) as raised:
        StoreReader(path)
    return raised.value.problem


class TestRefusals:
    def test_nothing_there(self, tmp_path: Path) -> None:
        assert refused(tmp_path / "none") is StoreProblem.MISSING
        assert refused(tmp_path) is StoreProblem.MISSING
        (tmp_path / "file").touch()
        assert refused(tmp_path / "file" / "below") is StoreProblem.MISSING
        (tmp_path / "dangling").symlink_to("nowhere")
        assert refused(tmp_path / "dangling") is StoreProblem.MISSING

    def test_other_things(self, tmp_path: Path) -> None:
        (tmp_path / "empty").touch()
        (tmp_path / "text.sqlite").write_text("some text " * 100)
        os.mkfifo(tmp_path / "pipe")
        for name in ("empty", "text.sqlite", "pipe"):
            assert refused(tmp_path / name) is StoreProblem.FOREIGN
        (tmp_path / "folder.sqlite").mkdir()
        assert refused(tmp_path / "folder.sqlite") is StoreProblem.MISSING
        (tmp_path / DB_FILENAME).mkdir()
        assert refused(tmp_path) is StoreProblem.FOREIGN

    def test_databases_of_others(self, tmp_path: Path) -> None:
        path = tmp_path / "other.sqlite"
        with sqlite3.connect(path) as connection:
            connection.execute("CREATE TABLE value (key)")
        connection.close()
        assert refused(path) is StoreProblem.FOREIGN

    def test_unreadable_files(self, tmp_path: Path) -> None:
        if os.getuid() == 0:
            pytest.skip("root may read everything")
        path = make_database(tmp_path, 1)
        path.chmod(0)
        assert refused(path) is StoreProblem.FAILED
