"""Exceptions as records."""

from __future__ import annotations

from exekall.store.records import FailureRecord

__all__ = ["failure_record"]


def failure_record(error: BaseException) -> FailureRecord:
    """Describe *error*, bounded in every direction; raises KeyboardInterrupt only.

    The traceback begins with the first frame that is not exekall's. It is the one of this
    exception alone, with its last line and notes: causes, contexts and the members of groups have
    records, and tracebacks, of their own.
    """
    raise NotImplementedError
