"""The search over assignments of operators to requested types.

An expression is an assignment (rule R1: one operator for each requested type) that is free of
clashes (R2) and cycles (R3). The search binds one request after the other, depth first, lazily and
in a deterministic order; it is a plain backtracking search as for any constraint satisfaction
problem (Golomb and Baumert 1965) whose forward checking is prepared by :mod:`exekall.solver.steps`.
It is for steps whose parameters depend on one another; see :mod:`exekall.solver.alternatives`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from exekall.expression import Expression
from exekall.operator import Operator
from exekall.solver.pruning import can_provide
from exekall.solver.step import Step
from exekall.solver.steps import Steps
from exekall.solver.wish import Demand

__all__ = ["Search"]

_DEFAULT = None
Agenda = tuple["Step", "Demand", "Agenda"] | None


@dataclass(slots=True)
class _Frame:
    """A choice that can be taken back: who may still serve *demand*, and the state before it."""

    owner: Step
    demand: Demand
    options: Iterator[Step | None]
    rest: Agenda
    used: int
    clash: int
    chosen: int
    edges: int


class Search:
    """One run of the search; what is chosen lies on trails, to be taken back in order."""

    def __init__(self, steps: Steps, root: Step) -> None:
        self._steps = steps
        self._root = root
        self._chosen: dict[Any, Step] = {}
        self._chosen_trail: list[Any] = []
        self._edges: dict[tuple[Step, str], Step | None] = {}
        self._edge_trail: list[tuple[Step, str]] = []
        self._frames: list[_Frame] = []

    def solutions(self) -> Iterator[tuple[Expression, int, int]]:
        """Yield every expression that ends in the root, each once.

        With each come the bits of its contended operators and of those that they clash with.
        """
        root = self._root
        state: tuple[Agenda, int, int] | None = (_pushed(root, None), root.must, root.clash)
        while state is not None:
            agenda, used, clash = state
            fits, agenda = self._next_open(agenda)
            if fits and agenda is None and self._defaults_are_due():
                yield self._expression(), used, clash
            if fits and agenda is not None:
                self._choose(agenda, used, clash)
            state = self._advance()

    def _next_open(self, agenda: Agenda) -> tuple[bool, Agenda]:
        """Pass over requests that are bound already; tell whether they all fit."""
        while agenda is not None:
            owner, demand, rest = agenda
            if (owner, demand.name) not in self._edges:
                step = self._chosen.get(demand.wish.key)
                if step is None or demand.may_default:
                    return True, agenda
                if step.op not in demand.domain or self._closes_cycle(owner, step):
                    return False, None
                self._bind(owner, demand, step)
            agenda = rest
        return True, None

    def _choose(self, agenda: tuple[Step, Demand, Agenda], used: int, clash: int) -> None:
        """Lay down a choice for the first request of *agenda*."""
        owner, demand, rest = agenda
        counts = len(self._chosen_trail), len(self._edge_trail)
        options = self._options(demand)
        self._frames.append(_Frame(owner, demand, options, rest, used, clash, *counts))

    def _options(self, demand: Demand) -> Iterator[Step | None]:
        chosen = self._chosen.get(demand.wish.key)
        if chosen is None:
            for op in demand.domain:
                yield self._steps[op]
        elif chosen.op in demand.domain:
            yield chosen
        if demand.may_default:
            yield _DEFAULT

    def _advance(self) -> tuple[Agenda, int, int] | None:
        """Take the next option of the latest choice that has one; None at the end of the search."""
        while self._frames:
            frame = self._frames[-1]
            self._take_back(frame)
            for step in frame.options:
                if step is _DEFAULT:
                    self._bind(frame.owner, frame.demand, None)
                    return frame.rest, frame.used, frame.clash
                if step.must & frame.clash:
                    self._steps.note_clash(self._root, step.must & frame.clash, frame.used)
                    continue
                if self._closes_cycle(frame.owner, step):
                    continue
                key = frame.demand.wish.key
                if key not in self._chosen:
                    self._chosen[key] = step
                    self._chosen_trail.append(key)
                self._bind(frame.owner, frame.demand, step)
                agenda = frame.rest if step.params is not None else _pushed(step, frame.rest)
                return agenda, frame.used | step.must, frame.clash | step.clash
            self._frames.pop()
        return None

    def _take_back(self, frame: _Frame) -> None:
        while len(self._chosen_trail) > frame.chosen:
            del self._chosen[self._chosen_trail.pop()]
        while len(self._edge_trail) > frame.edges:
            del self._edges[self._edge_trail.pop()]

    def _bind(self, owner: Step, demand: Demand, step: Step | None) -> None:
        self._edges[owner, demand.name] = step
        self._edge_trail.append((owner, demand.name))

    def _closes_cycle(self, owner: Step, step: Step) -> bool:
        """Tell whether feeding *owner* from *step* would make *owner* its own ancestor."""
        if not owner.cyclic or owner.component != step.component:
            return False
        pending, seen = [step], {step}
        while pending:
            current = pending.pop()
            if current is owner:
                return True
            for demand in current.demands:
                provider = self._edges.get((current, demand.name))
                if provider is not None and provider not in seen:
                    seen.add(provider)
                    pending.append(provider)
        return False

    def _defaults_are_due(self) -> bool:
        """Tell whether what was left at its default could not be provided (rule R4).

        Such a parameter could have been provided only by what needs its own operator, or one
        that consumes it, among its ancestors.
        """
        if not self._steps.has_cycles:
            return True
        used = self._used()
        for step in used:
            for demand in step.demands:
                if demand.may_default and self._edges[step, demand.name] is _DEFAULT:
                    consumers = self._consumers(step, used)
                    if can_provide(self._steps.universe, demand.wish, consumers):
                        return False
        return True

    def _used(self) -> list[Step]:
        """Return the unsettled steps of the assignment, the root first."""
        found = {self._root: None}
        pending = [self._root]
        while pending:
            step = pending.pop()
            for demand in step.demands:
                provider = self._edges[step, demand.name]
                if provider is not None and provider.params is None and provider not in found:
                    found[provider] = None
                    pending.append(provider)
        return list(found)

    def _consumers(self, step: Step, used: list[Step]) -> set[Operator]:
        """Return the operators of *step* and of all that it feeds, directly or not."""
        found = {step}
        changed = True
        while changed:
            changed = False
            for other in used:
                if other not in found and any(
                    self._edges[other, demand.name] in found for demand in other.demands
                ):
                    found.add(other)
                    changed = True
        return {member.op for member in found}

    def _expression(self) -> Expression:
        """Make the nodes of the assignment, providers first."""
        steps = self._steps
        made: dict[Step, Expression] = {}

        def provided(step: Step, consumer: Operator) -> Expression:
            if step.params is not None:
                return steps.settled_node(step, consumer)
            return steps.as_consumed(made[step], consumer)

        pending = [self._root]
        while pending:
            step = pending[-1]
            params = [
                (demand.name, provider)
                for demand in step.demands
                if (provider := self._edges[step, demand.name]) is not None
            ]
            missing = [p for _, p in params if p.params is None and p not in made]
            if missing:
                pending.extend(missing)
                continue
            pending.pop()
            made[step] = steps.node(step, params, None, provided)
        return made[self._root]


def _pushed(step: Step, agenda: Agenda) -> Agenda:
    for demand in reversed(step.demands):
        agenda = (step, demand, agenda)
    return agenda
