"""The log files: which records, in what form, and what becomes of them when things go wrong."""

from __future__ import annotations

import io
import logging
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent, indent

import pytest

from exekall.artifacts.logs import REMEMBERED, REMEMBERED_TEXT, LogFiles
from exekall.filesystem.directory import Directory

LOGGER = logging.getLogger("tests.logs")
LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} (\w+) +([\w.]+): (.*)")


class Hostile:
    def __str__(self) -> str:
        raise ValueError("no text")

    __repr__ = __str__


@pytest.fixture
def directory(tmp_path: Path) -> Iterator[Directory]:
    with Directory(tmp_path) as opened:
        yield opened


@pytest.fixture
def logs(directory: Directory) -> Iterator[LogFiles]:
    with LogFiles(directory) as files:
        yield files


def written(folder: Path, name: str = "DEBUG.log") -> list[tuple[str, ...]]:
    """Return level, logger and message of each line, and the other lines as they are."""
    lines = (folder / name).read_text("utf-8").splitlines()
    return [match.groups() if (match := LINE.fullmatch(line)) else (line,) for line in lines]


def run_logging(folder: Path, body: str) -> subprocess.CompletedProcess[bytes]:
    """Run *body* in a process that logs to *folder*."""
    head = """\
import logging, os, signal, sys
from pathlib import Path
from exekall.filesystem.directory import Directory
from exekall.artifacts.logs import LogFiles

with Directory(Path(sys.argv[1])) as directory, LogFiles(directory):
"""
    program = head + indent(dedent(body), "    ")
    return subprocess.run([sys.executable, "-c", program, str(folder)], check=False)


class TestRecords:
    def test_each_file_has_its_level(self, logs: LogFiles, tmp_path: Path) -> None:
        LOGGER.debug("one")
        LOGGER.info("%s", "two")
        LOGGER.critical("three")
        debug, info, critical = [
            ("DEBUG", "tests.logs", "one"),
            ("INFO", "tests.logs", "two"),
            ("CRITICAL", "tests.logs", "three"),
        ]
        assert written(tmp_path) == [debug, info, critical]
        assert written(tmp_path, "INFO.log") == [info, critical]
        assert logs.count == 3

    def test_time(self, logs: LogFiles, tmp_path: Path) -> None:
        before = time.time()
        LOGGER.info("x")
        stamp, _, fraction = (tmp_path / "INFO.log").read_text()[:23].partition(".")
        then = time.mktime(time.strptime(stamp, "%Y-%m-%d %H:%M:%S")) + int(fraction) / 1000
        assert before - 0.001 <= then <= time.time()

    def test_lines_without_indentation_are_the_records(
        self, logs: LogFiles, tmp_path: Path
    ) -> None:
        LOGGER.info("a\nb\n\nc")
        LOGGER.info("d")
        found = written(tmp_path)
        assert found[0][-1] == "a"
        assert found[1:4] == [("    b",), ("    ",), ("    c",)]
        assert found[4][-1] == "d"

    def test_tracebacks(self, logs: LogFiles, tmp_path: Path) -> None:
        try:
            raise ValueError("the cause")
        except ValueError:
            LOGGER.exception("failed")
        found = written(tmp_path, "INFO.log")
        assert found[0] == ("ERROR", "tests.logs", "failed")
        assert found[1] == ("    Traceback (most recent call last):",)
        assert found[-1] == ("    ValueError: the cause",)

    def test_any_character(self, logs: LogFiles, tmp_path: Path) -> None:
        LOGGER.info("größe \ud800")
        assert written(tmp_path)[0][-1] == "größe \\ud800"

    def test_messages_that_cannot_be_formatted(self, logs: LogFiles, tmp_path: Path) -> None:
        LOGGER.info("hostile %s", Hostile())
        LOGGER.info("%d", "x")
        LOGGER.info(Hostile())
        assert [line[-1] for line in written(tmp_path)] == [
            "hostile %s (ValueError in formatting the message)",
            "%d (TypeError in formatting the message)",
            "Hostile (ValueError in formatting the message)",
        ]

    def test_an_exception_without_text(self, logs: LogFiles, tmp_path: Path) -> None:
        class HostileError(Hostile, Exception):
            pass

        LOGGER.error("failed", exc_info=HostileError())
        assert "<exception str() failed>" in written(tmp_path)[-1][0]

    def test_threads(self, logs: LogFiles, tmp_path: Path) -> None:
        def log(name: int) -> None:
            for number in range(200):
                LOGGER.info("%d %d", name, number)

        threads = [threading.Thread(target=log, args=(name,)) for name in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        messages = [line[-1] for line in written(tmp_path)]
        assert sorted(messages) == sorted(f"{a} {b}" for a in range(8) for b in range(200))


class TestOtherHandlers:
    def test_levels_come_back(self, directory: Directory) -> None:
        root = logging.getLogger()
        before = root.level, list(root.handlers)
        with LogFiles(directory):
            assert root.isEnabledFor(logging.DEBUG)
        assert (root.level, list(root.handlers)) == before

    @pytest.mark.parametrize(
        ("own", "expected"),
        [
            (logging.NOTSET, ["warning"]),
            (logging.INFO, ["info", "warning"]),
            (logging.ERROR, []),
        ],
    )
    def test_a_handler_shows_no_more_than_before(
        self, directory: Directory, own: int, expected: list[str]
    ) -> None:
        root = logging.getLogger()
        assert root.level == logging.WARNING
        stream = io.StringIO()
        handler = logging.StreamHandler(stream)
        handler.setLevel(own)
        root.addHandler(handler)
        try:
            with LogFiles(directory):
                LOGGER.debug("debug")
                LOGGER.info("info")
                LOGGER.warning("warning")
            assert handler.level == own
        finally:
            root.removeHandler(handler)
        assert stream.getvalue().splitlines() == expected


class TestTrouble:
    def test_lost_records_are_counted(self, logs: LogFiles) -> None:
        LOGGER.info("one")
        logs.close()
        LOGGER.info("two")
        LOGGER.info("three")
        assert logs.lost == 2
        assert logs.count == 1
        assert isinstance(logs.failure, OSError)
        logs.close()

    def test_a_full_disk(self, logs: LogFiles, tmp_path: Path) -> None:
        resource = pytest.importorskip("resource")
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        LOGGER.info("before")
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, limits[1]))
        try:
            LOGGER.info("lost")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        LOGGER.info("after")
        assert [line[-1] for line in written(tmp_path)] == ["before", "after"]
        assert logs.lost == 1

    def test_a_forked_process_logs_to_the_same_files(self, tmp_path: Path) -> None:
        done = run_logging(
            tmp_path,
            """
            logging.info("before")
            child = os.fork()
            if not child:
                logging.info("child")
                logging.shutdown()
                os._exit(0)
            os.waitpid(child, 0)
            logging.info("after")
            """,
        )
        assert done.returncode == 0
        assert [line[-1] for line in written(tmp_path)] == ["before", "child", "after"]

    def test_killed_processes_lose_nothing(self, tmp_path: Path) -> None:
        done = run_logging(
            tmp_path,
            """
            for number in range(1000):
                logging.info("%d", number)
            os.kill(os.getpid(), signal.SIGKILL)
            """,
        )
        assert done.returncode < 0
        for name in ("DEBUG.log", "INFO.log"):
            found = [line[-1] for line in written(tmp_path, name)]
            assert found == [str(number) for number in range(1000)]


