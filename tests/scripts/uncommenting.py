"""What somebody does who wants a value to be loaded: uncomment one line."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["uncommented"]

_LINE = re.compile(r"^( *)# (db\..* else)$", re.MULTILINE)


def uncommented(script: str) -> Iterator[tuple[str, str]]:
    """Yield for each line that loads values what it is instead of, and the script that has it."""
    for found in _LINE.finditer(script):
        computed = script[found.end() :].lstrip().partition("\n")[0]
        yield (
            computed,
            "".join((script[: found.start()], found[1], found[2], script[found.end() :])),
        )
