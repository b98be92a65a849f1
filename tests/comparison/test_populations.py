"""Several samples of one ID."""

from __future__ import annotations

from random import Random

import pytest

from exekall.comparison import populations
from exekall.comparison.options import ComparisonOptions
from exekall.comparison.populations import Kind, Population, PopulationJudge
from exekall.comparison.sample import Sample
from exekall.comparison.statistics import Method
from exekall.comparison.tolerance import Tolerance
from exekall.comparison.verdicts import Judge, Reason, Verdict
from tests.comparison.samples import failed, opaque, value

RANDOM = Random(0)
LOW = [RANDOM.gauss(10, 1) for _ in range(30)]
ALSO_LOW = [RANDOM.gauss(10, 1) for _ in range(25)]
HIGH = [RANDOM.gauss(12, 1) for _ in range(30)]


def judged(
    before: list[Sample], after: list[Sample], options: ComparisonOptions | None = None
) -> Population:
    options = options or ComparisonOptions()
    judge = PopulationJudge(Judge(options.tolerance, options.loads), options)
    return judge.judge(before, after)


def values(numbers: list[float]) -> list[Sample]:
    return [value("f", number) for number in numbers]


def test_numbers_that_vary_alike_are_the_same() -> None:
    found = judged(values(LOW), values(ALSO_LOW))
    assert found.judgement.verdict is Verdict.SAME
    assert found.test is not None
    assert found.test.p_value > 0.05


def test_numbers_that_became_larger_are_different() -> None:
    found = judged(values(LOW), values(HIGH))
    assert found.kind is Kind.VALUE
    assert found.test is not None
    assert found.test.method is Method.MANN_WHITNEY
    assert found.test.p_value < 1e-6
    assert found.test.effect is not None
    assert found.test.effect > 0.8
    assert found.test.counts == (30, 30)


def test_alpha_decides() -> None:
    options = ComparisonOptions(alpha=1e-12)
    assert judged(values(LOW), values(HIGH), options).judgement.verdict is Verdict.SAME


def test_medians_within_the_tolerance_are_the_same() -> None:
    options = ComparisonOptions(tolerance=Tolerance(relative=0.5))
    assert judged(values(LOW), values(HIGH), options).judgement.verdict is Verdict.SAME
    options = ComparisonOptions(tolerance=Tolerance(relative=0.01))
    assert judged(values(LOW), values(HIGH), options).judgement.verdict is Verdict.DIFFERENT


def test_numbers_in_texts_count_if_the_unit_is_the_same() -> None:
    def texts(numbers: list[float], unit: str) -> list[Sample]:
        return [
            opaque("f", str(each), kept=str(each), text=f"{each:.2f} {unit}") for each in numbers
        ]

    found = judged(texts(LOW, "s"), texts(HIGH, "s"))
    assert found.test is not None
    found = judged(texts(LOW, "s"), texts(ALSO_LOW, "ms"))
    assert found.test is None
    assert found.judgement.verdict is Verdict.DIFFERENT


def test_too_few_samples_are_compared_as_they_are() -> None:
    found = judged(values([1, 2, 3]), values([1, 2, 4]))
    assert found.judgement.verdict is Verdict.DIFFERENT
    assert found.test is None
    assert judged(values([1, 2, 3]), values([3, 2, 1])).judgement.verdict is Verdict.SAME


def test_what_does_not_vary_needs_no_test() -> None:
    found = judged(values([1] * 30), values([2] * 30))
    assert found.judgement.verdict is Verdict.DIFFERENT
    assert found.test is None


def test_numbers_that_are_not_finite_are_compared_as_they_are() -> None:
    found = judged(values([*LOW, float("nan")]), values([*ALSO_LOW, float("nan")]))
    assert found.test is None
    huge = [*range(10), 10**400]
    assert judged(values(huge), values([*huge[:-1], 10**401])).test is None


def results(good: int, bad: int, name: str = "A") -> list[Sample]:
    return [*(value("f", 1) for _ in range(good)), *(failed("f", name) for _ in range(bad))]


def test_failure_rates() -> None:
    found = judged(results(18, 2), results(10, 10))
    assert found.kind is Kind.RATE
    assert found.test is not None
    assert found.test.method is Method.FISHER
    assert (found.test.before, found.test.after) == (0.1, 0.5)
    found = judged(results(18, 2), results(17, 3))
    assert found.judgement.verdict is Verdict.SAME
    assert found.test is not None
    assert found.test.p_value > 0.05
    assert judged(results(18, 2), results(9, 1)).judgement.verdict is Verdict.SAME


def test_what_always_fails_now_has_another_outcome() -> None:
    found = judged(results(20, 0), results(0, 20))
    assert found.kind is Kind.OUTCOME
    assert found.test is None
    assert judged(results(1, 0), results(0, 3)).kind is Kind.OUTCOME


def test_what_always_fails_otherwise() -> None:
    found = judged(results(0, 20), results(0, 20, "B"))
    assert found.kind is Kind.FAILURE
    assert judged(results(0, 2), results(0, 3, "B")).kind is Kind.FAILURE


def test_where_as_many_fail_the_others_are_compared() -> None:
    found = judged([*results(0, 2), *values(LOW)], [*results(0, 3), *values(HIGH)])
    assert found.kind is Kind.VALUE
    assert found.test is not None
    assert found.test.counts == (30, 30)


def test_few_samples_of_which_one_fails_now() -> None:
    assert judged(results(2, 0), results(1, 1)).kind is Kind.OUTCOME
    assert judged(results(2, 0), results(2, 1)).kind is Kind.OUTCOME


def test_without_scipy_only_what_needs_no_test_is_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(populations, "has_scipy", lambda: False)
    for before, after in ((values(LOW), values(HIGH)), (results(18, 2), results(10, 10))):
        found = judged(before, after)
        assert found.judgement.verdict is Verdict.UNDECIDED
        assert found.judgement.reason is Reason.NEEDS_SCIPY
        assert judged(before, before).judgement.verdict is Verdict.SAME
    assert judged(results(20, 0), results(0, 20)).kind is Kind.OUTCOME
    assert judged(values([1] * 30), values([2] * 30)).kind is Kind.VALUE
