"""What a run stores, whatever ends it: real processes, and databases that are opened afterwards."""

from __future__ import annotations

import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from textwrap import dedent

import pytest

import exekall
from exekall.store.errors import StoreError, StoreProblem
from exekall.store.reader import StoreReader
from exekall.store.records import DB_FILENAME, ExpressionState, Outcome, RunState
from exekall.valuedb import ValueDB

# Values that come without end, large ones among them.
ENDLESS = """
    import random
    import time
    from collections.abc import Iterator
    from itertools import count


    class Blob:
        def __init__(self, number):
            self.number = number
            self.data = random.Random(number).randbytes({size})


    class SizeResult:
        def __init__(self, blob):
            self.blob = blob

        def __str__(self):
            return f"blob {{self.blob.number}}"


    def numbers() -> Iterator[int]:
        for number in count():
            time.sleep({pause})
            yield number


    def blob(number: int) -> Blob:
        return Blob(number)


    def result(blob: Blob, number: int) -> SizeResult:
        return SizeResult(blob)
"""

LOGGED = re.compile(r" exekall\.run: Computed .* UUID=([0-9a-f]{32})$", re.MULTILINE)


class Program:
    """A module in a folder of its own, which ``exekall run`` executes."""

    def __init__(self, folder: Path, source: str, name: str) -> None:
        self.folder = folder
        self.name = name
        (folder / f"{name}.py").write_text(dedent(source))

    def start(
        self, *words: str, before: Callable[[], None] | None = None, artifacts: str = "artifacts"
    ) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "exekall", "run", f"{self.name}.py", *words]
        return subprocess.Popen(
            [*command, "--allow", "*", "--artifact-dir", str(self.folder / artifacts)],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            preexec_fn=before,  # noqa: PLW1509 - there are no threads here
        )

    def open(self, artifacts: str = "artifacts") -> ValueDB:
        return exekall.load(self.folder / artifacts)


def endless(folder: Path, name: str, size: int = 300_000, pause: float = 0.002) -> Program:
    return Program(folder, ENDLESS.format(size=size, pause=pause), name)


