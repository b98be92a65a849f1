"""What comparing two sets of results should find, by trying every way of pairing them.

A result is told apart by what people see of it (*look*) and by what it is (*content*): results of
different looks are different, of equal contents the same, and others cannot be told apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

__all__ = ["Result", "expected", "fisher", "mann_whitney"]


@dataclass(frozen=True)
class Result:
    """A result called *id*; *is_legible* tells that its look says all of it, as JSON does."""

    id: str
    look: str
    content: str
    is_legible: bool = False


def expected(before: Sequence[Result], after: Sequence[Result]) -> dict[str, str]:
    """Return what should be found of each ID."""
    ids = {result.id for result in (*before, *after)}
    return {
        id_: _verdict([x for x in before if x.id == id_], [y for y in after if y.id == id_])
        for id_ in ids
    }


def _verdict(before: Sequence[Result], after: Sequence[Result]) -> str:
    if not before:
        return "appeared"
    if not after:
        return "vanished"
    different, undecided = min(_pairings(before, after))
    return "different" if different else "undecided" if undecided else "same"


def _pairings(before: Sequence[Result], after: Sequence[Result]) -> Iterator[tuple[int, int]]:
    """Yield for each pairing how many differ and how many cannot be told apart."""
    fewer, more = sorted((before, after), key=len)
    for order in permutations(more):
        pairs = list(zip(fewer, order, strict=False))
        surplus = order[len(fewer) :]
        looks = {result.look for result in fewer}
        different = sum(x.look != y.look for x, y in pairs)
        different += sum(result.look not in looks for result in surplus)
        undecided = sum(
            x.look == y.look and x.content != y.content and not x.is_legible for x, y in pairs
        )
        yield different, undecided


def fisher(failed: tuple[int, int], counts: tuple[int, int]) -> float:
    """Return the share of all ways to choose who fails that are at most as likely as this one."""
    everyone = range(sum(counts))
    found = [
        sum(person < counts[0] for person in failing)
        for failing in combinations(everyone, sum(failed))
    ]
    share = {number: found.count(number) / len(found) for number in found}
    return sum(each for each in share.values() if each <= share[failed[0]] * (1 + 1e-9))


def mann_whitney(before: Sequence[float], after: Sequence[float]) -> float:
    """Return the share of all divisions of the numbers that are at least as uneven as this one."""
    numbers = (*before, *after)
    middle = len(before) * len(after) / 2
    here = abs(_larger(before, after) - middle)
    found = []
    for chosen in combinations(range(len(numbers)), len(before)):
        x = [numbers[index] for index in chosen]
        y = [number for index, number in enumerate(numbers) if index not in chosen]
        found.append(abs(_larger(x, y) - middle) >= here)
    return sum(found) / len(found)


def _larger(before: Sequence[float], after: Sequence[float]) -> int:
    return sum(y > x for x in before for y in after)
