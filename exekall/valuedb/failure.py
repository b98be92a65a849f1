"""A stand-in for exceptions that cannot be loaded."""

from __future__ import annotations

from exekall.store.records import FailureRecord

__all__ = ["StoredFailure"]


class StoredFailure(Exception):  # noqa: N818 - it stands for any exception, not for an error
    """What is known of an exception that was not picklable, or whose class cannot be imported."""

    def __init__(self, record: FailureRecord) -> None:
        super().__init__(record)
        self.record = record

    def __str__(self) -> str:
        return f"{self.record.type.name}: {self.record.message}"