class TestMemory:
    def test_records_are_had_by_their_numbers(self, logs: LogFiles) -> None:
        before = time.time()
        for number in range(5):
            LOGGER.warning("record %d", number)
        found = logs.records(1, 3)
        assert [record.text for record in found] == ["record 1", "record 2"]
        assert {(record.level, record.logger) for record in found} == {("WARNING", LOGGER.name)}
        assert all(before <= record.time <= time.time() for record in found)
        assert logs.records(2, 2) == []

    def test_the_latest_are_kept(self, logs: LogFiles) -> None:
        for number in range(REMEMBERED + 5):
            LOGGER.info("%d", number)
        found = logs.records(0, logs.count)
        assert [record.text for record in found] == [str(n + 5) for n in range(REMEMBERED)]

    def test_long_texts_are_cut(self, logs: LogFiles, directory: Directory) -> None:
        LOGGER.info("x" * (REMEMBERED_TEXT + 1))
        assert len(logs.records(0, 1)[0].text) == REMEMBERED_TEXT
        assert len(written(directory.path)[0][2]) == REMEMBERED_TEXT + 1

    def test_tracebacks_belong_to_the_text(self, logs: LogFiles) -> None:
        try:
            raise ValueError("no")
        except ValueError:
            LOGGER.exception("failed")
        (record,) = logs.records(0, 1)
        assert record.text.startswith("failed\nTraceback")
        assert record.text.endswith("ValueError: no")

    def test_a_message_that_cannot_be_formatted(self, logs: LogFiles) -> None:
        LOGGER.info("told %s", Hostile())
        assert logs.records(0, 1)[0].text == "told %s (ValueError in formatting the message)"
