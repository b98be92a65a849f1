"""What is counted while values are computed."""

from __future__ import annotations

import contextlib
import io
import logging
import sys
from pathlib import Path

import pytest

from exekall.artifacts import ArtifactFolder, OutputCapture
from exekall.computable import ComputableExpression
from exekall.values import Span
from tests.artifacts.programs import Program

LOGGER = logging.getLogger("tests.capture")

SPEAKING = """\
    import logging
    import sys


    class Said(str): pass


    def silent() -> int:
        return 1


    def speaking(number: int) -> Said:
        print("größe")
        sys.stderr.write("abc")
        logging.getLogger("speaking").debug("one")
        logging.getLogger("speaking").warning("two")
        return Said()
"""


class TestOutputCapture:
    def test_everything_is_counted_from_zero(self) -> None:
        print("before")
        with OutputCapture() as capture:
            assert capture.mark() == (0, 0, 0)
            print("12")
            sys.stderr.write("1")
            LOGGER.error("x")
            assert capture.mark() == (1, 3, 1)

    def test_streams_and_handlers_are_restored(self) -> None:
        before = sys.stdout, sys.stderr, list(logging.getLogger().handlers)
        with OutputCapture():
            assert sys.stdout is not before[0]
        assert (sys.stdout, sys.stderr, list(logging.getLogger().handlers)) == before

    def test_they_are_restored_after_an_interrupt(self) -> None:
        before = sys.stdout, sys.stderr, list(logging.getLogger().handlers)
        with pytest.raises(KeyboardInterrupt), OutputCapture():
            raise KeyboardInterrupt
        assert (sys.stdout, sys.stderr, list(logging.getLogger().handlers)) == before

    def test_what_is_printed_arrives(self, capsys: pytest.CaptureFixture[str]) -> None:
        with OutputCapture():
            print("out")
            print("err", file=sys.stderr)
        assert capsys.readouterr() == ("out\n", "err\n")

    def test_redirected_output_is_not_of_the_stream(self) -> None:
        with OutputCapture() as capture:
            with contextlib.redirect_stdout(io.StringIO()):
                print("elsewhere")
            print("x")
            assert capture.mark()[1] == 2

    def test_a_stream_that_somebody_else_put_there_stays(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        theirs = io.StringIO()
        monkeypatch.setattr(sys, "stdout", sys.stdout)
        with OutputCapture():
            sys.stdout = theirs
        assert sys.stdout is theirs

    def test_a_process_without_streams(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "stdout", None)
        monkeypatch.setattr(sys, "stderr", None)
        with OutputCapture() as capture:
            print("nowhere")
            assert capture.mark() == (0, 0, 0)
        assert sys.stdout is None

    def test_records_are_positions_in_the_log(self, tmp_path: Path) -> None:
        with ArtifactFolder(tmp_path / "run") as folder, folder.log_files() as logs:
            LOGGER.debug("before")
            with OutputCapture(logs) as capture:
                assert capture.mark()[0] == 1
                LOGGER.debug("two\nlines")
                start = capture.mark()[0]
                LOGGER.info("wanted")
        lines = (folder.path / "DEBUG.log").read_text().splitlines()
        records = [line for line in lines if not line.startswith(" ")]
        assert records[start].endswith("wanted")

    def test_values_know_their_part(self, tmp_path: Path) -> None:
        program = Program(tmp_path, "capture_speaking", SPEAKING)
        node = program("speaking", number=program("silent"))
        with ArtifactFolder(tmp_path / "run") as folder, folder.log_files() as logs:
            LOGGER.info("before")
            with OutputCapture(logs) as capture:
                (value,) = ComputableExpression(node).execute_all(capture=capture)
        program.close()
        assert value.span == Span((1, 3), (0, 6), (0, 3))
        assert value["number"].span is None
