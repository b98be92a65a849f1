"""The first phase of parsing ``exekall run``: the sources, and what they are imported with."""

from __future__ import annotations

from collections.abc import Sequence

from exekall.cli.run.options import DEFAULT_LOG_LEVEL, LOG_LEVELS, OPTIONS
from exekall.cli.words import Words

__all__ = ["RunWords"]


class RunWords(Words):
    """What the first phase makes of the words after ``exekall run``."""

    def __init__(self, line: Sequence[str]) -> None:
        super().__init__(line, OPTIONS)

    @property
    def sources(self) -> list[str]:
        """The words to take for sources."""
        return self.arguments

    @property
    def adaptor(self) -> str | None:
        """The name of the adaptor, where one was given."""
        return self.last("--adaptor")

    @property
    def log_level(self) -> str:
        """The level of log messages to show; the default for what the second phase refuses."""
        given = [word.lower() for word in self.after("--log-level")]
        return given[-1] if given and given[-1] in LOG_LEVELS else DEFAULT_LOG_LEVEL
