"""Tags that tell samples apart, such as ``fold=1``, as against those that measure.

Tags of most values describe a result: ``accuracy=93%`` differs between two runs just because they
differ, and must not keep the values from being compared. A tag is a *label* where

* it belongs to a value of a generator, since nothing but the generator decides how many values
  there are and which is which;
* no two values of one run of the generator have the same one, and there are at least two; and
* of the smaller of the two databases, more than half of the labels are found in the other one.

A value is matched with those that were made from values with the same labels.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from exekall.comparison.sample import Sample, Side

__all__ = ["Label", "Labels", "label_names", "labels_of"]

_LEAST_SHARE = 0.5


class Label(NamedTuple):
    """A tag of the generator with this *id*."""

    id: str
    name: str
    value: str


Labels = frozenset[Label]
_NO_LABELS: Labels = frozenset()


def label_names(before: Side, after: Side) -> dict[str, tuple[str, ...]]:
    """Return, by the ID of each generator that has labels, the names of the tags that are that."""
    generated = _generated(before.values), _generated(after.values)
    found: dict[str, tuple[str, ...]] = {}
    for id_ in generated[0].keys() & generated[1].keys():
        names = _chosen(generated[0][id_], generated[1][id_])
        if names:
            found[id_] = names
    return found


def labels_of(values: Iterable[Sample], names: Mapping[str, tuple[str, ...]]) -> dict[str, Labels]:
    """Return the labels of each value by its UUID: its own, and those of what it is made from.

    Parameters have to come before what they feed.
    """
    found: dict[str, Labels] = {}
    if not names:
        return {sample.uuid: _NO_LABELS for sample in values}
    for sample in values:
        labels = _NO_LABELS
        for _, param in sample.params:
            inherited = found[param.uuid]
            labels = inherited if labels <= inherited else labels | inherited
        own = names.get(sample.id, ()) if sample.is_generated else ()
        if own:
            labels |= {Label(sample.id, name, sample.tags.get(name, "")) for name in own}
        found[sample.uuid] = labels
    return found


def _generated(values: Iterable[Sample]) -> dict[str, list[Sample]]:
    found: defaultdict[str, list[Sample]] = defaultdict(list)
    for sample in values:
        if sample.is_generated and sample.is_computed:
            found[sample.id].append(sample)
    return found


def _chosen(before: Sequence[Sample], after: Sequence[Sample]) -> tuple[str, ...]:
    """Return the names of the tags that together are labels, those that agree best first."""
    names = {name for sample in (*before, *after) for name in sample.tags}
    shares = {name: _share(before, after, (name,)) for name in names}
    chosen: tuple[str, ...] = ()
    for name in sorted(names, key=lambda name: (-shares[name], name)):
        if _share(before, after, (*chosen, name)) > _LEAST_SHARE:
            chosen = (*chosen, name)
    runs = [Counter(map(_run, samples)) for samples in (before, after)]
    if (
        chosen
        and any(max(sizes.values()) > 1 for sizes in runs)
        and _tell_apart(before, chosen)
        and _tell_apart(after, chosen)
    ):
        return chosen
    return ()


def _share(before: Sequence[Sample], after: Sequence[Sample], names: tuple[str, ...]) -> float:
    """Return the share of the tags on the side with fewer that are on the other one, too."""
    x = {_tags(sample, names) for sample in before}
    y = {_tags(sample, names) for sample in after}
    return len(x & y) / min(len(x), len(y))


def _tell_apart(samples: Sequence[Sample], names: tuple[str, ...]) -> bool:
    """Tell whether no two values of one run of the generator have the same tags."""
    counts = Counter((_run(sample), _tags(sample, names)) for sample in samples)
    return max(counts.values()) == 1


def _run(sample: Sample) -> tuple[str, tuple[str, ...]]:
    """Return what stands for the run of the generator that the sample comes from."""
    return sample.expression, tuple([param.uuid for _, param in sample.params])


def _tags(sample: Sample, names: tuple[str, ...]) -> tuple[str | None, ...]:
    return tuple([sample.tags.get(name) for name in names])
