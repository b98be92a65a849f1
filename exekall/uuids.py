"""Random UUIDs (RFC 9562, version 4) by the hundred: one call of the system for many of them."""

from __future__ import annotations

import os
from typing import Final

__all__ = ["new_uuid"]

__exekall_internal__ = True

_NUMBER: Final = 256
_DIGITS: Final = 32
_VARIANTS: Final = "89ab"

_made: list[str] = []


def new_uuid() -> str:
    """Return 32 hexadecimal digits that nothing else has."""
    while True:
        try:
            return _made.pop()
        except IndexError:  # none left, or another thread was quicker
            _made.extend(_random())


def _random() -> list[str]:
    digits = os.urandom(_NUMBER * _DIGITS // 2).hex()
    return [_marked(digits[start : start + _DIGITS]) for start in range(0, len(digits), _DIGITS)]


def _marked(digits: str) -> str:
    """Return random digits with the version and the variant at their places."""
    variant = _VARIANTS[int(digits[16], 16) & 3]
    return f"{digits[:12]}4{digits[13:16]}{variant}{digits[17:]}"


# What a forked process takes must not be what its parent takes, too.
os.register_at_fork(after_in_child=_made.clear)
