"""The rules of equality, one by one."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from exekall.comparison.sample import Sample
from exekall.comparison.tolerance import Tolerance
from exekall.comparison.verdicts import Judge, Judgement, Reason, Verdict
from tests.comparison.samples import failed, opaque, sample, skipped, value

SAME = Judgement(Verdict.SAME)
DIFFERENT = Judgement(Verdict.DIFFERENT)


def judged(before: Sample, after: Sample, tolerance: Tolerance | None = None) -> Judgement:
    judge = Judge(tolerance or Tolerance())
    found = judge.judge(before, after)
    assert judge.judge(after, before) == found
    return found


def test_equal_digests_are_the_same_whatever_is_seen() -> None:
    assert judged(opaque("f", "x", kept="<A>"), opaque("f", "x", kept="<B>")) == SAME


def test_equal_json_is_the_same_whatever_the_digest() -> None:
    assert judged(value("f", [1], digest=b"a"), value("f", [1], digest=b"b")) == SAME
    assert judged(value("f", [1], digest=None), value("f", [1], digest=None)) == SAME


def test_other_json_is_different() -> None:
    assert judged(value("f", [1]), value("f", [2])) == DIFFERENT


def test_json_that_only_one_side_has_is_different() -> None:
    assert judged(value("f", [1]), value("f", [1], json=None, digest=b"b")) == DIFFERENT


def test_the_order_of_members_does_not_matter() -> None:
    before = value("f", {}, json='{"a": 1, "b": 2}', digest=b"a")
    after = value("f", {}, json='{"b": 2, "a": 1}', digest=b"b")
    assert judged(before, after) == SAME


def test_other_types_are_different() -> None:
    assert judged(value("f", 1), value("f", 1.0)) == DIFFERENT
    assert judged(opaque("f", "x"), opaque("f", "y", type="Other")) == DIFFERENT


def test_integers_and_floats_are_numbers_where_there_is_a_tolerance() -> None:
    assert judged(value("f", 1), value("f", 1.05), Tolerance(0.1)) == SAME
    assert judged(value("f", 1), value("f", 1.5), Tolerance(0.1)) == DIFFERENT
    assert judged(value("f", 1), value("f", True), Tolerance(0.1)) == DIFFERENT


def test_another_repr_is_different_but_for_addresses() -> None:
    assert judged(opaque("f", "x", kept="<A>"), opaque("f", "y", kept="<B>")) == DIFFERENT
    before = opaque("f", "x", kept="<A at 0x7f12345678>")
    after = opaque("f", "y", kept="<A at 0x7f87654321>")
    assert judged(before, after).verdict is Verdict.UNDECIDED


def test_another_text_is_different_but_for_addresses() -> None:
    assert judged(opaque("f", "x", text="1 g"), opaque("f", "y", text="2 g")) == DIFFERENT
    before = opaque("f", "x", text="<A at 0x7f12345678>")
    after = opaque("f", "y", text="<A at 0x7f87654321>")
    assert judged(before, after).verdict is Verdict.UNDECIDED


def test_what_looks_the_same_is_undecided() -> None:
    found = judged(opaque("f", "x"), opaque("f", "y"))
    assert found == Judgement(Verdict.UNDECIDED, Reason.NOT_LOADED)


def test_a_text_on_one_side_decides_nothing() -> None:
    assert judged(opaque("f", "x", text="1"), opaque("f", "y")).verdict is Verdict.UNDECIDED


def test_what_was_not_stored_cannot_be_loaded() -> None:
    found = judged(opaque("f", "x", digest=None), opaque("f", "x"))
    assert found == Judgement(Verdict.UNDECIDED, Reason.NOT_STORED)
    found = Judge(Tolerance(), loads=True).judge(opaque("f", "x", digest=None), opaque("f", "x"))
    assert found.reason is Reason.NOT_STORED


@pytest.mark.parametrize("type_", ["str", "bytes", "int"])
def test_long_texts_and_numbers_differ_if_their_pickles_do(type_: str) -> None:
    before, after = opaque("f", "x", type=type_), opaque("f", "y", type=type_)
    assert judged(before, after) == DIFFERENT


def test_one_value_is_the_same_even_if_it_was_not_stored() -> None:
    one = opaque("f", "x", digest=None)
    assert judged(one, one) == SAME


def test_what_is_lost_is_undecided() -> None:
    lost = sample("f", is_lost=True)
    for other in (value("f", 1), lost):
        assert judged(lost, other) == Judgement(Verdict.UNDECIDED, Reason.LOST)


def test_outcomes() -> None:
    stage = failed("g")
    assert judged(value("f", 1), failed("f")) == DIFFERENT
    assert judged(failed("f"), skipped("f", {"x": stage})) == DIFFERENT
    assert judged(failed("f", "A", "x"), failed("f", "A", "x")) == SAME
    assert judged(failed("f", "A", "x"), failed("f", "A", "y")) == DIFFERENT
    assert judged(failed("f", "A", "x"), failed("f", "B", "x")) == DIFFERENT
    message = "<A at 0x7f12345678>"
    assert judged(failed("f", "A", message), failed("f", "A", message.replace("7", "6"))) == SAME


def test_what_was_skipped_is_told_by_what_failed_before_it() -> None:
    def chain(message: str) -> Sample:
        stage = failed("g", "A", message)
        return skipped("f", {"ok": value("v", 1), "x": skipped("h", {"x": stage})})

    assert judged(chain("x"), chain("x")) == SAME
    assert judged(chain("x"), chain("y")) == DIFFERENT
    assert judged(skipped("f", {}), skipped("f", {})) == SAME
    assert judged(skipped("f", {}), chain("x")) == DIFFERENT


@pytest.mark.parametrize(
    ("before", "after", "type_", "expected"),
    [
        ("array([1.0])", "array([1.05])", "numpy.ndarray", Verdict.UNDECIDED),
        ("np.float64(1.0)", "np.float64(1.05)", "numpy.float64", Verdict.SAME),
        ("Flour(1.0)", "Flour(1.05)", "bread.Flour", Verdict.UNDECIDED),
        ("Flour(1.0)", "Flour(1.5)", "bread.Flour", Verdict.DIFFERENT),
    ],
)
def test_numbers_in_texts_within_a_tolerance(
    before: str, after: str, type_: str, expected: Verdict
) -> None:
    x, y = opaque("f", "x", kept=before, type=type_), opaque("f", "y", kept=after, type=type_)
    # What the array does not show may differ.
    if type_ == "numpy.ndarray":
        x, y = (dataclasses.replace(each, repr=f"{each.repr} [0, 1]") for each in (x, y))
    assert judged(x, y, Tolerance(0.1)).verdict is expected
    assert judged(x, y).verdict is Verdict.DIFFERENT


def refused() -> object:
    raise SystemExit(3)


@pytest.mark.parametrize(
    ("load", "expected"),
    [
        (lambda: "x", SAME),
        (lambda: "y", DIFFERENT),
        (refused, Judgement(Verdict.UNDECIDED, Reason.UNAVAILABLE, "SystemExit")),
    ],
)
def test_loading_decides(load: Callable[[], object], expected: Judgement) -> None:
    before, after = opaque("f", "x"), opaque("f", "y", load=load)
    assert Judge(Tolerance(), loads=True).judge(before, after) == expected


def test_an_equality_that_raises_is_told() -> None:
    class Angry:
        def __eq__(self, other: object) -> bool:
            raise ValueError

        __hash__ = None  # type: ignore[assignment]

    before, after = opaque("f", "x", load=Angry), opaque("f", "y", load=Angry)
    found = Judge(Tolerance(), loads=True).judge(before, after)
    assert found == Judgement(Verdict.UNDECIDED, Reason.INCOMPARABLE, "ValueError")


def test_nothing_is_loaded_that_can_be_told_apart_or_if_not_asked() -> None:
    pairs = [
        (value("f", 1, load=refused), value("f", 2, load=refused)),
        (opaque("f", "x", load=refused), opaque("f", "x", load=refused)),
    ]
    judge = Judge(Tolerance(), loads=True)
    assert all(judge.judge(*pair).reason is None for pair in pairs)
    found = Judge(Tolerance()).judge(opaque("f", "x", load=refused), opaque("f", "y", load=refused))
    assert found.reason is Reason.NOT_LOADED


def test_interruption_while_loading_is_passed_on() -> None:
    def interrupted() -> object:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Judge(Tolerance(), loads=True).judge(
            opaque("f", "x", load=interrupted), opaque("f", "y", load=interrupted)
        )
