"""Which values of two databases are the same ones, computed again: those with the same ID.

Tags are no part of that, but for those that tell samples apart (:mod:`exekall.comparison.labels`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from exekall.comparison.labels import Label, Labels, label_names, labels_of
from exekall.comparison.sample import Sample, Side

__all__ = ["Key", "Match", "Matching"]


class Key(NamedTuple):
    """What has to be the same for values to be compared."""

    id: str
    labels: Labels


@dataclass(frozen=True, slots=True)
class Match:
    """The values of one key on either side; where one side has none, they appeared or vanished."""

    key: Key
    before: tuple[Sample, ...]
    after: tuple[Sample, ...]

    @property
    def shown(self) -> str:
        """The short ID."""
        return (self.before or self.after)[0].shown

    @property
    def has_parameters(self) -> bool:
        """Whether the values were made from others."""
        return any(sample.params for sample in (*self.before, *self.after))

    @property
    def labels(self) -> tuple[Label, ...]:
        """The labels in a fixed order, numbers by size."""
        return tuple(sorted(self.key.labels, key=_order))


class Matching:
    """The keys of all values of two databases; they have no labels if that *pools* samples."""

    def __init__(self, before: Side, after: Side, pools: bool = False) -> None:
        names = {} if pools else label_names(before, after)
        self._before = _keys(before, names)
        self._after = _keys(after, names)
        self._known_before = frozenset(self._before.values())
        self._known_after = frozenset(self._after.values())

    def matches(self, before: Iterable[Sample], after: Iterable[Sample]) -> list[Match]:
        """Return what belongs together, by short ID and labels."""
        x, y = _by_key(before, self._before), _by_key(after, self._after)
        found = [Match(key, tuple(x.get(key, ())), tuple(y.get(key, ()))) for key in {**x, **y}]
        return sorted(found, key=_position)

    def is_known_before(self, sample: Sample) -> bool:
        """Tell whether a value of the second database has a counterpart in the first one."""
        return self._after[sample.uuid] in self._known_before

    def is_known_after(self, sample: Sample) -> bool:
        """Tell whether a value of the first database has a counterpart in the second one."""
        return self._before[sample.uuid] in self._known_after


def _position(match: Match) -> tuple[object, ...]:
    return match.shown, match.key.id, [_order(label) for label in match.labels]


def _order(label: Label) -> tuple[object, ...]:
    is_number = label.value.isdecimal()
    return label.id, label.name, not is_number, int(label.value) if is_number else 0, label.value


def _keys(side: Side, names: Mapping[str, tuple[str, ...]]) -> dict[str, Key]:
    labels = labels_of(side.values, names)
    return {sample.uuid: Key(sample.id, labels[sample.uuid]) for sample in side.values}


def _by_key(samples: Iterable[Sample], keys: Mapping[str, Key]) -> dict[Key, list[Sample]]:
    found: dict[Key, list[Sample]] = {}
    for sample in samples:
        found.setdefault(keys[sample.uuid], []).append(sample)
    return found
