"""What is said of the adaptor that a database records."""

from __future__ import annotations

from exekall.rendering.recorded_adaptors import (
    adaptor_note,
    broken_adaptor_lines,
    several_adaptors_lines,
    unimportable_adaptor_lines,
)
from exekall.store.records import AdaptorRecord

KITCHEN = AdaptorRecord("kitchen", "bake.custom", "Outer.Kitchen", ("show_db",))


def test_it_is_named_with_what_it_is_used_for() -> None:
    note = adaptor_note(KITCHEN, ["show_db", "reload_db"])
    assert "'kitchen' (bake.custom.Outer.Kitchen)" in note
    assert "show_db() and reload_db()" in note
    assert "--no-adaptor" in note


def test_what_keeps_it_from_being_used() -> None:
    assert "no module bake.custom here" in unimportable_adaptor_lines(KITCHEN)[0]
    assert "PYTHONPATH" in unimportable_adaptor_lines(KITCHEN)[1]
    assert broken_adaptor_lines(KITCHEN, ValueError("no"))[0].endswith(": ValueError: no")
    assert broken_adaptor_lines(KITCHEN, None)[0].endswith("not a subclass of AdaptorBase")


def test_several() -> None:
    first, remedy = several_adaptors_lines([KITCHEN, AdaptorRecord("x", "m", "X")])
    assert first.endswith("bake.custom.Outer.Kitchen and m.X")
    assert "--adaptor NAME" in remedy
