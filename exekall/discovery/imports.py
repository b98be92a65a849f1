"""The ``import`` statements of a module, read from its source.

A module's globals show which modules it imported, but not those that it only took names from:
what was taken may be a constant, or defined elsewhere. Parsing the source, or unmarshalling its
code once more, costs more than importing it did; so only the lines that say ``import`` are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

__all__ = ["ImportStatement", "import_statements"]

_BLANK: Final = rb"(?:[ \t]|\\\r?\n)"
_LIST: Final = rb"(\([^)]*\)?|(?:\\\r?\n|[^;#\r\n])+)"
_FROM: Final = re.compile(
    rb"\s*from%b*([.\w]+)%b*(?<!\w)import\b%b*%b" % (_BLANK, _BLANK, _BLANK, _LIST)
)
_PLAIN: Final = re.compile(rb"\s*import%b+%b" % (_BLANK, _LIST))
_NOISE: Final = re.compile(r"#[^\n]*|[()\\]")


@dataclass(frozen=True, slots=True)
class ImportStatement:
    """One ``from module import names``, or one module of ``import module``.

    *module* begins with a dot for each level of a relative import; *names* are pairs of what is
    taken and what it is bound to, ``*`` included, and empty for a plain import, which binds
    *bound*.
    """

    module: str
    names: tuple[tuple[str, str], ...] = ()
    bound: str = ""


def import_statements(source: bytes) -> Iterator[ImportStatement]:
    """Yield what looks like an import statement in *source*, in docstrings too."""
    position = source.find(b"import")
    end = 0
    while position >= 0:
        start = max(end, _statement_start(source, position))
        end = position + 1
        if (match := _FROM.match(source, start)) is not None:
            yield ImportStatement(_text(match[1]), tuple(_names(match[2])))
            end = max(end, match.end())
        elif (match := _PLAIN.match(source, start)) is not None:
            for module, alias in _names(match[1]):
                bound = alias if alias != module else module.partition(".")[0]
                yield ImportStatement(module, bound=bound)
            end = max(end, match.end())
        position = source.find(b"import", end)


def _statement_start(source: bytes, position: int) -> int:
    """Return where the statement begins that holds *position*."""
    start = source.rfind(b"\n", 0, position) + 1
    while source[max(0, start - 3) : start].endswith((b"\\\n", b"\\\r\n")):
        start = source.rfind(b"\n", 0, start - 1) + 1
    # After "try:" or another statement on the same line.
    return max(
        start, source.rfind(b";", start, position) + 1, source.rfind(b":", start, position) + 1
    )


def _names(listed: bytes) -> Iterator[tuple[str, str]]:
    """Yield the pairs ``(name, alias or name)`` of a list of imported names."""
    for item in _NOISE.sub(" ", _text(listed)).split(","):
        words = item.split()
        if len(words) == 1 or (len(words) == 3 and words[1] == "as"):
            yield words[0], words[-1]


def _text(source: bytes) -> str:
    return source.decode(errors="replace")
