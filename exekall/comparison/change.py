"""One part in which two values differ."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Aspect", "Change"]


class Aspect(StrEnum):
    """Which of the things that are kept of a value differs."""

    OUTCOME = "outcome"
    FAILURE = "failure"
    TYPE = "type"
    JSON = "json"
    NUMBER = "number"
    TEXT = "text"
    REPR = "repr"
    CONTENT = "content"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Change:
    """What a part was *before* and is *after*; None where there is no such part.

    *path* leads to the part within JSON, such as ``.folds[3]``; it is empty for the whole.
    *numbers* are both as numbers, where they are that.
    """

    aspect: Aspect
    before: str | None
    after: str | None
    path: str = ""
    numbers: tuple[int | float, int | float] | None = None

    @property
    def difference(self) -> int | float | None:
        """How much larger the number became; None where there are no numbers."""
        if self.numbers is None:
            return None
        before, after = self.numbers
        try:
            return after - before
        except OverflowError:  # a float, and an integer beyond all floats
            return None

    @property
    def ratio(self) -> float | None:
        """The difference as a share of the number before; None where that says nothing."""
        if self.numbers is None or not self.numbers[0] or self.difference is None:
            return None
        try:
            return self.difference / abs(self.numbers[0])
        except OverflowError:
            return None
