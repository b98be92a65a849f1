"""Memory addresses in texts, which differ between runs and mean nothing."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["without_addresses"]

# As object.__repr__ writes them, and those that end a text in angle brackets.
_ADDRESS: Final = re.compile(r"(?<=\bat )0x[0-9a-fA-F]+|(?<= )0x[0-9a-fA-F]{7,16}(?=>)")


def without_addresses(text: str) -> str:
    """Return *text* with each memory address replaced by ``0x``."""
    return _ADDRESS.sub("0x", text) if "0x" in text else text
