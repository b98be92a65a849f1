"""Which operators became slower or faster. That is told, but never a difference."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Final

from exekall.comparison.sample import Sample

__all__ = ["DurationChange", "duration_changes"]

# Shorter ones vary by themselves, in seconds.
_LEAST_DIFFERENCE: Final = 0.1


@dataclass(frozen=True, slots=True)
class DurationChange:
    """The median durations, in seconds, of the values of an ID; *shown* is its short form."""

    id: str
    shown: str
    before: float
    after: float


def duration_changes(
    before: Iterable[Sample], after: Iterable[Sample], least_ratio: float
) -> tuple[DurationChange, ...]:
    """Return where the longer duration is *least_ratio* times the shorter one, largest first.

    Differences below 0.1 seconds are left out.
    """
    x, y = _by_id(before), _by_id(after)
    found = [
        DurationChange(id_, x[id_][0].shown, _median(x[id_]), _median(y[id_]))
        for id_ in x
        if id_ in y
    ]
    notable = [change for change in found if _is_notable(change, least_ratio)]
    return tuple(
        sorted(notable, key=lambda change: (-abs(change.after - change.before), change.id))
    )


def _by_id(samples: Iterable[Sample]) -> dict[str, list[Sample]]:
    found: defaultdict[str, list[Sample]] = defaultdict(list)
    for sample in samples:
        if sample.is_computed:
            found[sample.id].append(sample)
    return found


def _median(samples: Iterable[Sample]) -> float:
    return median(sample.duration for sample in samples)


def _is_notable(change: DurationChange, least_ratio: float) -> bool:
    shorter, longer = sorted((change.before, change.after))
    return longer - shorter >= _LEAST_DIFFERENCE and longer >= least_ratio * shorter
