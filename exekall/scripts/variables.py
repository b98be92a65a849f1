"""Names of the variables of a script: readable, unique, and always valid identifiers."""

from __future__ import annotations

import builtins
import re
from keyword import iskeyword
from typing import TYPE_CHECKING
from unicodedata import normalize

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Variables", "is_plain_name", "snake_case"]

_WORD_STARTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_FOREIGN = re.compile(r"\W+")
_MAX_LENGTH = 60


def is_plain_name(text: str) -> bool:
    """Tell whether *text* may be written as a name in source code and still mean itself."""
    return text.isidentifier() and not iskeyword(text) and normalize("NFKC", text) == text


def snake_case(text: str) -> str:
    """Turn any text into a lower-case identifier: ``list[HTTPConf]`` into ``list_http_conf``."""
    words = _WORD_STARTS.sub("_", normalize("NFKC", text)).lower()
    name = _FOREIGN.sub("_", words)[:_MAX_LENGTH].strip("_")
    if not name.isidentifier():
        name = f"value_{name}".rstrip("_")
    # Lower case may have left a letter that the parser would take for another one.
    name = normalize("NFKC", name)
    return name if name.isidentifier() else "value"


class Variables:
    """The names taken in one scope."""

    __slots__ = ("_around", "_numbers", "_taken")

    def __init__(self, taken: Iterable[str] = (), around: Variables | None = None) -> None:
        """Take the names *taken*; what is taken in the scope *around* is taken here too."""
        self._taken = set(taken)
        self._around = around
        self._numbers: dict[str, int] = {}

    def is_taken(self, name: str) -> bool:
        """Tell whether *name* means something here already."""
        if name in self._taken or iskeyword(name) or hasattr(builtins, name):
            return True
        return self._around is not None and self._around.is_taken(name)

    def take(self, name: str) -> None:
        """Take *name* as it is."""
        self._taken.add(name)

    def new(self, wish: str) -> str:
        """Take and return a free name, *wish* itself where possible."""
        name = f"{wish}_" if iskeyword(wish) or hasattr(builtins, wish) else wish
        number = self._numbers.get(name, 1)
        found = name
        while self.is_taken(found):
            number += 1
            found = f"{name.rstrip('_')}_{number}"
        self._numbers[name] = number
        self._taken.add(found)
        return found
