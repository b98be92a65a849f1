"""Mistakes in how a command is used that argparse cannot see."""

from __future__ import annotations

from enum import StrEnum

from exekall.errors import ExekallError

__all__ = ["Misuse", "UsageError", "UuidError"]


class Misuse(StrEnum):
    """What is wrong with a command line."""

    NO_SOURCES = "no-sources"
    JSON_WITHOUT_LIST = "json-without-list"
    TWO_KINDS_OF_GOALS = "two-kinds-of-goals"
    NO_DATABASE = "no-database"
    NOT_WITH_REPLAY = "not-with-replay"
    FILE_EXISTS = "file-exists"
    NOT_A_LINK = "not-a-link"
    UNWRITABLE = "unwritable"
    DATABASE_NOT_FIRST = "database-not-first"
    UUID_AND_FILTERS = "uuid-and-filters"


class UsageError(ExekallError):
    """A command line that makes no sense; :attr:`subject` is the word at fault."""

    def __init__(self, trouble: Misuse, subject: str = "") -> None:
        super().__init__(trouble, subject)
        self.trouble = trouble
        self.subject = subject


class UuidError(ExekallError):
    """:attr:`word` is no UUID of a database; *candidates* are those that begin with it, if any."""

    def __init__(self, word: str, candidates: tuple[str, ...] = ()) -> None:
        super().__init__(word, candidates)
        self.word = word
        self.candidates = candidates
