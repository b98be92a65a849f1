"""What people read of a comparison."""

from __future__ import annotations

from exekall.comparison.comparing import compare
from exekall.comparison.populations import Kind
from exekall.comparison.sample import Sample
from exekall.comparison.verdicts import Reason
from exekall.rendering import comparison
from exekall.rendering.comparison import report_lines
from tests.comparison.samples import failed, opaque, sample, side, value


def lines(before: list[Sample], after: list[Sample], *, strict: bool = False) -> list[str]:
    return list(report_lines(compare(side("a", before), side("b", after)), strict))


def test_nothing_and_nothing_new() -> None:
    assert lines([], []) == ["There is nothing to compare."]
    assert lines([value("f", 1)], [value("f", 1)]) == ["1 compared: 1 the same."]


def test_a_change_and_its_cause() -> None:
    def run(number: int) -> list[Sample]:
        return [value("Conf:f", number, {"conf": value("Conf", number)})]

    assert lines(run(4), run(5)) == [
        "changed value: Conf:f",
        "  4 -> 5 (+1, +25 %)",
        "  because conf (Conf) changed",
        "",
        "1 compared: 1 different, 0 the same.",
    ]


def test_causes_that_are_likely_or_possible() -> None:
    def run(number: int, content: str, **facts: object) -> list[Sample]:
        return [value("f", number, {"x": opaque("X", content, **facts)})]

    assert "  probably because x (X) changed: what is stored of it did" in lines(
        run(1, "a"), run(2, "b")
    )
    assert "  perhaps because of x (X), which cannot be told apart" in lines(
        run(1, "a", digest=None), run(2, "b", digest=None)
    )
    assert "  because of itself: its parameters are the same" in lines(run(1, "a"), run(2, "a"))
    assert "  because of itself: it has no parameters" in lines([value("f", 1)], [value("f", 2)])


def test_what_is_there_once() -> None:
    before = [value("f", 1, {"x": value("X", 0)}), value("g", 2)]
    after = [value("g", 2), value("h", 3), value("h", 3)]
    assert lines(before, after) == [
        "vanished: f",
        "  1",
        "  because x (X) vanished",
        "appeared: h",
        "  3",
        "  the first of 2 samples",
        "  because of itself: it has no parameters",
        "",
        "3 compared: 2 different, 1 the same.",
    ]


def folds(factor: int) -> list[Sample]:
    return [
        value(
            "gen:f",
            factor * number if number > 1 else 0,
            {"x": opaque("gen", f"{factor} {number}", tags={"n": str(number)}, is_generated=True)},
        )
        for number in range(4)
    ]


def test_samples_with_one_reason_are_told_together() -> None:
    assert lines(folds(1), folds(2)) == [
        "changed value: gen:f",
        "  n=2: 2 -> 4 (+2, +100 %)",
        "  n=3: 3 -> 6 (+3, +100 %)",
        "  probably because x (gen) changed: what is stored of it did",
        "",
        "4 compared: 2 different, 2 the same.",
    ]


def test_several_lines_of_one_sample() -> None:
    def run(text: str) -> list[Sample]:
        return [value("gen", text, tags={"": str(number)}, is_generated=True) for number in (1, 2)]

    found = lines(run("a\nb"), run("a\nc"))
    assert found[:4] == ["changed value: gen", "  1:", "    --- before", "    +++ after"]


def test_what_cannot_be_told_apart() -> None:
    before, after = [opaque("f", "x")], [opaque("f", "y")]
    assert lines(before, after) == [
        "cannot be told apart: f",
        "  what is kept to be seen is the same, what is stored is not; --load compares it",
        "",
        "1 compared: 1 cannot be told apart (counted as the same), 0 the same.",
    ]
    closing = "1 compared: 1 cannot be told apart (counted as different), 0 the same."
    assert lines(before, after, strict=True)[-1] == closing


def test_durations() -> None:
    before, after = [value("f", 1, duration=1.0)], [value("f", 1, duration=0.5)]
    assert lines(before, after)[0] == "faster: f: 1.00 s -> 500 ms"
    assert lines(after, before)[0] == "slower: f: 500 ms -> 1.00 s"


def test_ids_that_coincide_are_written_in_full() -> None:
    before = [sample("f", id="one.f", type="A"), sample("f", id="two.f", type="A")]
    after = [sample("f", id="one.f", type="B"), sample("f", id="two.f", type="B")]
    found = lines(before, after)
    assert [line for line in found if "changed" in line] == [
        "changed value: one.f",
        "changed value: two.f",
    ]


def test_a_failure_and_control_characters() -> None:
    found = lines([value("f", 1)], [failed("f", "E", "red: \x1b[31m")])
    assert found[1] == r"  1 -> E: red: \x1b[31m"


def test_statistics_are_told() -> None:
    before = [value("f", number / 7) for number in range(20)]
    after = [value("f", number / 7 + 5) for number in range(20)]
    assert "Mann-Whitney U test of 20 and 20 samples" in lines(before, after)[1]


def test_many_changes_of_one_value_are_cut() -> None:
    found = lines([value("f", [0] * 50)], [value("f", [1] * 50)])
    assert found[1] == "  [0]: 0 -> 1 (+1)"
    assert found[41] == "  ... and 10 more changes"


def test_what_varies_by_chance_is_told() -> None:
    before = [value("f", number) for number in (1, 3, 5, 7, 9)]
    after = [value("f", number) for number in (2, 4, 6, 8, 11)]
    assert lines(before, after) == [
        "no significant change: f",
        "  median 5 -> 6 (+1, +20 %; Mann-Whitney U test of 5 and 5 samples, p = 0.69)",
        "",
        "1 compared: 1 without significant change, 0 the same.",
    ]


def test_everything_has_words() -> None:
    assert set(comparison._KINDS) == set(Kind)
    assert set(comparison._REASONS) == set(Reason)
