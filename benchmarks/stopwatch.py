"""Timing contenders against one another on a machine that does other things as well.

Each round runs every contender once, so a slow moment of the machine falls on all of them; what
counts is the median over the rounds. The garbage collector is on, as it is for users, but does not
look at what other workloads left behind.
"""

from __future__ import annotations

import gc
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

__all__ = ["Contender", "Timings", "exponent", "race"]


@dataclass(frozen=True, slots=True)
class Contender:
    """Something to time. What *prepare* returns is passed to *run*; only *run* is timed."""

    run: Callable[[Any], object]
    prepare: Callable[[], Any] = lambda: None

    def seconds(self) -> float:
        """Run once and return how long it took."""
        prepared = self.prepare()
        gc.collect()
        gc.freeze()
        try:
            start = perf_counter()
            self.run(prepared)
            return perf_counter() - start
        finally:
            gc.unfreeze()


@dataclass(frozen=True, slots=True)
class Timings:
    """The seconds of each contender, by contender and round."""

    rounds: Sequence[Sequence[float]]

    def seconds(self, contender: int) -> float:
        """Return the median time of a contender."""
        return median(self.rounds[contender])

    def ratio(self, contender: int, baseline: int) -> float:
        """Return the median over the rounds of how many times the baseline's time was taken."""
        pairs = zip(self.rounds[contender], self.rounds[baseline], strict=True)
        return median(ours / theirs for ours, theirs in pairs)


def race(*contenders: Contender, rounds: int) -> Timings:
    """Time the contenders in turn, *rounds* times, after one round that doesn't count."""
    for contender in contenders:
        contender.seconds()
    taken: list[list[float]] = [[] for _ in contenders]
    for _ in range(rounds):
        for times, contender in zip(taken, contenders, strict=True):
            times.append(contender.seconds())
    return Timings(taken)


def exponent(small: float, large: float, factor: float = 10) -> float:
    """Return the power of the size with which a cost grows, from its values at N and factor * N."""
    return math.log(large / small, factor)
