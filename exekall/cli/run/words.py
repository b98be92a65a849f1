"""The first phase of parsing: which words are sources, while nobody knows the adaptor's options.

Words after an unknown option may be its values. They are taken for sources only where nothing
else could be one; the second phase, with the adaptor's options, has the last word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from exekall.cli.run.options import DEFAULT_LOG_LEVEL, LOG_LEVELS, OPTIONS, Option

__all__ = ["Words", "read_words"]

_BY_NAME: Final = {name: option for option in OPTIONS for name in option.names}


@dataclass(slots=True)
class Words:
    """What the first phase makes of a command line: *given* are the words after known options."""

    given: dict[Option, list[str]] = field(default_factory=dict)
    _certain: list[str] = field(default_factory=list)
    _likely: list[str] = field(default_factory=list)
    _unlikely: list[str] = field(default_factory=list)

    @property
    def sources(self) -> list[str]:
        """The words to take for sources."""
        return self._certain or self._likely or self._unlikely

    @property
    def adaptor(self) -> str | None:
        """The name of the adaptor, where one was given."""
        found = self.after("--adaptor")
        return found[-1] if found else None

    @property
    def log_level(self) -> str:
        """The level of log messages to show; the default for what the second phase refuses."""
        given = [word.lower() for word in self.after("--log-level")]
        return given[-1] if given and given[-1] in LOG_LEVELS else DEFAULT_LOG_LEVEL

    def after(self, name: str) -> list[str]:
        """Return the words after the known option *name*."""
        return self.given.get(_BY_NAME[name], [])

    def has(self, name: str) -> bool:
        """Tell whether the known option *name* was given."""
        return _BY_NAME[name] in self.given

    def add_source(self, word: str, distance: int) -> None:
        """Add what may be a source: the word at *distance* after an unknown option, 0 for none."""
        (self._certain, self._unlikely, self._likely)[min(distance, 2)].append(word)


def read_words(words: Sequence[str]) -> Words:
    """Tell options, their values and sources apart."""
    found = Words()
    pending = iter(words)
    distance = 0  # from the last unknown option, 0 without any
    for word in pending:
        if word == "--":
            for source in pending:
                found.add_source(source, 0)
        elif _is_option(word):
            take = _long if word.startswith("--") else _short
            is_known = take(word, pending, found)
            distance = 0 if is_known or "=" in word else 1
        else:
            found.add_source(word, distance)
            distance += bool(distance)
    return found


def _is_option(word: str) -> bool:
    return len(word) > 1 and word[0] == "-" and not word[1].isdigit()


def _long(word: str, pending: Iterator[str], found: Words) -> bool:
    """Take a long option with its values; tell whether it is known."""
    name, equals, value = word.partition("=")
    option = _BY_NAME.get(name)
    if option is None:
        return False
    _take(option, [value] if equals else [], pending, found)
    return True


def _short(word: str, pending: Iterator[str], found: Words) -> bool:
    """Take short options, several flags in one word, or one with its value attached."""
    for index in range(1, len(word)):
        option = _BY_NAME.get(f"-{word[index]}")
        if option is None:
            return False
        rest = word[index + 1 :]
        if option.words:
            _take(option, [rest] if rest else [], pending, found)
            return True
        _take(option, [], pending, found)
    return True


def _take(option: Option, values: list[str], pending: Iterator[str], found: Words) -> None:
    """Take *option* with *values* and as many further words as it wants."""
    values += islice(pending, max(0, option.words - len(values)))
    found.given.setdefault(option, []).extend(values)
