"""What can be wrong with a database, or with one value in it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from exekall.errors import ExekallError

__all__ = ["StoreError", "StoreProblem", "ValueProblem", "ValueUnavailable"]


class StoreProblem(StrEnum):
    """What is wrong with a database as a whole."""

    MISSING = "missing"
    MOVED = "moved"
    FOREIGN = "foreign"
    TOO_NEW = "too-new"
    TOO_OLD = "too-old"
    DAMAGED = "damaged"
    FULL = "full"
    READ_ONLY = "read-only"
    LOCKED = "locked"
    EXISTS = "exists"
    NEEDS_LOADING = "needs-loading"
    UNSUPPORTED = "unsupported"
    FAILED = "failed"


class StoreError(ExekallError):
    """The database at :attr:`path` cannot be read or written; *detail* is what the system said."""

    def __init__(self, problem: StoreProblem, path: Path, detail: str = "") -> None:
        super().__init__(problem, path, detail)
        self.problem = problem
        self.path = path
        self.detail = detail


class ValueProblem(StrEnum):
    """Why the object of a value cannot be had."""

    UNKNOWN = "unknown"
    NOT_COMPUTED = "not-computed"
    UNSERIALISABLE = "unserialisable"
    BUFFER_MISSING = "buffer-missing"
    DAMAGED = "damaged"
    CLASS_MISSING = "class-missing"
    UNLOADABLE = "unloadable"


class ValueUnavailable(ExekallError):  # noqa: N818 - named after what it says
    """The value *uuid* cannot be loaded; *subject* is what is missing, or which part refused."""

    def __init__(
        self, problem: ValueProblem, uuid: str, subject: str = "", detail: str = ""
    ) -> None:
        super().__init__(problem, uuid, subject, detail)
        self.problem = problem
        self.uuid = uuid
        self.subject = subject
        self.detail = detail
