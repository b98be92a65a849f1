"""What a report says as a whole."""

from __future__ import annotations

from exekall.comparison.labels import Labels
from exekall.comparison.matching import Key, Match
from exekall.comparison.populations import Kind
from exekall.comparison.report import Difference, Insignificant, Report, Undecided
from exekall.comparison.statistics import Method, StatisticalTest
from exekall.comparison.verdicts import Reason
from tests.comparison.samples import value

ONE = value("f", 1)
MATCH = Match(Key("f", Labels()), (ONE,), (ONE,))
DIFFERENCE = Difference(Kind.VALUE, MATCH)
UNDECIDED = Undecided(MATCH, Reason.NOT_LOADED)
INSIGNIFICANT = Insignificant(MATCH, StatisticalTest(Method.FISHER, 0.5, (5, 5), 0.2, 0.4))


def test_everything_is_counted() -> None:
    report = Report(("a", "b"), 3, (DIFFERENCE,), (UNDECIDED,) * 2, (INSIGNIFICANT,))
    assert report.total == 7
    assert Report(("a", "b")).total == 0


def test_what_is_different() -> None:
    assert Report(("a", "b"), differences=(DIFFERENCE,)).is_different()
    undecided = Report(("a", "b"), undecided=(UNDECIDED,))
    assert not undecided.is_different()
    assert undecided.is_different(strict=True)
    assert not Report(("a", "b"), 1, insignificant=(INSIGNIFICANT,)).is_different(strict=True)


def test_what_scipy_is_needed_for() -> None:
    assert not Report(("a", "b"), undecided=(UNDECIDED,)).needs_scipy
    assert Report(("a", "b"), undecided=(Undecided(MATCH, Reason.NEEDS_SCIPY),)).needs_scipy
