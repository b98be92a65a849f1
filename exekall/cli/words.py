"""The first phase of parsing: what a command line is about, before the adaptor's options are known.

Words after an unknown option may be its values. They are taken for arguments of the command only
where nothing else could be one; the second phase, with the adaptor's options, has the last word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from exekall.cli.options import Option

__all__ = ["Words"]


class Words:
    """What the first phase makes of the words *line*, given the *options* that are known."""

    def __init__(self, line: Sequence[str], options: Iterable[Option]) -> None:
        self._options = {name: option for option in options for name in option.names}
        self._given: dict[Option, list[str]] = {}
        self._certain: list[str] = []
        self._likely: list[str] = []
        self._unlikely: list[str] = []
        self._read(line)

    @property
    def arguments(self) -> list[str]:
        """The words to take for arguments of the command itself."""
        return self._certain or self._likely or self._unlikely

    def after(self, name: str) -> list[str]:
        """Return the words after the known option *name*."""
        return self._given.get(self._options[name], [])

    def last(self, name: str) -> str | None:
        """Return the last word after the known option *name*, None without any."""
        found = self.after(name)
        return found[-1] if found else None

    def has(self, name: str) -> bool:
        """Tell whether the known option *name* was given."""
        return self._options[name] in self._given

    def _read(self, line: Sequence[str]) -> None:
        """Tell options, their values and arguments apart."""
        pending = iter(line)
        distance = 0  # from the last unknown option, 0 without any
        for word in pending:
            if word == "--":
                self._certain += pending
            elif _is_option(word):
                take = self._long if word.startswith("--") else self._short
                is_known = take(word, pending)
                distance = 0 if is_known or "=" in word else 1
            else:
                (self._certain, self._unlikely, self._likely)[min(distance, 2)].append(word)
                distance += bool(distance)

    def _long(self, word: str, pending: Iterator[str]) -> bool:
        """Take a long option with its values; tell whether it is known."""
        name, equals, value = word.partition("=")
        option = self._options.get(name)
        if option is None:
            return False
        self._take(option, [value] if equals else [], pending)
        return True

    def _short(self, word: str, pending: Iterator[str]) -> bool:
        """Take short options, several flags in one word, or one with its value attached."""
        for index in range(1, len(word)):
            option = self._options.get(f"-{word[index]}")
            if option is None:
                return False
            rest = word[index + 1 :]
            if option.words:
                self._take(option, [rest] if rest else [], pending)
                return True
            self._take(option, [], pending)
        return True

    def _take(self, option: Option, values: list[str], pending: Iterator[str]) -> None:
        """Take *option* with *values* and as many further words as it wants."""
        values += islice(pending, max(0, option.words - len(values)))
        self._given.setdefault(option, []).extend(values)


def _is_option(word: str) -> bool:
    return len(word) > 1 and word[0] == "-" and not word[1].isdigit()
