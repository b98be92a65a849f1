"""The comparison of two databases, against an obvious one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exekall.comparison.change import Aspect
from exekall.comparison.comparing import compare
from exekall.comparison.options import ComparisonOptions
from exekall.comparison.populations import Kind
from exekall.comparison.report import Report
from exekall.comparison.sample import Sample, Side
from exekall.comparison.tolerance import Tolerance
from exekall.comparison.verdicts import Reason, Verdict
from tests.comparison.samples import failed, opaque, side, skipped, value
from tests.oracle.comparison import Result, expected

# No number of samples suffices for a test, so they are compared as they are.
EXACT = ComparisonOptions(alpha=0)


@st.composite
def results(draw: st.DrawFn) -> Result:
    id_ = draw(st.sampled_from("fgh"))
    kind = draw(st.sampled_from(["json", "opaque", "failed"]))
    look = f"{kind} {draw(st.integers(0, 1))}"
    if kind == "opaque":
        return Result(id_, look, f"{look} {draw(st.integers(0, 2))}")
    return Result(id_, look, look, is_legible=True)


def made(result: Result) -> Sample:
    kind = result.look.split()[0]
    if kind == "json":
        return value(result.id, result.look)
    if kind == "failed":
        return failed(result.id, message=result.look)
    return opaque(result.id, result.content, kept=result.look)


def database(name: str, found: list[Result]) -> Side:
    return side(name, [made(result) for result in found])


def told(report: Report) -> dict[str, str]:
    changed = {Kind.APPEARED: "appeared", Kind.VANISHED: "vanished"}
    return {
        **{each.match.shown: changed.get(each.kind, "different") for each in report.differences},
        **{each.match.shown: "undecided" for each in report.undecided},
    }


SIDES = st.lists(results(), max_size=8)


@given(SIDES, SIDES)
def test_as_trying_every_pairing_says(before: list[Result], after: list[Result]) -> None:
    a, b = database("a", before), database("b", after)
    # The number of results of an expression is another matter.
    a, b = replace(a, complete=frozenset()), replace(b, complete=frozenset())
    report = compare(a, b, EXACT)
    wanted = expected(before, after)
    assert told(report) == {id_: word for id_, word in wanted.items() if word != "same"}
    assert report.same == list(wanted.values()).count("same")
    assert report.total == len(wanted)


MIRRORED = {Kind.APPEARED: Kind.VANISHED, Kind.VANISHED: Kind.APPEARED}


def mirrored(report: Report) -> list[object]:
    return [
        report.same,
        [
            (
                each.match.shown,
                MIRRORED.get(each.kind, each.kind),
                [
                    (change.aspect, change.path, change.after, change.before)
                    for change in each.changes
                ],
                each.causes,
                each.count,
            )
            for each in report.differences
        ],
        [(each.match.shown, each.reason) for each in report.undecided],
        [each.match.shown for each in report.insignificant],
    ]


def straight(report: Report) -> list[object]:
    return [
        report.same,
        [
            (
                each.match.shown,
                each.kind,
                [
                    (change.aspect, change.path, change.before, change.after)
                    for change in each.changes
                ],
                each.causes,
                each.count,
            )
            for each in report.differences
        ],
        [(each.match.shown, each.reason) for each in report.undecided],
        [each.match.shown for each in report.insignificant],
    ]


OPTIONS = st.builds(
    ComparisonOptions,
    tolerance=st.sampled_from([Tolerance(), Tolerance(0.1), Tolerance(0, 2)]),
    alpha=st.sampled_from([0, 0.05, 0.5]),
    pools=st.booleans(),
    all_values=st.booleans(),
)
NUMBERS = st.lists(
    st.tuples(st.sampled_from("fg"), st.sampled_from([0, 1, 1.05, 3, None])), max_size=12
)


def numbers(name: str, found: list[tuple[str, float | None]]) -> Side:
    return side(
        name,
        [failed(id_) if number is None else value(id_, number) for id_, number in found],
    )


@settings(deadline=None)  # SciPy takes its time to be imported
@given(NUMBERS, NUMBERS, OPTIONS)
def test_the_other_way_round_it_is_the_mirror_image(
    before: list[tuple[str, float | None]],
    after: list[tuple[str, float | None]],
    options: ComparisonOptions,
) -> None:
    a, b = numbers("a", before), numbers("b", after)
    assert mirrored(compare(a, b, options)) == straight(compare(b, a, options))


@settings(deadline=None)
@given(SIDES, OPTIONS)
def test_a_database_is_the_same_as_itself(found: list[Result], options: ComparisonOptions) -> None:
    a = database("a", found)
    report = compare(a, a, options)
    assert not report.is_different(strict=True)
    assert not compare(a, database("b", found), options).is_different(strict=True)


def test_a_difference_says_what_where_and_why() -> None:
    def run(factor: float) -> Side:
        stage = value("Conf:Stage1", {"factor": factor, "name": "x"}, {"conf": value("Conf", 0)})
        return side("a", [value("Conf:Stage1:f", 10 * factor, {"x": stage})])

    report = compare(run(1), run(2))
    (difference,) = report.differences
    assert difference.kind is Kind.VALUE
    assert difference.match.shown == "Conf:Stage1:f"
    (change,) = difference.changes
    assert (change.before, change.after, change.difference) == ("10", "20", 10)
    (cause,) = difference.causes
    assert (cause.parameter, cause.shown) == ("x", "Conf:Stage1")
    assert cause.verdict is Verdict.DIFFERENT
    assert report.is_different()


def test_with_all_values_the_cause_is_a_difference_too() -> None:
    def run(number: int) -> Side:
        return side("a", [value("Conf:f", 0, {"conf": value("Conf", number)})])

    assert not compare(run(1), run(2)).differences
    report = compare(run(1), run(2), ComparisonOptions(all_values=True))
    assert [each.match.shown for each in report.differences] == ["Conf"]
    assert not report.differences[0].causes


def test_an_outcome_changed_because_a_parameter_failed() -> None:
    def run(stage: Sample) -> Side:
        result = value("Conf:f", 1, {"x": stage}) if stage.is_computed else None
        return side("a", [result or skipped("Conf:f", {"x": stage})])

    before, after = run(value("Conf", 1)), run(failed("Conf", "KeyError", "'x'"))
    (difference,) = compare(before, after).differences
    assert difference.kind is Kind.OUTCOME
    assert difference.changes[0].aspect is Aspect.OUTCOME
    assert (difference.changes[0].before, difference.changes[0].after) == ("1", "KeyError: 'x'")
    assert [cause.shown for cause in difference.causes] == ["Conf"]


def test_what_appears_names_the_parameter_that_appeared() -> None:
    old = [value("Data:f", 1, {"data": value("Data", 1)})]
    new = [value("Other:f", 1, {"data": value("Other", 1)}), value("Data:g", 2)]
    report = compare(side("a", old), side("b", [*old, *new]))
    assert [(each.kind, each.match.shown) for each in report.differences] == [
        (Kind.APPEARED, "Data:g"),
        (Kind.APPEARED, "Other:f"),
    ]
    assert [[cause.shown for cause in each.causes] for each in report.differences] == [
        [],
        ["Other"],
    ]


def folds(values: dict[int, float], expression: str = "e") -> list[Sample]:
    """Return what is computed from folds, which have labels; tags of results measure."""
    data = value("Data", 0)
    return [
        value(
            "Data:folds:accuracy",
            accuracy,
            {
                "fold": opaque(
                    "Data:folds",
                    f"fold {number}",
                    {"data": data},
                    tags={"fold": str(number)},
                    is_generated=True,
                    expression=expression,
                )
            },
            tags={"accuracy": f"{accuracy:.0%}"},
            expression=expression,
        )
        for number, accuracy in values.items()
    ]


FOLDS = st.dictionaries(st.integers(1, 5), st.sampled_from([0.5, 0.75, 1.0]), max_size=5)


@settings(deadline=None)
@given(FOLDS, FOLDS, OPTIONS)
def test_with_labels_the_other_way_round_it_is_the_mirror_image(
    before: dict[int, float], after: dict[int, float], options: ComparisonOptions
) -> None:
    a, b = side("a", folds(before)), side("b", folds(after))
    assert mirrored(compare(a, b, options)) == straight(compare(b, a, options))


@given(FOLDS, FOLDS)
def test_labelled_samples_are_matched_whenever_most_labels_are_on_both_sides(
    before: dict[int, float], after: dict[int, float]
) -> None:
    report = compare(side("a", folds(before)), side("b", folds(after)), EXACT)
    shared = before.keys() & after.keys()
    fewest, most = sorted((len(before), len(after)))
    if most < 2 or 2 * len(shared) <= fewest:
        return
    changed = {label.value for each in report.differences for label in each.match.labels}
    assert changed == {
        str(number)
        for number in before.keys() | after.keys()
        if before.get(number) != after.get(number)
    }


def test_samples_that_tags_tell_apart_are_compared_one_by_one() -> None:
    before = side("a", folds({1: 0.9, 2: 0.8, 3: 0.7}))
    after = side("b", folds({1: 0.8, 2: 0.8, 3: 0.7}))
    report = compare(before, after)
    (difference,) = report.differences
    assert [(label.name, label.value) for label in difference.match.labels] == [("fold", "1")]
    assert difference.changes[0].numbers == (0.9, 0.8)
    assert report.same == 2


def test_samples_are_taken_together_if_that_is_asked_for() -> None:
    before = side("a", folds({1: 0.9, 2: 0.8, 3: 0.7, 4: 0.6}))
    after = side("b", folds({1: 0.6, 2: 0.7, 3: 0.8, 4: 0.9}))
    assert len(compare(before, after).differences) == 4
    pooled = ComparisonOptions(pools=True)
    assert not compare(before, after, pooled).is_different(strict=True)


def test_what_varies_without_significant_change_is_told() -> None:
    before = side("a", [value("f", number) for number in range(10)])
    after = side("b", [value("f", number + 0.5) for number in range(10)])
    report = compare(before, after)
    (insignificant,) = report.insignificant
    assert insignificant.test.p_value > 0.05
    assert not report.is_different(strict=True)
    assert report.total == 1


def test_a_sample_that_is_missing_vanished() -> None:
    before = side("a", folds({1: 0.9, 2: 0.8, 3: 0.7}))
    after = side("b", folds({1: 0.9, 2: 0.8}))
    (difference,) = compare(before, after).differences
    assert difference.kind is Kind.VANISHED
    assert [label.value for label in difference.match.labels] == ["3"]
    assert [cause.shown for cause in difference.causes] == ["Data:folds"]


def test_how_many_results_an_expression_has_is_compared() -> None:
    before = side("a", [value("f", 1), value("f", 1)])
    after = side("b", [value("f", 1), value("f", 1), value("f", 1)])
    (difference,) = compare(before, after).differences
    assert difference.kind is Kind.COUNT
    assert difference.changes[0].numbers == (2, 3)


def test_how_often_an_expression_was_run_does_not_matter() -> None:
    before = side("a", [value("f", 1, expression="e1")])
    after = side("b", [value("f", 1, expression="e1"), value("f", 1, expression="e2")])
    assert not compare(before, after).is_different(strict=True)


def test_what_was_interrupted_has_no_number_of_results() -> None:
    before = side("a", [value("f", 1), value("f", 1)])
    after = replace(side("b", [value("f", 1)]), complete=frozenset())
    assert not compare(before, after).is_different(strict=True)


def test_what_cannot_be_told_apart_is_listed() -> None:
    before, after = side("a", [opaque("f", "x")]), side("b", [opaque("f", "y")])
    report = compare(before, after)
    (undecided,) = report.undecided
    assert undecided.reason is Reason.NOT_LOADED
    assert not report.is_different()
    assert report.is_different(strict=True)


def test_loading_tells_apart() -> None:
    before, after = side("a", [opaque("f", "x")]), side("b", [opaque("f", "y")])
    (difference,) = compare(before, after, ComparisonOptions(loads=True)).differences
    assert difference.changes[0].aspect is Aspect.CONTENT


def test_loading_finds_equal_what_is_stored_differently() -> None:
    before = side("a", [opaque("f", "x")])
    after = side("b", [opaque("f", "y", load=lambda: "x")])
    report = compare(before, after, ComparisonOptions(loads=True))
    assert not report.is_different(strict=True)
    assert report.same == 1


def test_how_many_samples_differ() -> None:
    before = side("a", [value("f", text) for text in "abc"])
    after = side("b", [value("f", text) for text in "axyz"])
    (difference,) = compare(before, after).differences
    assert difference.count == 3
    assert [(change.before, change.after) for change in difference.changes] == [("b", "x")]


def test_durations_are_told_and_make_no_difference() -> None:
    before = side("a", [value("f", 1, duration=1.0), value("g", 1, duration=1.0)])
    after = side("b", [value("f", 1, duration=2.0), value("g", 1, duration=1.1)])
    report = compare(before, after)
    assert [each.shown for each in report.durations] == ["f"]
    assert not report.is_different(strict=True)


@pytest.mark.parametrize("depth", [5000])
def test_long_chains(depth: int) -> None:
    def chain(number: int) -> Side:
        found = value("n0", number)
        for index in range(1, depth):
            found = value(f"n{index}", number, {"x": found})
        return side("a", [found])

    report = compare(chain(1), chain(2), ComparisonOptions(all_values=True))
    assert len(report.differences) == depth
