"""What comparing two databases found, as data."""

from __future__ import annotations

from dataclasses import dataclass

from exekall.comparison.causes import Cause
from exekall.comparison.change import Change
from exekall.comparison.durations import DurationChange
from exekall.comparison.matching import Match
from exekall.comparison.populations import Kind
from exekall.comparison.statistics import StatisticalTest
from exekall.comparison.verdicts import Reason

__all__ = ["Difference", "Insignificant", "Report", "Undecided"]


@dataclass(frozen=True, slots=True)
class Difference:
    """Values of one match that differ.

    *changes* are those of the first samples that differ; *count* is how many do.
    """

    kind: Kind
    match: Match
    changes: tuple[Change, ...] = ()
    causes: tuple[Cause, ...] = ()
    test: StatisticalTest | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class Undecided:
    """Values of one match that cannot be told apart; *detail* is what was raised, if anything."""

    match: Match
    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Insignificant:
    """Samples of one match that vary, but not by more than chance would have it."""

    match: Match
    test: StatisticalTest


@dataclass(frozen=True, slots=True)
class Report:
    """What was found; *same* is the number of matches that are known to be the same."""

    names: tuple[str, str]
    same: int = 0
    differences: tuple[Difference, ...] = ()
    undecided: tuple[Undecided, ...] = ()
    insignificant: tuple[Insignificant, ...] = ()
    durations: tuple[DurationChange, ...] = ()

    @property
    def total(self) -> int:
        """The number of matches, of IDs that is with what tells their samples apart."""
        others = self.differences, self.undecided, self.insignificant
        return self.same + sum(map(len, others))

    @property
    def needs_scipy(self) -> bool:
        """Whether something could not be tested for want of SciPy."""
        return any(each.reason is Reason.NEEDS_SCIPY for each in self.undecided)

    def is_different(self, strict: bool = False) -> bool:
        """Tell whether anything differs; if *strict*, what cannot be told apart does."""
        return bool(self.differences) or (strict and bool(self.undecided))
