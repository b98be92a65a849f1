"""Writing while values are computed."""

from __future__ import annotations

import gc
import multiprocessing
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from exekall.store.errors import StoreError, StoreProblem
from exekall.store.reader import StoreReader
from exekall.store.records import (
    DB_FILENAME,
    ExpressionState,
    PayloadKind,
    RunState,
    Stored,
)
from exekall.store.writer import StoreWriter
from tests.store.databases import (
    DOUBLE,
    SEED,
    add_values,
    expression_record,
    identifier,
    make_database,
    payload,
    run_record,
    value_record,
    writing,
)


class TestAdding:
    def test_everything_is_added_once(self, tmp_path: Path) -> None:
        with writing(tmp_path) as writer:
            for _ in range(2):
                writer.add_node(SEED)
                writer.add_expression(expression_record())
            value = value_record(writer, 1)
            assert writer.key_of(value.uuid) is None
            writer.add_value(value, payload(1))
            assert writer.key_of(value.uuid) == value.key
            with pytest.raises(ValueError, match=value.uuid):
                writer.add_value(value, payload(1))
        with StoreReader(tmp_path) as reader:
            assert len(reader.nodes()) == 2
            assert len(reader.expressions()) == 1
            assert len(reader.keys()) == 1

    def test_it_is_committed_while_the_program_is_busy(self, tmp_path: Path) -> None:
        with writing(tmp_path) as writer:
            value = value_record(writer, 1)
            writer.add_value(value, payload(1))
            until = time.monotonic() + 30
            while time.monotonic() < until:
                sum(range(10_000))
                with StoreReader(tmp_path) as reader:
                    if reader.keys():
                        break
            with StoreReader(tmp_path) as reader:
                assert reader.keys() == [value.key]

    def test_flush(self, tmp_path: Path) -> None:
        with writing(tmp_path) as writer:
            for number in range(1, 5):
                writer.add_value(value_record(writer, number), payload(number))
                writer.flush()
                with StoreReader(tmp_path) as reader:
                    assert len(reader.keys()) == number

    def test_what_is_pending_is_bounded(self, tmp_path: Path) -> None:
        data = bytes(1_000_000)
        with writing(tmp_path) as writer:
            for number in range(100):
                writer.add_value(value_record(writer, number), Stored(PayloadKind.PICKLE, data))
                assert writer._queue._batch.weight < 20_000_000

    def test_values_that_are_found_to_be_stale(self, tmp_path: Path) -> None:
        with writing(tmp_path) as writer:
            shared = [["x"] * 200_000]
            for number, obj in ((1, shared), (2, [shared])):
                value = value_record(writer, number)
                writer.add_value(value, writer.encoder.encode(obj, value.key).stored)
            expected = writer.encoder.stale()
        with StoreReader(tmp_path) as reader:
            assert {record.key for record in reader.records() if record.is_stale} == expected

    def test_expressions_end(self, tmp_path: Path) -> None:
        with writing(tmp_path) as writer:
            writer.flush()
            writer.end_expression(identifier(1001), ExpressionState.NO_VALUE, 3.0)
        with StoreReader(tmp_path) as reader:
            expected = expression_record(state=ExpressionState.NO_VALUE, duration=3.0)
            assert reader.expressions() == [expected]

    def test_small_values_are_small(self, tmp_path: Path) -> None:
        with writing(tmp_path) as writer:
            for number in range(3000):
                value = value_record(writer, number, parents=(identifier(number // 2),))
                writer.add_value(value, payload({"number": number, "name": f"item {number}"}))
        assert (tmp_path / DB_FILENAME).stat().st_size < 3000 * 600


class TestEnd:
    def test_close_is_idempotent(self, tmp_path: Path) -> None:
        with writing(tmp_path) as writer:
            pass
        writer.close(RunState.INTERRUPTED)
        writer.flush()
        with StoreReader(tmp_path) as reader:
            assert reader.runs[0].state is RunState.COMPLETE
            assert reader.runs[0].ended is not None

    def test_no_thread_stays(self, tmp_path: Path) -> None:
        before = threading.active_count()
        make_database(tmp_path)
        assert threading.active_count() == before

    def test_a_writer_that_is_forgotten_writes_what_it_has(self, tmp_path: Path) -> None:
        writer = StoreWriter(tmp_path / DB_FILENAME, run_record())
        thread = writer._committer._thread
        writer.add_node(SEED)
        del writer
        gc.collect()
        thread.join(60)
        assert not thread.is_alive()
        with StoreReader(tmp_path) as reader:
            assert reader.nodes() == [SEED]
            assert reader.runs[0].state is RunState.RUNNING

    def test_the_interpreter_exits_without_close(self, tmp_path: Path) -> None:
        code = f"""
from pathlib import Path
from tests.store.databases import *
writer = StoreWriter(Path({str(tmp_path / DB_FILENAME)!r}), run_record())
writer.add_node(SEED)
writer.add_node(DOUBLE)
writer.add_expression(expression_record())
add_values(writer, 2, 10)
"""
        root = Path(__file__).parents[2]
        subprocess.run([sys.executable, "-c", code], check=True, timeout=60, cwd=root)
        with StoreReader(tmp_path) as reader:
            assert len(reader.keys()) == 20
            assert reader.state_of(reader.runs[0]) is RunState.INTERRUPTED

    @pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
    def test_a_forked_process_leaves_the_database_alone(self, tmp_path: Path) -> None:
        with writing(tmp_path) as writer:
            add_values(writer, 2, 10)
            for start in range(1000, 6000, 1000):
                # The writing thread may be in the middle of anything.
                add_values(writer, start, 10)
                context = multiprocessing.get_context("fork")
                child = context.Process(target=use_and_close, args=(writer,))
                child.start()
                child.join(60)
                assert child.exitcode == 0
        with StoreReader(tmp_path) as reader:
            assert reader.damage() == []
            assert reader.keys() == list(range(1, writer.new_key()))
            assert reader.runs[0].state is RunState.COMPLETE


def use_and_close(writer: StoreWriter) -> None:
    add_values(writer, 50_000, 10)
    writer.flush()
    writer.close(RunState.INTERRUPTED)
    del writer
    gc.collect()


class TestMaking:
    def test_nothing_is_replaced(self, tmp_path: Path) -> None:
        path = tmp_path / DB_FILENAME
        for make in (lambda: path.write_text("x"), lambda: path.symlink_to("elsewhere")):
            path.unlink(missing_ok=True)
            make()
            with pytest.raises(StoreError) as raised:
                StoreWriter(path, run_record())
            assert (raised.value.problem, raised.value.path) == (StoreProblem.EXISTS, path)
        assert not (tmp_path / "elsewhere").exists()

    def test_the_folder_must_be_there(self, tmp_path: Path) -> None:
        with pytest.raises(StoreError) as raised:
            StoreWriter(tmp_path / "none" / DB_FILENAME, run_record())
        assert raised.value.problem is StoreProblem.MISSING

    def test_relative_paths(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        with writing(Path()) as writer:
            monkeypatch.chdir("/")
            add_values(writer, 2, 3)
        assert (tmp_path / DB_FILENAME).exists()

    def test_odd_names(self, tmp_path: Path) -> None:
        folder = tmp_path / "fol?der #%41\n\udcff"
        folder.mkdir()
        make_database(folder)
        with StoreReader(folder) as reader:
            assert reader.keys()


class TestFailing:
    def test_a_link_in_place_of_the_journal(self, tmp_path: Path) -> None:
        outside = tmp_path / "outside"
        outside.write_text("precious")
        folder = tmp_path / "folder"
        folder.mkdir()
        writer = StoreWriter(folder / DB_FILENAME, run_record())
        journal = folder / f"{DB_FILENAME}-journal"
        journal.symlink_to(outside)
        writer.add_node(SEED)
        for _ in range(2):
            with pytest.raises(StoreError):
                writer.flush()
        with pytest.raises(StoreError) as raised:
            writer.add_node(DOUBLE)
        assert raised.value.problem is StoreProblem.FAILED
        assert outside.read_text() == "precious"
        journal.unlink()
        # What could not be written is written now.
        writer.close(RunState.COMPLETE)
        with StoreReader(folder) as reader:
            assert reader.nodes() == [SEED]

    def test_a_folder_that_vanishes(self, tmp_path: Path) -> None:
        writer = StoreWriter(tmp_path / DB_FILENAME, run_record())
        (tmp_path / DB_FILENAME).unlink()
        writer.add_node(SEED)
        with pytest.raises(StoreError) as raised:
            writer.close(RunState.COMPLETE)
        assert raised.value.problem is StoreProblem.MISSING
        writer.close(RunState.COMPLETE)

    def test_what_sqlite_does_not_take(self, tmp_path: Path) -> None:
        writer = StoreWriter(tmp_path / DB_FILENAME, run_record())
        writer.add_node(SEED)
        writer.add_expression(expression_record(node=SEED.key))
        writer.flush()
        writer.add_value(value_record(writer, 1, size=2**70), None)
        with pytest.raises(StoreError) as raised:
            writer.close(RunState.COMPLETE)
        assert raised.value.problem is StoreProblem.FAILED
        with StoreReader(tmp_path) as reader:
            assert reader.nodes() == [SEED]
            assert reader.runs[0].state is RunState.RUNNING
