"""One hop upstream."""

from __future__ import annotations

from exekall.comparison.causes import Cause, causes
from exekall.comparison.matching import Matching
from exekall.comparison.options import ComparisonOptions
from exekall.comparison.populations import PopulationJudge
from exekall.comparison.sample import Sample
from exekall.comparison.tolerance import Tolerance
from exekall.comparison.verdicts import Judge, Reason, Verdict
from tests.comparison.samples import opaque, side, value


def found(before: list[Sample], after: list[Sample]) -> list[Cause]:
    a, b = side("a", before), side("b", after)
    matching = Matching(a, b)
    judge = PopulationJudge(Judge(Tolerance()), ComparisonOptions())
    (match,) = matching.matches(a.roots, b.roots)
    return list(causes(match, matching, judge))


def test_parameters_that_differ_are_causes() -> None:
    def run(number: int) -> list[Sample]:
        params = {"x": value("X", number), "y": value("Y", 0), "z": value("Z", number)}
        return [value("f", number, params)]

    assert found(run(1), run(2)) == [
        Cause("x", "module.X", "X", Verdict.DIFFERENT),
        Cause("z", "module.Z", "Z", Verdict.DIFFERENT),
    ]
    assert not found(run(1), run(1))


def test_what_is_further_up_is_not_looked_at() -> None:
    def run(number: int) -> list[Sample]:
        return [value("f", number, {"x": value("X", 0, {"y": value("Y", number)})})]

    assert not found(run(1), run(2))


def test_what_is_undecided_counts_where_nothing_is_known_to_differ() -> None:
    def run(number: int, content: str, same: int = 0) -> list[Sample]:
        return [value("f", number, {"x": opaque("X", content), "y": value("Y", same)})]

    unknown = Cause("x", "module.X", "X", Verdict.UNDECIDED, Reason.NOT_LOADED)
    known = Cause("y", "module.Y", "Y", Verdict.DIFFERENT)
    assert found(run(1, "a"), run(2, "b")) == [unknown]
    assert found(run(1, "a"), run(2, "b", 1)) == [known]


def test_samples_share_causes() -> None:
    def run(number: int) -> list[Sample]:
        shared = value("X", number)
        return [value("f", number + index, {"x": shared}) for index in range(3)]

    assert [cause.parameter for cause in found(run(1), run(7))] == ["x"]


def test_a_parameter_that_only_one_side_has() -> None:
    before, after = value("f", 1, {"x": value("X", 1)}), value("f", 2)
    assert found([before], [after]) == [Cause("x", "module.X", "X", Verdict.DIFFERENT)]


def test_what_vanished_did_so_with_its_parameters() -> None:
    kept, gone = value("X", 1), value("Y", 1)
    before = side("a", [value("f", 1, {"x": kept, "y": gone}), kept])
    after = side("b", [kept])
    matching = Matching(before, after)
    judge = PopulationJudge(Judge(Tolerance()), ComparisonOptions())
    match = matching.matches(before.roots, after.roots)[1]
    expected = (Cause("y", "module.Y", "Y", Verdict.DIFFERENT),)
    assert match.shown == "f"
    assert causes(match, matching, judge) == expected
