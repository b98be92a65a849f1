"""Enumerating expressions step by step, each alternative made once.

Where no choice made for one parameter of a step can matter for another, the alternatives of the
step are the product of its parameters' alternatives, so every step has its own list of them,
extended as far as somebody asks and shared by all that use the step. Only a step whose parameters
do depend on one another, by a common request (rule R1), a clash (R2) or a cycle (R3), is left to
:class:`exekall.solver.search.Search`.

Lists that depend on one another are extended by coroutines on one explicit stack (a trampoline),
so the depth of an expression is no depth of recursion.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from exekall.expression import Expression
from exekall.operator import Operator
from exekall.solver.search import Search
from exekall.solver.step import Reach, Step
from exekall.solver.steps import Steps
from exekall.solver.wish import Demand

__all__ = ["Enumeration"]


class Alternative(NamedTuple):
    """An expression with the bits of its contended operators and of what those clash with."""

    node: Expression
    used: int
    clash: int


class Alternatives:
    """A list that is extended on demand.

    *producer* adds an item and yields None, or yields other alternatives that must be extended
    by one item before it can go on.
    """

    __slots__ = ("ended", "items", "producer")

    def __init__(self, items: list[Alternative]) -> None:
        self.items = items
        self.ended = True
        self.producer: Iterator[Alternatives | None] = iter(())

    def start(self, producer: Iterator[Alternatives | None]) -> None:
        """Let *producer* extend the list from now on."""
        self.ended = False
        self.producer = producer

    def extend(self) -> None:
        """Add an item, or find that there is none left."""
        stack = [self]
        while stack:
            top = stack[-1]
            for needed in top.producer:
                if needed is None:
                    stack.pop()
                else:
                    stack.append(needed)
                break
            else:
                top.ended = True
                stack.pop()


class Enumeration:
    """The alternatives of the steps of a search."""

    __slots__ = ("_of_domains", "_of_steps", "_steps")

    def __init__(self, steps: Steps) -> None:
        self._steps = steps
        self._of_steps: dict[Step, Alternatives] = {}
        self._of_domains: dict[tuple[Operator, ...], Alternatives] = {}

    def expressions(self, root: Step) -> Iterator[Expression]:
        """Yield every expression that ends in *root*, each once."""
        found = self._of_step(root)
        position = 0
        while True:
            while position == len(found.items):
                if found.ended:
                    return
                found.extend()
            yield found.items[position].node
            position += 1

    def _of_step(self, step: Step) -> Alternatives:
        found = self._of_steps.get(step)
        if found is None:
            if step.params is not None:
                node = self._steps.settled_node(step, None)
                found = Alternatives([Alternative(node, step.must, step.clash)])
            else:
                found = Alternatives([])
                found.start(
                    self._combined(step, found.items)
                    if self._has_independent_parameters(step)
                    else self._searched(step, found.items)
                )
            self._of_steps[step] = found
        return found

    def _of_demand(self, demand: Demand) -> Alternatives:
        if len(demand.domain) == 1:
            return self._of_step(self._steps[demand.domain[0]])
        key = tuple(demand.domain)
        found = self._of_domains.get(key)
        if found is None:
            found = self._of_domains[key] = Alternatives([])
            found.start(self._merged([self._steps[op] for op in key], found.items))
        return found

    def _has_independent_parameters(self, step: Step) -> bool:
        """Tell whether no choice for a parameter may matter for another one, or below itself."""
        if step.cyclic:
            return False
        seen = Reach()
        for demand in step.demands:
            own = Reach(self._steps.key_bit(demand.wish.key))
            below = Reach()
            for op in demand.domain:
                provider = self._steps[op]
                settled = provider.params is not None
                below |= (0, provider.must, provider.clash) if settled else provider.reach
            if own.meets(below) or (own | below).meets(seen):
                return False
            seen |= own | below
        return True

    # Producers

    def _merged(
        self, steps: Sequence[Step], items: list[Alternative]
    ) -> Iterator[Alternatives | None]:
        """Take the first alternative of each of *steps*, then the second of each, and so on."""
        active = [self._of_step(step) for step in steps]
        position = 0
        while active:
            remaining = []
            for alternatives in active:
                while position == len(alternatives.items) and not alternatives.ended:
                    yield alternatives
                if position < len(alternatives.items):
                    remaining.append(alternatives)
                    items.append(alternatives.items[position])
                    yield None
            active = remaining
            position += 1

    def _combined(self, step: Step, items: list[Alternative]) -> Iterator[Alternatives | None]:
        """Combine the alternatives of the parameters, the last one varying fastest."""
        own_used, own_clash = self._steps.own_bits(step)
        names = [demand.name for demand in step.demands]
        columns = [self._of_demand(demand) for demand in step.demands]
        places = [0] * len(columns)
        depth = 0
        while depth >= 0:
            column = columns[depth]
            while places[depth] == len(column.items) and not column.ended:
                yield column
            if places[depth] == len(column.items):
                depth -= 1
                if depth >= 0:
                    places[depth] += 1
            elif depth + 1 < len(columns):
                depth += 1
                places[depth] = 0
            else:
                chosen = [
                    column.items[place] for column, place in zip(columns, places, strict=True)
                ]
                places[depth] += 1
                made = self._applied(step, names, chosen, own_used, own_clash)
                if made is not None:
                    items.append(made)
                    yield None
        step.dead = not items

    def _applied(
        self, step: Step, names: Sequence[str], chosen: Iterable[Alternative], used: int, clash: int
    ) -> Alternative | None:
        """Return the alternative of *step* on *chosen*; None where a clash forbids it."""
        nodes = []
        for node, its_used, its_clash in chosen:
            if its_used & clash:
                self._steps.note_clash(step, its_used & clash, used)
                return None
            used |= its_used
            clash |= its_clash
            nodes.append(self._steps.as_consumed(node, step.op))
        params = tuple(zip(names, nodes, strict=True))
        return Alternative(self._steps.table.node(step.op, params), used, clash)

    def _searched(self, step: Step, items: list[Alternative]) -> Iterator[Alternatives | None]:
        for node, used, clash in Search(self._steps, step).solutions():
            items.append(Alternative(node, used, clash))
            yield None
        step.dead = not items
