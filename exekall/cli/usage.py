"""Mistakes in how a command is used that argparse cannot see."""

from __future__ import annotations

from enum import StrEnum

from exekall.errors import ExekallError

__all__ = ["Misuse", "UsageError"]


class Misuse(StrEnum):
    """What is wrong with a command line."""

    NO_SOURCES = "no-sources"
    JSON_WITHOUT_LIST = "json-without-list"
    TWO_KINDS_OF_GOALS = "two-kinds-of-goals"
    FILE_EXISTS = "file-exists"
    NOT_A_LINK = "not-a-link"
    UNWRITABLE = "unwritable"


class UsageError(ExekallError):
    """A command line that makes no sense; :attr:`subject` is the word at fault."""

    def __init__(self, trouble: Misuse, subject: str = "") -> None:
        super().__init__(trouble, subject)
        self.trouble = trouble
        self.subject = subject
