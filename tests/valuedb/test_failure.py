"""The stand-in for exceptions."""

from __future__ import annotations

from exekall.store.records import FailureRecord, TypeRecord
from exekall.valuedb import StoredFailure


def test_says_what_the_exception_said() -> None:
    record = FailureRecord(TypeRecord("kitchen.Burnt", ("kitchen.Burnt",)), "black")
    failure = StoredFailure(record)
    assert failure.record is record
    assert str(failure) == "kitchen.Burnt: black"
    assert isinstance(failure, Exception)
