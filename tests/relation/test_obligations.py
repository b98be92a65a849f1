"""What remains to be shown, and what can't be."""

from __future__ import annotations

from exekall.relation import Reason, Refusal
from exekall.relation.obligations import Meeting, Obligation
from exekall.relation.variance import Variance


def test_obligations_are_covariant_unless_said_otherwise() -> None:
    assert Obligation(int, str) == Obligation(int, str, Variance.COVARIANT, None)


def test_a_meeting_knows_where_types_fail_to_fit() -> None:
    mismatch = Meeting(int, str, "name").mismatch(Reason.READ_ONLY)
    assert mismatch.refusal == Refusal(Reason.READ_ONLY, int, str, "name")
