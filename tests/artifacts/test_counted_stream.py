"""Streams that count, and are otherwise what they stand in for."""

from __future__ import annotations

import copy
import io
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from exekall.artifacts.counted_stream import CountedStream


@pytest.fixture
def file(tmp_path: Path) -> Iterator[io.TextIOWrapper]:
    with (tmp_path / "file").open("w", encoding="utf-8", errors="replace") as stream:
        yield stream


class TestCounting:
    def test_characters_not_bytes(self) -> None:
        stream = CountedStream(io.StringIO())
        assert stream.write("größe\n") == 6
        print("a", "b", file=stream)
        stream.writelines(["x", "yz"])
        assert stream.characters == 6 + 4 + 3
        assert stream.getvalue() == "größe\na b\nxyz"

    def test_what_fails_is_not_counted(self) -> None:
        stream = CountedStream(io.StringIO())
        with pytest.raises(TypeError):
            stream.write(1)  # type: ignore[arg-type]
        assert stream.characters == 0

    def test_the_buffer(self, file: io.TextIOWrapper) -> None:
        stream = CountedStream(file)
        stream.write("é")
        stream.flush()
        assert stream.buffer.write(b"123") == 3
        stream.buffer.writelines([b"4", memoryview(b"56")])
        stream.buffer.flush()
        assert stream.characters == 1 + 6
        assert Path(file.name).read_text("utf-8") == "é123456"


class TestTransparency:
    def test_attributes(self, file: io.TextIOWrapper) -> None:
        stream = CountedStream(file)
        assert stream.fileno() == file.fileno()
        assert stream.isatty() is False
        assert (stream.encoding, stream.errors) == ("utf-8", "replace")
        assert stream.buffer.raw is file.buffer.raw
        assert stream.name == file.name
        stream.reconfigure(errors="strict")
        assert file.errors == "strict"
        assert not hasattr(stream, "no_such_attribute")

    def test_a_terminal(self) -> None:
        leader, follower = os.openpty()
        with os.fdopen(follower, "w") as terminal, os.fdopen(leader, "rb"):
            assert CountedStream(terminal).isatty()

    def test_types(self, file: io.TextIOWrapper) -> None:
        assert isinstance(CountedStream(file), io.TextIOWrapper)
        assert isinstance(CountedStream(file), CountedStream)
        assert not isinstance(CountedStream(io.StringIO()), io.TextIOWrapper)

    def test_processes_write_to_it(self, file: io.TextIOWrapper) -> None:
        stream = CountedStream(file)
        subprocess.run([sys.executable, "-c", "print('x')"], stdout=stream, check=True)
        assert Path(file.name).read_text() == "x\n"

    def test_it_is_flushed_instead_of_closed(self, file: io.TextIOWrapper) -> None:
        with CountedStream(file) as stream:
            stream.write("x")
        assert Path(file.name).read_text() == "x"
        stream.write("y")
        stream.close()
        assert Path(file.name).read_text() == "xy"
        io.TextIOWrapper(stream.buffer).close()
        assert not file.closed

    def test_lines(self) -> None:
        assert list(CountedStream(io.StringIO("a\nb\n"))) == ["a\n", "b\n"]

    def test_it_can_be_pickled_no_more_than_the_stream(self, file: io.TextIOWrapper) -> None:
        stream = CountedStream(file)
        for operation in (pickle.dumps, copy.copy, copy.deepcopy):
            with pytest.raises(TypeError, match="TextIOWrapper"):
                operation(stream)
