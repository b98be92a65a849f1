"""What the user lays down about a search: ``--restrict`` and ``--forbid``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from exekall.patterns import PatternSet
from exekall.solver.matching import NamePatterns

__all__ = ["NO_PATTERNS", "Constraints"]


NO_PATTERNS: Final = PatternSet()


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
