"""Texts and lists as fields of rows.

SQLite takes no text with lone surrogates. These are escaped: in lists as JSON does it, which is
undone when they are read, elsewhere with backslashes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

__all__ = ["json_field", "numbers_field", "text_field", "texts"]

_readable: Final = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


def text_field(text: str) -> str:
    """Return *text* as SQLite takes it."""
    if text.isascii():
        return text
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def json_field(content: object) -> str:
    """Return *content* as JSON that SQLite takes."""
    text = _readable(content)
    if not text.isascii():
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            return json.dumps(content)
    return text


def numbers_field(numbers: Sequence[int]) -> str:
    """Return whole numbers as a JSON list."""
    return f"[{','.join(map(str, numbers))}]"


def texts(field: str) -> tuple[str, ...]:
    """Return the texts of a JSON list."""
    return tuple(json.loads(field))
