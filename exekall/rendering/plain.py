"""Text from a database as a terminal may show it: no control characters, no surprises."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["cut", "first_line", "one_line", "plain", "shortened"]

# Control characters, what a terminal may take for the start of a command, and what turns the
# direction of writing around: shown as escapes, since nobody knows who wrote the text.
_UNPRINTABLE: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_MORE: Final = "..."


def plain(text: str) -> str:
    """Return *text* with all but ends of lines printable; tabs are four blanks."""
    return _UNPRINTABLE.sub(_escape, text.replace("\r\n", "\n").replace("\t", "    "))


def _escape(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")


def one_line(text: str) -> str:
    """Return *text* with the ends of its lines as escapes, too."""
    return plain(text).replace("\n", r"\n")


def first_line(text: str) -> str:
    """Return the first line of *text* that is not blank, and a mark where that is not all."""
    lines = plain(text).strip("\n").split("\n")
    return lines[0] if len(lines) == 1 else f"{lines[0]} {_MORE}"


def cut(text: str, width: int) -> str:
    """Return *text* in at most *width* characters, its end being left out."""
    if len(text) <= width:
        return text
    return text[: max(0, width - len(_MORE))] + _MORE[:width]


def shortened(text: str, width: int) -> str:
    """Return *text* in at most *width* characters, its middle being left out."""
    if len(text) <= width or width <= len(_MORE):
        return cut(text, width)
    kept = width - len(_MORE)
    end = kept // 2
    return text[: kept - end] + _MORE + (text[-end:] if end else "")
