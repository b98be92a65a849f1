"""In what two values differ."""

from __future__ import annotations

from exekall.comparison.change import Aspect, Change
from exekall.comparison.differences import changes
from exekall.comparison.sample import Sample
from exekall.comparison.tolerance import Tolerance
from tests.comparison.samples import failed, opaque, skipped, value


def found(before: Sample | None, after: Sample | None) -> tuple[Change, ...]:
    return changes(before, after, Tolerance())


def test_outcomes_are_told_with_what_was_raised() -> None:
    broken = failed("g", "KeyError", "'x'")
    assert found(value("f", 1), skipped("f", {"x": broken})) == (
        Change(Aspect.OUTCOME, "1", "KeyError: 'x'"),
    )
    assert found(failed("f", "A"), failed("f", "B")) == (Change(Aspect.FAILURE, "A", "B"),)
    assert found(failed("f", "A"), skipped("f", {})) == (Change(Aspect.OUTCOME, "A", "skipped"),)
    assert found(None, opaque("f", "x")) == (Change(Aspect.OUTCOME, None, "<object>"),)


def test_json_is_told_by_path_and_text_as_text() -> None:
    assert found(value("f", {"a": 1}), value("f", {"a": 2})) == (
        Change(Aspect.NUMBER, "1", "2", ".a", (1, 2)),
    )
    assert found(value("f", "a\nb"), value("f", "a\nc")) == (Change(Aspect.TEXT, "a\nb", "a\nc"),)


def test_types_are_told_besides() -> None:
    assert [change.aspect for change in found(value("f", 1), value("f", "1"))] == [
        Aspect.TYPE,
        Aspect.JSON,
    ]
    assert found(opaque("f", "x"), opaque("f", "y", type="Other")) == (
        Change(Aspect.TYPE, "Opaque", "Other"),
    )


def test_texts_go_before_reprs_and_numbers_before_texts() -> None:
    before, after = (
        opaque("f", each, kept=f"<{each}>", text=text)
        for each, text in (("x", "1 g"), ("y", "2 g"))
    )
    assert found(before, after) == (Change(Aspect.NUMBER, "1 g", "2 g", numbers=(1, 2)),)
    before, after = opaque("f", "x", text="1 g"), opaque("f", "y", text="2 kg")
    assert found(before, after) == (Change(Aspect.TEXT, "1 g", "2 kg"),)
    before, after = opaque("f", "x", kept="A"), opaque("f", "y", kept="B")
    assert found(before, after) == (Change(Aspect.REPR, "A", "B"),)


def test_what_looks_the_same_differs_in_content() -> None:
    assert found(opaque("f", "x"), opaque("f", "y")) == (
        Change(Aspect.CONTENT, "<object>", "<object>"),
    )
