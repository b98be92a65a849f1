"""Streams that nobody reads, or that are missing, don't stop anything."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from exekall.cli.streams import is_abandoned, tolerant_streams

PROGRAM = """
import os, sys
from exekall.cli.streams import is_abandoned, tolerant_streams
with tolerant_streams():
    for _ in range(10_000):
        print("some line")
    sys.stdout.flush()
    print(is_abandoned(sys.stdout), file=sys.stderr)
    os.system("echo from another process")
    print("gr\\u00fc\\u00df \\udcff", file=sys.stderr)
"""


@pytest.mark.parametrize("options", [[], ["-u"]])
def test_a_reader_may_leave(options: list[str]) -> None:
    process = subprocess.Popen(
        [sys.executable, *options, "-c", PROGRAM],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    told = process.stderr.read()
    process.stderr.close()
    assert told == "True\ngr\\xfc\\xdf \\udcff\n"
    assert process.wait() == 0


WRAPPING = """
import io, sys
from exekall.cli.streams import tolerant_streams
with tolerant_streams():
    print("before")
    sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8")
    print("after")
"""


def test_the_buffer_may_be_given_another_stream() -> None:
    command = [sys.executable, "-c", WRAPPING]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stderr == ""


def test_missing_streams_are_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    with tolerant_streams():
        print("to nowhere \udcff")
        assert not is_abandoned(sys.stdout)
    assert sys.stdout is None


def test_streams_of_others_stay(capsys: pytest.CaptureFixture[str]) -> None:
    stream = sys.stdout
    with tolerant_streams():
        assert sys.stdout is stream
        print("seen")
    assert capsys.readouterr().out == "seen\n"
