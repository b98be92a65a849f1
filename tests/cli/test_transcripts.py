"""Command lines behave as the transcripts in ``tests/transcripts`` say.

With ``EXEKALL_RECORD=1`` in the environment they are written anew, to be read before they are
committed.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.transcript import parse, replayed, written

FOLDER = Path(__file__).parent.parent / "transcripts"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_transcript(path: Path, tmp_path: Path) -> None:
    expected = path.read_text("utf-8")
    found = written(replayed(parse(expected), tmp_path))
    if os.environ.get("EXEKALL_RECORD"):
        path.write_text(found)
    assert found == expected


def test_there_are_transcripts() -> None:
    assert len(list(FOLDER.glob("*.txt"))) > 20


def test_reading_and_writing_are_inverse() -> None:
    for path in FOLDER.glob("*.txt"):
        text = path.read_text("utf-8")
        assert written(parse(text)) == text


@pytest.mark.parametrize("text", ["=== stdout\nhello\n", "=== exit 1\n"])
def test_output_needs_a_command(text: str) -> None:
    with pytest.raises(ValueError, match="before any command"):
        parse(text)
