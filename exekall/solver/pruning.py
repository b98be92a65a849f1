"""What can be built at all: the least fixpoint over operators and wishes.

An operator can be built when each of its parameters without a default can be provided; a wish can
be provided when some operator that serves it can be built. The cost is linear in the number of
parameters and producers.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Sequence

from exekall.operator import Operator
from exekall.solver.universe import Universe
from exekall.solver.wish import Demand, Wish

__all__ = ["can_provide", "prune"]


def prune(universe: Universe, reached: Sequence[Operator]) -> dict[Operator, int]:
    """Settle the candidates of every wish and which optional parameters are provided.

    Returns the operators that can be built, each with its rank: its derivation uses operators of
    a lower rank only. What serves only beside something else does not make a parameter provided.
    """
    wishes: dict[Wish, None] = {}
    optional: list[tuple[Operator, Demand]] = []
    for op in reached:
        for demand in universe.demands(op):
            wish = demand.wish
            if wish not in wishes:
                wishes[wish] = None
                wish.candidates = [*wish.strict, *wish.fallback] if wish.fallback else wish.strict
            if demand.optional:
                optional.append((op, demand))
    alternative = [wish for wish in wishes if wish.fallback]
    if alternative:
        _decide_newtypes(universe, alternative)
    ranks = _fixpoint(universe, reached, ())
    for wish in wishes:
        wish.candidates = [op for op in wish.candidates if op in ranks]
    for op, demand in optional:
        if op in ranks:
            candidates = demand.wish.candidates
            if universe.companions:
                candidates = [c for c in candidates if c not in universe.companions]
            demand.active = any(ranks[c] < ranks[op] for c in candidates) or (
                bool(candidates) and can_provide(universe, demand.wish, {op, *universe.companions})
            )
    return ranks


def _decide_newtypes(universe: Universe, wishes: Iterable[Wish]) -> None:
    """Settle once which wishes NewTypes serve: those that nothing else can (rule R8).

    What can be built only because a NewType serves the very wish does not count.
    """
    decided: dict[Wish, Sequence[Operator]] = {}
    for wish in wishes:
        everything, wish.candidates = wish.candidates, wish.strict
        is_served = can_provide(universe, wish, universe.companions)
        decided[wish] = wish.strict if is_served else wish.fallback
        wish.candidates = everything
    for wish, candidates in decided.items():
        wish.candidates = candidates


def can_provide(universe: Universe, wish: Wish, without: Collection[Operator]) -> bool:
    """Tell whether *wish* can be provided in the pruned universe less the operators *without*."""
    reached: dict[Operator, None] = {}
    pending = [op for op in wish.candidates if op not in without]
    while pending:
        op = pending.pop()
        if op in reached:
            continue
        reached[op] = None
        for demand in universe.demands(op):
            if not demand.optional:
                pending.extend(c for c in demand.wish.candidates if c not in without)
    derived = _fixpoint(universe, reached, without)
    return any(op in derived for op in wish.candidates)


def _fixpoint(
    universe: Universe, reached: Iterable[Operator], without: Collection[Operator]
) -> dict[Operator, int]:
    """Return the operators that can be built, in an order in which they can be.

    One pass suffices where what feeds an operator comes before it; what a cycle holds up is
    counted down as its wishes come to be provided.
    """
    ranks: dict[Operator, int] = {}
    held_up: list[Operator] = []
    for op in reached:
        if op in without:
            continue
        for demand in universe.demands(op):
            if not demand.optional and not _provided(demand.wish, ranks):
                held_up.append(op)
                break
        else:
            ranks[op] = len(ranks)
    if held_up:
        _release(universe, held_up, ranks)
    return ranks


def _provided(wish: Wish, ranks: dict[Operator, int]) -> bool:
    return any(op in ranks for op in wish.candidates)


def _release(universe: Universe, held_up: Sequence[Operator], ranks: dict[Operator, int]) -> None:
    """Add to *ranks* what can be built of *held_up* after all."""
    missing: dict[Operator, int] = {}
    waiting: defaultdict[Wish, list[Operator]] = defaultdict(list)
    serves: defaultdict[Operator, list[Wish]] = defaultdict(list)
    ready: deque[Operator] = deque()
    for op in held_up:
        wishes = dict.fromkeys(
            demand.wish
            for demand in universe.demands(op)
            if not demand.optional and not _provided(demand.wish, ranks)
        )
        missing[op] = len(wishes)
        for wish in wishes:
            if wish not in waiting:
                for producer in wish.candidates:
                    serves[producer].append(wish)
            waiting[wish].append(op)
        if not wishes:
            ready.append(op)
    provided: set[Wish] = set()
    while ready:
        op = ready.popleft()
        ranks[op] = len(ranks)
        for wish in serves[op]:
            if wish not in provided:
                provided.add(wish)
                for consumer in waiting[wish]:
                    missing[consumer] -= 1
                    if not missing[consumer]:
                        ready.append(consumer)
