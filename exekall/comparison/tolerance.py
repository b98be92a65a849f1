"""How far apart two numbers may be and yet count as the same."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

__all__ = ["Tolerance"]

# Tolerances are rounded to so many parts where integers are too large for floats.
_PARTS: Final = 10**15


@dataclass(frozen=True, slots=True)
class Tolerance:
    """The greatest difference that counts as none: *relative* to the larger number, or *absolute*.

    The larger of the two applies, as in :func:`math.isclose`, which makes it symmetric.
    """

    relative: float = 0.0
    absolute: float = 0.0

    @property
    def is_exact(self) -> bool:
        """Whether only the same number is close enough."""
        return not self.relative and not self.absolute

    def accepts(self, before: float, after: float) -> bool:
        """Tell whether the numbers count as the same; NaN is the same as NaN."""
        if before == after or (before != before and after != after):
            return True
        if self.is_exact:
            return False
        try:
            return math.isclose(before, after, rel_tol=self.relative, abs_tol=self.absolute)
        except OverflowError:  # integers beyond what a float can be
            return self._accepts_large(int(before), int(after))

    def _accepts_large(self, before: int, after: int) -> bool:
        larger = max(abs(before), abs(after))
        allowed = max(int(self.relative * _PARTS) * larger, int(self.absolute * _PARTS))
        return abs(before - after) * _PARTS <= allowed
