"""Whether two lists of samples hold the same things, disregarding their order.

What is the same on both sides is paired off first. What is left is compared in the order in which
it was computed, or by size where numbers need not be quite the same.
"""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Final, NamedTuple, TypeVar

from exekall.comparison.addresses import without_addresses
from exekall.comparison.quantity import quantity
from exekall.comparison.sample import Sample, failure_of
from exekall.comparison.tolerance import Tolerance
from exekall.comparison.verdicts import DIFFERENT, SAME, Judge, Judgement, Verdict

__all__ = ["Contents", "compare_contents"]

Pair = tuple[Sample, Sample]


class Contents(NamedTuple):
    """The judgement of two lists of samples.

    *pairs* are those that it comes from: those that differ, or those that cannot be told apart.
    *only_before* and *only_after* are those that have no counterpart. *has_leftovers* tells that
    some content occurs more often on one side, even where that makes no difference.
    """

    judgement: Judgement
    pairs: tuple[Pair, ...] = ()
    only_before: tuple[Sample, ...] = ()
    only_after: tuple[Sample, ...] = ()
    has_leftovers: bool = False


_ALL_SAME: Final = Contents(SAME)

K = TypeVar("K", bound=Hashable)


def compare_contents(before: Sequence[Sample], after: Sequence[Sample], judge: Judge) -> Contents:
    """Compare the samples exactly.

    Where one side has all that the other one has and only more of the same, that makes no
    difference.
    """
    if len(before) == len(after) == 1:
        return _of_pairs([(before[0], after[0])], judge)
    _, before_left, after_left = _paired_off(before, after, _digest)
    alike, before_left, after_left = _paired_off(before_left, after_left, _appearance)
    has_leftovers = bool(before_left or after_left)
    if not judge.tolerance.is_exact:
        before_left, after_left = _by_number(before_left), _by_number(after_left)
    number = min(len(before_left), len(after_left))
    rest = zip(before_left[:number], after_left[:number], strict=True)
    found = _of_pairs([*alike, *rest], judge)
    only_before = _foreign(before_left[number:], after, judge.tolerance)
    only_after = _foreign(after_left[number:], before, judge.tolerance)
    if only_before or only_after:
        pairs = found.pairs if found.judgement.verdict is Verdict.DIFFERENT else ()
        found = Contents(DIFFERENT, pairs, only_before, only_after)
    return found._replace(has_leftovers=has_leftovers)


def _of_pairs(pairs: Sequence[Pair], judge: Judge) -> Contents:
    judged: defaultdict[Verdict, list[tuple[Pair, Judgement]]] = defaultdict(list)
    for pair in pairs:
        judgement = judge.judge(*pair)
        judged[judgement.verdict].append((pair, judgement))
    for verdict in (Verdict.DIFFERENT, Verdict.UNDECIDED):
        if found := judged[verdict]:
            return Contents(found[0][1], tuple([pair for pair, _ in found]))
    return _ALL_SAME


def _paired_off(
    before: Sequence[Sample], after: Sequence[Sample], key: Callable[[Sample], K | None]
) -> tuple[list[Pair], list[Sample], list[Sample]]:
    """Return pairs with equal keys, and what is left on each side; None equals nothing."""
    available: defaultdict[K, list[Sample]] = defaultdict(list)
    for sample in reversed(after):
        mark = key(sample)
        if mark is not None:
            available[mark].append(sample)
    pairs: list[Pair] = []
    left: list[Sample] = []
    for sample in before:
        mark = key(sample)
        partners = available.get(mark) if mark is not None else None
        if partners:
            pairs.append((sample, partners.pop()))
        else:
            left.append(sample)
    taken = {id(partner) for _, partner in pairs}
    return pairs, left, [sample for sample in after if id(sample) not in taken]


def _digest(sample: Sample) -> bytes | None:
    return sample.digest if sample.is_computed else None


def _appearance(sample: Sample) -> Hashable:
    """Return all that is kept of a sample, in a form that is equal where it looks the same."""
    if not sample.is_computed:
        failure = failure_of(sample)
        if failure is None:
            return (sample.outcome,)
        return sample.outcome, failure.type.name, without_addresses(failure.message)
    if sample.json is not None:
        return sample.type, sample.json
    text = None if sample.text is None else without_addresses(sample.text)
    return sample.type, None, without_addresses(sample.repr), text


def _foreign(
    samples: Iterable[Sample], others: Sequence[Sample], tolerance: Tolerance
) -> tuple[Sample, ...]:
    """Return one sample for each look that none of *others* has, nor a number close to it."""
    known = {_appearance(other) for other in others}
    found = {_appearance(sample): sample for sample in reversed(list(samples))}
    unknown = [sample for look, sample in found.items() if look not in known]
    if unknown and not tolerance.is_exact:
        numbers = _numbers_by_unit(others)
        unknown = [sample for sample in unknown if not _is_near(sample, numbers, tolerance)]
    return tuple(reversed(unknown))


def _by_number(samples: list[Sample]) -> list[Sample]:
    """Return the samples by size, if all are numbers: so the closest ones come together."""
    numbers = [quantity(sample) if sample.is_computed else None for sample in samples]
    known = [(found.unit, found.number) for found in numbers if found is not None]
    if len(known) < len(samples):
        return samples
    order = sorted(range(len(samples)), key=known.__getitem__)
    return [samples[index] for index in order]


_NumbersByUnit = dict[tuple[str, str], list[float]]


def _numbers_by_unit(samples: Iterable[Sample]) -> _NumbersByUnit:
    numbers: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for sample in samples:
        if sample.is_computed and (found := quantity(sample)) is not None:
            numbers[found.unit].append(found.number)
    return {unit: sorted(found) for unit, found in numbers.items()}


def _is_near(sample: Sample, numbers: _NumbersByUnit, tolerance: Tolerance) -> bool:
    """Tell whether the closest number below or above that of *sample* is accepted."""
    found = quantity(sample) if sample.is_computed else None
    if found is None:
        return False
    others = numbers.get(found.unit, [])
    position = bisect(others, found.number)
    nearest = others[max(0, position - 1) : position + 1]
    return any(tolerance.accepts(other, found.number) for other in nearest)
