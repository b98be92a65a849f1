"""What the user lays down about a search: ``--restrict`` and ``--forbid``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from exekall.solver.matching import NamePatterns

__all__ = ["NO_PATTERNS", "Constraints"]


class _NoPatterns:
    """Patterns that mean nothing at all."""

    __slots__ = ()

    def matches_any(self, names: Iterable[str]) -> bool:
        return self.wants_any(names)

    def wants_any(self, names: Iterable[str]) -> bool:
        return not tuple(names)

    def rejects_any(self, names: Iterable[str]) -> bool:
        return not tuple(names)

    def __bool__(self) -> bool:
        return False


NO_PATTERNS: Final = _NoPatterns()


@dataclass(frozen=True, slots=True)
class Constraints:
    """Limits to what a search may use.

    Operators that *restrict* means become the only ones that serve a wish for the type that they
    produce (rule R7); operators that produce a type that *forbid* means are not used at all.
    *compatible*, called with a produced and a wanted type, can keep one from serving the other.
    """

    restrict: NamePatterns = NO_PATTERNS
    forbid: NamePatterns = NO_PATTERNS
    compatible: Callable[[Any, Any], bool] | None = None
