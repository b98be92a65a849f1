"""One value, with everything that led to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from exekall.rendering.show_value import expression_lines, failure_lines, value_lines
from exekall.store.records import LogRecord, Refusal
from exekall.valuedb import ValueDB
from tests.rendering.databases import (
    BAKING,
    BREAD,
    DOUGH,
    FAILURE,
    FLOUR,
    RUN,
    SERVED,
    STARTED,
    STEAMED,
    Maker,
    kitchen,
    uuid,
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[ValueDB]:
    with ValueDB.from_path(kitchen(tmp_path)) as database:
        yield database


def facts(lines: Iterator[str]) -> dict[str, str]:
    """Return the facts above the first empty line by their names."""
    found = {}
    for line in lines:
        if not line:
            break
        found[line[:12].strip()] = line[12:]
    return found


def test_facts(database: ValueDB) -> None:
    found = facts(value_lines(database.get_by_uuid(BREAD), Path("/kitchen/bake/1")))
    assert list(found) == [
        "ID",
        "Full ID",
        "UUID",
        "Outcome",
        "Type",
        "Bases",
        "Operator",
        "Result",
        "Repr",
        "JSON",
        "Stored",
        "Expression",
        "Run",
        "Artifacts",
    ]
    assert found["ID"] == "Flour[500]:Dough:bake"
    assert found["Full ID"] == "bake.Flour[500]:bake.Dough:bake.Dough.bake"
    assert found["Outcome"] == "computed, 1.20 ms"
    assert (found["Type"], found["Bases"]) == ("bake.Bread", "bake.Food")
    assert found["Result"] == "459 g of bread"
    assert found["Expression"] == f"{BAKING}, bake"
    assert found["Run"].startswith(f"{RUN.uuid}, 2001-")
    assert found["Artifacts"] == "/kitchen/bake/1"


def test_tags(database: ValueDB) -> None:
    assert facts(value_lines(database.get_by_uuid(FLOUR)))["Tags"] == "500"


def test_ancestry_with_uuids(database: ValueDB) -> None:
    lines = list(value_lines(database.get_by_uuid(BREAD)))
    assert lines[lines.index("Computed by:") :] == [
        "Computed by:",
        f"  bake.Dough.bake (bake.Bread) {BREAD}:",
        f"      self: bake.Dough (bake.Bread) {DOUGH}:",
        f"          flour: bake.Flour (bake.Bread) {FLOUR}",
    ]


def test_a_failure_has_its_log_and_traceback(database: ValueDB) -> None:
    lines = list(value_lines(database.get_by_uuid(STEAMED)))
    found = facts(iter(lines))
    assert found["Outcome"] == "failed, 1.20 ms"
    assert "Type" not in found
    assert found["Declared as"] == "bake.Bread"
    log = lines.index("Log:")
    assert lines[log + 1].endswith(" INFO    bake: hot")
    assert lines[log + 2] == "      and wet"
    failure = lines.index("Failure:")
    assert lines[failure + 1 : failure + 4] == [
        "  Traceback (most recent call last):",
        '    File "bake.py", line 4, in steam',
        "  ValueError: too wet",
    ]


def test_what_was_not_computed_names_what_failed(database: ValueDB) -> None:
    lines = list(value_lines(database.get_by_uuid(SERVED)))
    assert facts(iter(lines))["Outcome"] == "skipped"
    why = lines.index("Not computed, since these failed:")
    told = f"  {STEAMED} Flour[500]:Dough:steam: ValueError: too wet (bake.py:4)"
    assert lines[why + 1] == told
    assert f"bake.steam (bake.Bread) {STEAMED} failed:" in "\n".join(lines)


def test_what_was_not_stored_says_which_part_refused(tmp_path: Path) -> None:
    refusal = Refusal(".conn.sock", "socket.socket", "cannot pickle it")
    with Maker(tmp_path) as maker:
        node = maker.node("m.f")
        maker.value(node, refusal=refusal)
        maker.value(node, is_stale=True)
    with maker.open() as database:
        refused, stale = (facts(value_lines(value))["Stored"] for value in database.get_all())
    assert refused == "no: .conn.sock, of type socket.socket, refused: cannot pickle it"
    assert stale == "12 B; a part of it was changed after it was stored"


def test_terminals_are_safe(tmp_path: Path) -> None:
    with Maker(tmp_path) as maker:
        node = maker.node("m.f")
        log = [LogRecord(STARTED, "INFO", "x", "\x1b[2J")]
        value = maker.value(node, repr="\x1b[31m", tags={"\x1b": "\x07\n"}, log=log)
    with maker.open() as database:
        text = "\n".join(value_lines(database.get_by_uuid(value)))
    assert "\x1b" not in text
    assert "\x07" not in text


def test_causes_come_after_the_exception() -> None:
    cause = replace(FAILURE, traceback="the cause\n")
    context = replace(FAILURE, traceback="the context\n")
    member = replace(FAILURE, traceback="", message="a member")
    whole = replace(FAILURE, cause=replace(cause, context=context), exceptions=(member,))
    assert list(failure_lines(whole))[3:] == [
        "",
        "Caused by:",
        "the cause",
        "",
        "While dealing with:",
        "the context",
        "",
        "In the group:",
        "ValueError: a member (bake.py:4)",
    ]


def test_long_ancestry(tmp_path: Path) -> None:
    length = 2_000
    with Maker(tmp_path) as maker:
        node = maker.node("m.start")
        value = maker.value(node)
        for number in range(length):
            node = maker.node(f"m.f{number}", ("x", node))
            value = maker.value(node, value)
    with maker.open() as database:
        lines = list(value_lines(database.get_by_uuid(value)))
    assert uuid(1) in lines[-1]
    assert len(lines) < 1.2 * length + 30


def test_an_expression(database: ValueDB) -> None:
    (expression,) = (found for found in database.expressions if found.uuid == BAKING)
    found = facts(expression_lines(expression, Path("/kitchen/bake/1")))
    assert found.pop("Started").endswith(", 500 ms")
    assert found == {
        "Expression": BAKING,
        "ID": "bake",
        "State": "complete",
        "Run": RUN.uuid,
        "Artifacts": "/kitchen/bake/1",
    }
