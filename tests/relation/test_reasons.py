"""Reasons are data."""

from __future__ import annotations

import pickle

from exekall.relation import Reason, Refusal, UnsupportedType


def test_reasons_are_names_without_prose() -> None:
    assert all(reason.replace("-", "").isalpha() for reason in Reason)
    assert str(Reason.ANY) == "any"


def test_an_unsupported_type_carries_what_and_why() -> None:
    error = UnsupportedType(int, Reason.TOO_DEEP)
    assert (error.annotation, error.reason) == (int, Reason.TOO_DEEP)
    copied = pickle.loads(pickle.dumps(error))
    assert (copied.annotation, copied.reason) == (int, Reason.TOO_DEEP)


def test_refusals_are_values() -> None:
    assert Refusal(Reason.ANY, int, str) == Refusal(Reason.ANY, int, str, None)
    assert len({Refusal(Reason.ANY, int, str), Refusal(Reason.ANY, int, str)}) == 1