def wait_until(is_so: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Wait while *process* goes on."""
    while not is_so():
        assert process.poll() is None, process.communicate()[1]
        time.sleep(0.01)


def logged(folder: Path) -> list[str]:
    """Return the UUIDs of the values that were computed, in that order, as the log has them."""
    path = folder / "INFO.log"
    return LOGGED.findall(path.read_text()) if path.exists() else []


def check_values(db: ValueDB) -> None:
    """Load every value, and look whether it is what it must be."""
    with db.import_paths_added():
        for value in db.get_all():
            assert value.outcome is Outcome.COMPUTED
            last = value.callable_name.rpartition(".")[2]
            number = value["number"].value if "number" in value else value.value
            if last == "blob":
                expected = random.Random(number).randbytes(len(value.value.data))
                assert value.value.data == expected
            elif last == "result":
                # Identity is kept from one value to the other.
                assert value.value.blob is value["blob"].value


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """Let no module that a test loads values of stay."""
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        if name.startswith("endless"):
            del sys.modules[name]


class TestKill:
    @pytest.mark.parametrize("block", range(10))
    def test_what_is_there_is_a_beginning_of_what_was_computed(
        self, tmp_path: Path, block: int
    ) -> None:
        """Each block kills five runs, at random moments after they made their folders."""
        program = endless(tmp_path, f"endless_{block}")
        runs = []
        for seed in range(5 * block, 5 * block + 5):
            process = program.start(artifacts=f"run_{seed}")
            runs.append((process, tmp_path / f"run_{seed}", random.Random(seed)))
        for process, folder, dice in runs:
            wait_until((folder / "UUID").exists, process)
            time.sleep(dice.choice((0.05, 0.5, 1.5)) * dice.random())
            process.kill()
            process.communicate()
        for _, folder, _ in runs:
            self.check(folder)

    def check(self, folder: Path) -> None:
        computed = logged(folder)
        if not (folder / DB_FILENAME).exists():
            assert not computed
            return
        with StoreReader(folder) as reader:
            (run,) = reader.runs
            assert run.state is RunState.RUNNING
            assert reader.state_of(run) is RunState.INTERRUPTED
            assert reader.damage() == []
            stored = [record.uuid for record in reader.records()]
            assert stored == computed[: len(stored)]
            for expression in reader.expressions():
                assert expression.state is ExpressionState.RUNNING
                for number, found in enumerate(reader.results(expression.uuid)):
                    assert found.text == f"blob {number}"
                    assert reader.record(found.value).uuid in stored
        with exekall.load(folder) as db:
            check_values(db)

    def test_values_are_there_while_the_run_goes_on(self, tmp_path: Path) -> None:
        program = endless(tmp_path, "endless_watched")
        process = program.start()
        folder = tmp_path / "artifacts"
        try:
            wait_until((folder / DB_FILENAME).exists, process)
            seen: list[int] = []

            def grows() -> bool:
                with StoreReader(folder) as one, StoreReader(folder) as other:
                    assert one.state_of(one.runs[0]) is RunState.RUNNING
                    seen.append(len(one.keys()))
                    assert len(other.keys()) >= seen[-1]
                return len(set(seen)) > 3

            wait_until(grows, process)
        finally:
            process.kill()
            process.communicate()
        assert seen == sorted(seen)

    def test_a_killed_run_can_be_moved_and_used(self, tmp_path: Path) -> None:
        program = endless(tmp_path, "endless_moved")
        process = program.start()
        folder = tmp_path / "artifacts"

        def has_values() -> bool:
            if not (folder / DB_FILENAME).exists():
                return False
            with StoreReader(folder) as reader:
                return len(reader.keys()) > 3

        wait_until(has_values, process)
        process.kill()
        process.communicate()
        moved = tmp_path / "moved"
        shutil.move(folder, moved)
        with exekall.load(moved) as db:
            check_values(db)
        merging = [sys.executable, "-m", "exekall", "merge", str(moved), "-o", "merged"]
        subprocess.run(merging, cwd=tmp_path, check=True, capture_output=True)
        with exekall.load(tmp_path / "merged") as db:
            check_values(db)
            assert db.state_of(db.runs[0]) is RunState.INTERRUPTED


class TestSignals:
    @pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
    @pytest.mark.parametrize("seed", range(4))
    def test_everything_computed_is_stored(
        self, tmp_path: Path, number: signal.Signals, code: int, seed: int
    ) -> None:
        program = endless(tmp_path, f"endless_{number.name}_{seed}")
        process = program.start()
        assert process.stdout is not None
        shown = []
        while len(shown) < 2:
            line = process.stdout.readline()
            shown += [line] if ": blob" in line else []
        time.sleep(random.Random(seed).random() / 5)
        process.send_signal(number)
        stdout, stderr = process.communicate(timeout=60)
        assert process.returncode == code, stderr
        assert "Traceback" not in stderr
        assert "1 expression: 0 complete, 1 interrupted" in stdout
        shown += [line for line in stdout.splitlines() if ": blob" in line]
        folder = tmp_path / "artifacts"
        with StoreReader(folder) as reader:
            assert reader.runs[0].state is RunState.INTERRUPTED
            (expression,) = reader.expressions()
            assert expression.state is ExpressionState.INTERRUPTED
            stored = {record.uuid for record in reader.records()}
            assert set(logged(folder)) <= stored
            assert len(reader.results(expression.uuid)) == len(shown)
        with exekall.load(folder) as db:
            check_values(db)

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_an_operator_that_takes_long_is_stopped(
        self, tmp_path: Path, number: signal.Signals
    ) -> None:
        program = Program(
            tmp_path,
            """
            import time

            class Early:
                pass

            def slow_result(early: Early) -> bytes:
                print("sleeping")
                time.sleep(3600)
            """,
            f"slow_{number.name}",
        )
        process = program.start("--callable-goal", "slow_result")
        assert process.stdout is not None
        while "sleeping" not in process.stdout.readline():
            pass
        process.send_signal(number)
        process.communicate(timeout=60)
        with program.open() as db:
            assert [value.outcome for value in db.get_all()] == [Outcome.COMPUTED]
            assert db.state_of(db.runs[0]) is RunState.INTERRUPTED


# What has no room


def limited(kind: int, size: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(kind, (size, size))


def complaints(stderr: str) -> list[str]:
    return [line for line in stderr.splitlines() if line.startswith("exekall run: error: ")]


class TestNoRoom:
    @pytest.mark.parametrize(
        ("size", "limit"), [(40_000, 2_000_000), (300_000, 280_000)], ids=["rows", "buffers"]
    )
    def test_files_that_may_not_grow(self, tmp_path: Path, size: int, limit: int) -> None:
        program = endless(tmp_path, f"endless_limited_{size}", size, pause=0.05)
        process = program.start(before=limited(resource.RLIMIT_FSIZE, limit))
        self.check(process, program.open)

    @pytest.mark.parametrize("size", [40_000, 300_000], ids=["rows", "buffers"])
    def test_a_file_system_that_gets_full(self, tmp_path: Path, size: int) -> None:
        small = tmp_path / "small"
        small.mkdir()
        program = endless(tmp_path, f"endless_full_{size}", size, pause=0.05)
        words = [sys.executable, "-m", "exekall", "run", f"{program.name}.py", "--allow", "*"]
        mount = f"mount -t tmpfs -o size=3m tmpfs {small} || exit 77; "
        place = str(small / "run")
        run = 'timeout 60 "$@"; code=$?; cp -r small/run kept; exit $code'
        process = subprocess.Popen(
            [*("unshare", "-rm", "sh", "-c", mount + run, "sh"), *words, "--artifact-dir", place],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.check(process, lambda: program.open("kept"))

    def check(self, process: subprocess.Popen[str], load: Callable[[], ValueDB]) -> None:
        stdout, stderr = process.communicate(timeout=100)
        if process.returncode == 77 or "unshare:" in stderr:
            pytest.skip("no file system can be mounted here")
        assert process.returncode == 2, stderr
        assert "Traceback" not in stderr
        assert len(complaints(stderr)) == 1, stderr
        shown = [line for line in stdout.splitlines() if ": blob" in line]
        with load() as db:
            assert db.state_of(db.runs[0]) is RunState.INTERRUPTED
            check_values(db)
            (expression,) = db.sequences
            assert len(expression) <= len(shown)
            assert {value.text for value in expression} <= {f"blob {n}" for n in range(len(shown))}

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
    def test_a_folder_that_is_read_only(self, tmp_path: Path) -> None:
        program = endless(tmp_path, "endless_refused")
        root = tmp_path / "root"
        root.mkdir(mode=0o500)
        process = program.start(artifacts="root/run")
        stdout, stderr = process.communicate(timeout=60)
        assert process.returncode == 2
        assert "blob" not in stdout
        assert len(complaints(stderr)) == 1


class TestOptions:
    def run(self, program: Program, *words: str) -> str:
        process = program.start("--callable-goal", "good", *words)
        stdout, stderr = process.communicate(timeout=60)
        assert process.returncode in {0, 1}, stderr
        return stdout

    def program(self, tmp_path: Path, name: str) -> Program:
        source = """
            import logging

            class Text(str):
                pass

            class Conf:
                pass

            def good(conf: Conf) -> Text:
                logging.getLogger("mine").info("making")
                return Text("fine")
        """
        return Program(tmp_path, source, name)

    def test_no_database(self, tmp_path: Path) -> None:
        program = self.program(tmp_path, "unsaved")
        assert "fine" in self.run(program, "--no-save-value-db")
        folder = tmp_path / "artifacts"
        assert not [path.name for path in folder.iterdir() if "VALUE_DB" in path.name]
        with pytest.raises(StoreError) as error:
            exekall.load(folder)
        assert error.value.problem is StoreProblem.MISSING
        for script in (folder / "ALL_SCRIPTS.py", *folder.glob("*/*/EXPRESSION.py")):
            assert "db" not in script.read_text()

    def test_what_is_known_of_the_run(self, tmp_path: Path) -> None:
        program = self.program(tmp_path, "recorded")
        (tmp_path / "exekall_customization.py").write_text(
            dedent(
                """
                from exekall.customization import AdaptorBase

                class Mine(AdaptorBase):
                    name = "mine"

                    def format_result(self, expr_val):
                        with open("formatted", "a") as file:
                            file.write("once ")
                        return f"!{expr_val.value}"

                    def filter_op_set(self, op_set):
                        return op_set
                """
            )
        )
        self.run(program)
        with program.open() as db:
            (run,) = db.runs
            assert run.state is RunState.COMPLETE
            assert run.uuid == (tmp_path / "artifacts/UUID").read_text().strip()
            assert run.command[:3] == ("exekall", "run", "recorded.py")
            assert run.sources == ("recorded.py",)
            assert run.folder == str(tmp_path)
            assert str(tmp_path) in run.import_paths
            assert run.adaptor is not None
            assert (run.adaptor.name, run.adaptor.module) == ("mine", "exekall_customization")
            assert run.adaptor.overrides == ("filter_op_set", "format_result")
            assert run.python == sys.version.split()[0]
            assert run.ended is not None
            assert run.started <= run.ended
            (result,) = db.get_roots()
            assert result.text == "!fine"
            assert [record.text for record in result.log] == ["making"]
        assert (tmp_path / "formatted").read_text() == "once "
        assert "Conf:good: !fine" in (tmp_path / "artifacts/SUMMARY").read_text()


def test_an_interrupted_run_loses_nothing_that_the_log_has(tmp_path: Path) -> None:
    """SIGTERM at moments from the very start on, whatever is being done then."""
    program = endless(tmp_path, "endless_early", 1_000)
    runs: list[tuple[subprocess.Popen[str], Path]] = []
    for seed in range(6):
        process = program.start(artifacts=f"run_{seed}")
        runs.append((process, tmp_path / f"run_{seed}"))
    for index, (process, folder) in enumerate(runs):
        wait_until((folder / "UUID").exists, process)
        time.sleep(0.03 * index)
        process.terminate()
        process.communicate(timeout=60)
        assert process.returncode in {143, -signal.SIGTERM}
        if (folder / DB_FILENAME).exists():
            with StoreReader(folder) as reader:
                stored = {record.uuid for record in reader.records()}
                assert set(logged(folder)) <= stored


def test_two_runs_at_the_same_time(tmp_path: Path) -> None:
    program = endless(tmp_path, "endless_two", 1_000)
    processes: Sequence[subprocess.Popen[str]] = [
        program.start(artifacts=name) for name in ("one", "other")
    ]
    for name, process in zip(("one", "other"), processes, strict=True):
        wait_until((tmp_path / name / DB_FILENAME).exists, process)
    for process in processes:
        process.terminate()
        process.communicate(timeout=60)
    for name in ("one", "other"):
        with program.open(name) as db:
            check_values(db)
