"""What decides how two databases are compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from exekall.comparison.tolerance import Tolerance

__all__ = ["DEFAULT_ALPHA", "DEFAULT_DURATION_RATIO", "ComparisonOptions"]

DEFAULT_ALPHA: Final = 0.05
DEFAULT_DURATION_RATIO: Final = 1.5


@dataclass(frozen=True, slots=True)
class ComparisonOptions:
    """*alpha* is the level of significance of the tests of several samples.

    *all_values* compares intermediate values besides results, *loads* unpickles what cannot be
    told apart otherwise. *pools* takes all samples of an ID together, whatever tells them apart. A
    median duration is told from *duration_ratio* times the other upwards.
    """

    tolerance: Tolerance = field(default_factory=Tolerance)
    alpha: float = DEFAULT_ALPHA
    all_values: bool = False
    loads: bool = False
    pools: bool = False
    duration_ratio: float = DEFAULT_DURATION_RATIO
