"""What remains to be shown after one layer of two types was compared."""

from __future__ import annotations

from dataclasses import dataclass

from exekall.relation.reasons import Reason, Refusal
from exekall.relation.variance import Variance


@dataclass(frozen=True, slots=True)
class Obligation:
    """Two inner types that have to relate: as the outer ones, the other way round, or both."""

    given: object
    wanted: object
    variance: Variance = Variance.COVARIANT
    member: str | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two types that are being compared, and the member of both at which they are."""

    given: object
    wanted: object
    member: str | None = None

    def mismatch(self, reason: Reason) -> Mismatch:
        """Return what to raise where the types don't fit."""
        return Mismatch(reason, self.given, self.wanted, self.member)


class Mismatch(Exception):  # noqa: N818  # an answer, not an error
    """Two types whose outermost layers don't fit, whatever is inside."""

    def __init__(
        self, reason: Reason, given: object, wanted: object, member: str | None = None
    ) -> None:
        """Take what a Refusal says."""
        self.refusal = Refusal(reason, given, wanted, member)
        super().__init__(self.refusal)
