"""The steps of a search: what each needs, narrowed as far as it can be beforehand.

A step whose every parameter has one possible provider is *settled*: its node is made once and
shared, and no search ever looks below it. What an unsettled step cannot do without (``must``) is
known too, so a search sees a clash as soon as it is unavoidable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from exekall.expression import Expression, NodeTable
from exekall.operator import Operator
from exekall.solver.clashes import ClashTable
from exekall.solver.components import components
from exekall.solver.pruning import prune
from exekall.solver.step import Clash, Reach, Step, wants_consumer
from exekall.solver.universe import Universe
from exekall.solver.wish import Demand, Wish

__all__ = ["Steps"]


class Steps:
    """The steps of a universe as far as *roots* reach, settled where they can be.

    ``has_cycles`` tells whether steps that remain feed one another in a circle.
    """

    def __init__(self, universe: Universe, roots: Sequence[Operator], table: NodeTable) -> None:
        self.universe = universe
        self.table = table
        self._clashes: dict[Operator, Clash] = {}
        ranks = prune(universe, universe.reach(roots))
        self._table = ClashTable(ranks)
        self._steps = {op: self._step(op) for op in ranks}
        self._key_bits: dict[Any, int] = {}
        self.has_cycles = False
        # Keys of which two wishes with different candidates exist: a search must decide (rule R1).
        self._contested_keys = (
            _contested_keys(self._steps.values()) if universe.has_variants else frozenset()
        )
        for number, members in enumerate(self._components(ranks)):
            self._settle_component([self._steps[op] for op in members], number)

    def get(self, op: Operator) -> Step | None:
        """Return the step of *op*; None where it can't be built."""
        step = self._steps.get(op)
        return None if step is None or step.dead else step

    def __iter__(self) -> Iterator[Operator]:
        return (op for op, step in self._steps.items() if not step.dead)

    def __getitem__(self, op: Operator) -> Step:
        return self._steps[op]

    def _step(self, op: Operator) -> Step:
        demands = self.universe.demands(op)
        for demand in demands:
            if not demand.active:
                demands = tuple([demand for demand in demands if demand.active])
                break
        for demand in demands:
            demand.domain = demand.wish.candidates
        return Step(op, demands, self._table.bit(op), self._table.mask(op))

    def _components(self, ranks: dict[Operator, int]) -> Iterable[Sequence[Operator]]:
        """Return the strongly connected components, providers first.

        Where every provider can be built before what it serves, there is nothing to look for.
        """
        for op, rank in ranks.items():
            for demand in self._steps[op].demands:
                for candidate in demand.domain:
                    if ranks[candidate] > rank:
                        return components(self._steps, self._successors)
        return ((op,) for op in ranks)

    def _successors(self, op: Operator) -> Iterable[Operator]:
        return [c for demand in self._steps[op].demands for c in demand.domain if c is not op]

    def _settle_component(self, members: list[Step], number: int) -> None:
        cyclic = len(members) > 1
        if not cyclic and self._settle(members[0]):
            members[0].component = number
            return
        for step in members:
            step.component, step.cyclic = number, cyclic
            for demand in step.demands:
                demand.may_default = demand.optional and cyclic
        changed = True
        while changed:
            changed = False
            for step in members:
                if not step.dead and self._narrow(step):
                    changed = cyclic
        if cyclic or not (members[0].dead or self._settle(members[0])):
            self._note_reach(members)

    def _note_reach(self, members: Sequence[Step]) -> None:
        """Work out what the steps of one component may have to do with."""
        found = Reach()
        for step in members:
            found |= (0, self._table.bit(step.op), self._table.mask(step.op))
            for demand in step.demands:
                found |= (self.key_bit(demand.wish.key), 0, 0)
                for op in demand.domain:
                    provider = self._steps[op]
                    settled = provider.params is not None
                    found |= (0, provider.must, provider.clash) if settled else provider.reach
        for step in members:
            step.reach = found
        self.has_cycles |= len(members) > 1

    def _narrow(self, step: Step) -> bool:
        """Take out of the domains what can't go with *step*; return whether anything changed."""
        changed = False
        for demand in sorted(step.demands, key=lambda demand: len(demand.domain)):
            fitting = [op for op in demand.domain if self._fits(step, demand, op)]
            if len(fitting) != len(demand.domain):
                self._note_clashes(step, demand)
                demand.domain = fitting
                changed = True
            if not fitting and not demand.may_default:
                step.dead = True
                return True
            if fitting and not demand.may_default:
                changed |= self._require(step, [self._steps[op] for op in fitting])
            if step.must & step.clash:
                step.dead = True
                self.note_clash(step, step.must & step.clash, step.must)
                return True
        return changed

    def _fits(self, step: Step, demand: Demand, op: Operator) -> bool:
        """Tell whether *op* may serve *demand*; what asks for the same itself may not (R1, R3)."""
        provider = self._steps[op]
        if provider is step or provider.dead or provider.must & step.clash:
            return False
        key = demand.wish.key
        return not any(own.wish.key == key and not own.may_default for own in provider.demands)

    def _require(self, step: Step, providers: Sequence[Step]) -> bool:
        """Add to *step* what all of *providers* can't do without."""
        must, clash = providers[0].must, providers[0].clash
        if len(providers) > 1:
            for provider in providers[1:]:
                must &= provider.must
            clash = self._table.mask_of_all(must)
        if must | step.must == step.must:
            return False
        step.must |= must
        step.clash |= clash
        return True

    def _note_clashes(self, step: Step, demand: Demand) -> None:
        """Note what keeps a provider of *demand* from being used."""
        for op in demand.domain:
            provider = self._steps[op]
            if provider.must & step.clash and not provider.dead:
                self.note_clash(step, provider.must & step.clash, step.must)

    def note_clash(self, step: Step, met: int, used: int) -> None:
        """Note that the first operator in *met* clashes with one in *used*, for the sake of *step*.

        It counts if *step* turns out to be in no expression. The first clash of a step is kept.
        """
        if step.op not in self._clashes:
            second = next(iter(self._table.operators(met)))
            first = next(iter(self._table.operators(self._table.mask(second) & used)), step.op)
            self._clashes[step.op] = Clash(step.op, first, second)

    @property
    def clashes(self) -> list[Clash]:
        """Why operators were dropped because of rule R2, for each of them."""
        return [clash for op, clash in self._clashes.items() if self._steps[op].dead]

    def _settle(self, step: Step) -> bool:
        """Settle *step* where each parameter has one provider, settled itself; tell whether so."""
        params = []
        for demand in step.demands:
            if len(demand.domain) != 1 or demand.wish.key in self._contested_keys:
                return False
            provider = self._steps[demand.domain[0]]
            if provider.params is None or provider.must & step.clash:
                return False
            params.append((demand.name, provider))
            step.must |= provider.must
            step.clash |= provider.clash
        if step.must & step.clash:
            return False
        step.params = tuple(params)
        step.node = self.node(step, params, None, self.settled_node)
        return True

    def key_bit(self, key: Any) -> int:
        """Return the bit of a request."""
        return self._key_bits.setdefault(key, 1 << len(self._key_bits))

    def own_bits(self, step: Step) -> tuple[int, int]:
        """Return the bit of the operator of *step* alone, and the bits that it clashes with."""
        return self._table.bit(step.op), self._table.mask(step.op)

    # Nodes

    def settled_node(self, step: Step, consumer: Operator | None) -> Expression:
        """Return the node of a settled step as *consumer* uses it."""
        assert step.node is not None
        return self.as_consumed(step.node, consumer)

    def as_consumed(self, node: Expression, consumer: Operator | None) -> Expression:
        """Return *node* as *consumer* uses it: a node of its own where the operator asks who."""
        if consumer is None or not node.op.injected or not wants_consumer(node.op):
            return node
        return self.table.node(node.op, node.params, consumer)

    def node(
        self,
        step: Step,
        params: Sequence[tuple[str, Step]],
        consumer: Operator | None,
        provided: Callable[[Step, Operator], Any],
    ) -> Expression:
        """Return the node of *step* on what *provided* gives for each of *params*."""
        return self.table.node(
            step.op,
            tuple((name, provided(provider, step.op)) for name, provider in params),
            consumer if step.consumes else None,
        )


def _contested_keys(steps: Iterable[Step]) -> AbstractSet[Any]:
    """Return the keys of which two wishes with different candidates exist."""
    first: dict[Any, Wish] = {}
    found: set[Any] = set()
    for step in steps:
        for demand in step.demands:
            wish = demand.wish
            other = first.setdefault(wish.key, wish)
            if other is not wish and other.candidates != wish.candidates:
                found.add(wish.key)
    return found
