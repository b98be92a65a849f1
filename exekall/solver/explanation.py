"""Why nothing can be built: missing types with their paths, near misses, and cycles, as data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from exekall.operator import Operator
from exekall.reasons import Cause, Rejection
from exekall.relation import provides
from exekall.solver.components import components
from exekall.solver.pruning import prune
from exekall.solver.step import Clash
from exekall.solver.universe import Universe
from exekall.solver.wish import Demand, Wish

__all__ = [
    "Cycle",
    "Explanation",
    "Missing",
    "NearMiss",
    "PathStep",
    "Replaced",
    "explain",
    "find_cycles",
    "lacking",
]


@dataclass(frozen=True, slots=True)
class PathStep:
    """A parameter on the way from a goal down to what is missing."""

    operator: str
    parameter: str
    wanted: Any


@dataclass(frozen=True, slots=True)
class NearMiss:
    """Something that would have provided a missing type, had it not been left out."""

    name: str
    cause: Cause
    subject: str
    product: Any
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """A type that nothing provides, and one shortest way to it from a goal."""

    wanted: Any
    path: tuple[PathStep, ...]
    near_misses: tuple[NearMiss, ...]


@dataclass(frozen=True, slots=True)
class Replaced:
    """A method that whatever provides its class has something else in place of (rule R5)."""

    operator: str
    wanted: Any


@dataclass(frozen=True, slots=True)
class Cycle:
    """Operators each of which needs the next one's product; the first is repeated at the end."""

    operators: tuple[Operator, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why no expression exists for some goals.

    *unusable* are operators whose annotations could not be read, or that a rule left out.
    """

    missing: tuple[Missing, ...]
    cycles: tuple[Cycle, ...]
    clashes: tuple[Clash, ...]
    unusable: tuple[Rejection, ...]
    replaced: tuple[Replaced, ...] = ()


def explain(
    universe: Universe,
    roots: Sequence[Operator],
    left_out: Iterable[Rejection] = (),
    clashes: Iterable[Clash] = (),
) -> Explanation:
    """Explain why none of *roots* can be built in *universe*.

    *left_out* are the callables that never became operators, in which near misses are looked for.
    """
    reached = universe.reach(roots)
    buildable = prune(universe, reached)
    rejections = [*left_out, *universe.rejections]
    missing = []
    replaced = []
    for demand, path in _unprovided(universe, roots, buildable):
        wanted = demand.wish.type
        if _is_replaced(universe, demand.wish):
            replaced.append(Replaced(path[-1].operator, wanted))
        else:
            missing.append(Missing(wanted, path, tuple(_near_misses(wanted, rejections))))
    return Explanation(
        tuple(missing),
        tuple(_cycles(universe, reached, buildable)),
        tuple(_telling(universe, roots, clashes)),
        tuple(dict.fromkeys(universe.rejections)),
        tuple(replaced),
    )


def _telling(
    universe: Universe, roots: Sequence[Operator], clashes: Iterable[Clash]
) -> Iterator[Clash]:
    """Yield the clashes of *roots*, and those below roots that have none themselves."""
    by_operator = {clash.operator: clash for clash in clashes}
    below = set(universe.reach([op for op in roots if op not in by_operator]))
    for op, clash in by_operator.items():
        if op in roots or op in below:
            yield clash


def lacking(universe: Universe, wish: Wish) -> PathStep | None:
    """Return what the producers of *wish* lack; None without producers, or where they lack nothing.

    *wish* is one that pruning left without candidates.
    """
    reached = universe.reach(wish.producers)
    found = _unprovided(universe, wish.producers, prune(universe, reached))
    return next((path[-1] for _, path in found), None)


def find_cycles(universe: Universe, roots: Sequence[Operator]) -> tuple[Cycle, ...]:
    """Return the cycles below *roots* that keep their operators from being built."""
    reached = universe.reach(roots)
    return tuple(_cycles(universe, reached, prune(universe, reached)))


def _unprovided(
    universe: Universe, roots: Sequence[Operator], buildable: Iterable[Operator]
) -> Iterator[tuple[Demand, tuple[PathStep, ...]]]:
    """Yield the demands that keep operators from being built and that nothing serves.

    They are met breadth first, so each comes with a shortest path.
    """
    fine = set(buildable)
    pending = list(dict.fromkeys(roots))
    arrived: dict[Operator, tuple[Operator, Demand] | None] = dict.fromkeys(pending)
    seen: set[Wish] = set()
    # unbox(box: Box[T]) -> T is not to blame for what is missing, and neither is Box[T].
    makes_anything = universe.generics.made_of_anything()
    for op in pending:
        if op in fine:
            continue
        for demand in universe.demands(op):
            wish = demand.wish
            if demand.optional or wish.candidates or wish in seen:
                continue
            seen.add(wish)
            producers = [op for op in wish.producers if op not in makes_anything]
            if not producers:
                yield demand, _path(arrived, op, demand)
            new = [producer for producer in producers if producer not in arrived]
            arrived.update(dict.fromkeys(new, (op, demand)))
            pending += new


def _path(
    arrived: Mapping[Operator, tuple[Operator, Demand] | None], op: Operator, demand: Demand
) -> tuple[PathStep, ...]:
    """Return the way down to *demand* of *op*, given from where each operator was reached."""
    step: tuple[Operator, Demand] | None = (op, demand)
    path: list[PathStep] = []
    while step is not None:
        op, demand = step
        path.append(PathStep(op.name, demand.name, demand.wish.type))
        step = arrived[op]
    return tuple(reversed(path))


def _is_replaced(universe: Universe, wish: Wish) -> bool:
    """Tell whether *wish*, which nothing serves, is a method's for a class that is provided."""
    anyhow = universe.wish(wish.type)
    return anyhow is not wish and not universe.generics.made_of_anything().issuperset(
        anyhow.producers
    )


def _near_misses(wanted: Any, rejections: Iterable[Rejection]) -> Iterator[NearMiss]:
    seen = set()
    for rejection in rejections:
        if rejection.product is None or rejection.name in seen:
            continue
        if provides(rejection.product, wanted):
            seen.add(rejection.name)
            yield NearMiss(
                rejection.name,
                rejection.cause,
                rejection.subject,
                rejection.product,
                rejection.parameters,
            )


def _cycles(
    universe: Universe, reached: Iterable[Operator], buildable: Iterable[Operator]
) -> Iterator[Cycle]:
    """Yield, of each knot of operators that only feed one another, one shortest cycle."""
    fine = set(buildable)
    stuck = [op for op in reached if op not in fine]

    def successors(op: Operator) -> list[Operator]:
        return [
            producer
            for demand in universe.demands(op)
            if not demand.optional and not demand.wish.candidates
            for producer in demand.wish.producers
            if producer not in universe.unreadable
        ]

    for members in components(stuck, successors):
        start = members[-1]
        if len(members) > 1 or start in successors(start):
            inside = set(members)
            previous: dict[Operator, Operator] = {}
            pending = [start]
            for op in pending:
                for successor in successors(op):
                    if successor in inside and successor not in previous:
                        previous[successor] = op
                        pending.append(successor)
            yield Cycle(_traced(start, previous))


def _traced(start: Operator, previous: dict[Operator, Operator]) -> tuple[Operator, ...]:
    trail = [start, previous[start]]
    while trail[-1] is not start:
        trail.append(previous[trail[-1]])
    return tuple(reversed(trail))
