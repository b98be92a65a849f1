"""Which operators can never be part of one expression (rule R2), as bit masks.

Two operators clash when they produce the same type, or when the product of one provides the
other's. Only operators that clash with some other get a bit, so in most programs masks are zero.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from exekall.operator import Operator
from exekall.relation import is_nominal, nominal_head, provides

__all__ = ["ClashTable"]


class ClashTable:
    """The bit of each contended operator and the mask of those that it clashes with."""

    __slots__ = ("_bits", "_masks", "_operators")

    def __init__(self, operators: Iterable[Operator]) -> None:
        by_type: defaultdict[Any, list[Operator]] = defaultdict(list)
        for op in operators:
            by_type[op.product].append(op)
        self._operators: list[Operator] = []
        self._bits: dict[Operator, int] = {}
        self._masks: dict[Operator, int] = {}
        related: defaultdict[Any, set[Any]] = defaultdict(set)
        for given, wanted in _related(by_type):
            related[given].add(wanted)
            related[wanted].add(given)
        groups = {
            type_: producers
            for type_, producers in by_type.items()
            if len(producers) > 1 or type_ in related
        }
        for producers in groups.values():
            for op in producers:
                self._bits[op] = 1 << len(self._operators)
                self._operators.append(op)
        group_masks = {
            type_: sum(self._bits[op] for op in producers) for type_, producers in groups.items()
        }
        for type_, producers in groups.items():
            mask = group_masks[type_]
            for other in related[type_]:
                mask |= group_masks[other]
            for op in producers:
                self._masks[op] = mask & ~self._bits[op]

    def bit(self, op: Operator) -> int:
        """Return the bit of *op*, zero where nothing clashes with it."""
        return self._bits.get(op, 0)

    def mask(self, op: Operator) -> int:
        """Return the bits of the operators that *op* clashes with."""
        return self._masks.get(op, 0)

    def mask_of_all(self, bits: int) -> int:
        """Return the bits of the operators that some operator in *bits* clashes with."""
        found = 0
        while bits:
            lowest = bits & -bits
            found |= self._masks[self._operators[lowest.bit_length() - 1]]
            bits ^= lowest
        return found

    def operators(self, bits: int) -> Iterable[Operator]:
        """Yield the operators that *bits* stand for."""
        while bits:
            lowest = bits & -bits
            yield self._operators[lowest.bit_length() - 1]
            bits ^= lowest


def _related(types: Collection[Any]) -> Iterable[tuple[Any, Any]]:
    """Yield the pairs of different types of which the first provides the second."""
    by_head: defaultdict[type, list[Any]] = defaultdict(list)
    others: list[Any] = []
    for type_ in types:
        head = type_ if type(type_) is type else nominal_head(type_)
        if type(head) is type or (head is not None and is_nominal(head)):
            by_head[head].append(type_)
        else:
            others.append(type_)
    for head, given_types in by_head.items():
        for base in head.__mro__:
            if base in by_head and (base is not head or len(given_types) > 1):
                for given in given_types:
                    for wanted in by_head[base]:
                        if given is not wanted and provides(given, wanted):
                            yield given, wanted
    for other in others:
        for type_ in types:
            if type_ is not other:
                if provides(other, type_):
                    yield other, type_
                if provides(type_, other):
                    yield type_, other
