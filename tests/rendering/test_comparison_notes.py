"""What is to be known besides."""

from __future__ import annotations

from exekall.rendering.comparison_notes import damage_lines, incomplete_note, scipy_lines
from exekall.store.records import RunState


def test_incomplete_databases() -> None:
    assert incomplete_note("a", RunState.INTERRUPTED).startswith("a was interrupted")
    assert incomplete_note("a", RunState.RUNNING).startswith("a is still being written")


def test_damage() -> None:
    assert damage_lines("a", 1)[0].startswith("a is damaged: 1 row cannot be read")
    assert damage_lines("a", 2)[0].startswith("a is damaged: 2 rows cannot be read")


def test_what_to_install() -> None:
    assert any("exekall[stats]" in line for line in scipy_lines())
