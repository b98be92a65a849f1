"""From operators and goals to expressions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from exekall.expression import Expression, NodeTable, walk
from exekall.operator import Operator
from exekall.pause import collection_paused
from exekall.prebuilt import PrebuiltOperator
from exekall.reasons import Rejection
from exekall.solver.alternatives import Enumeration
from exekall.solver.constraints import Constraints
from exekall.solver.explanation import Cycle, Explanation, PathStep, explain, find_cycles, lacking
from exekall.solver.step import Clash
from exekall.solver.steps import Steps
from exekall.solver.universe import Universe, is_companion

__all__ = ["DefaultUsed", "Solver"]


@dataclass(frozen=True, slots=True)
class DefaultUsed:
    """An optional parameter that stays at its default because nothing can provide it.

    *lacking* says what is missing further up, where there is something that would provide it.
    """

    operator: Operator
    parameter: str
    wanted: object
    lacking: PathStep | None = None


class Solver:
    """Enumerates every consistent expression that ends in one of *roots*.

    *operators* is all that expressions may use; roots need not be among them. Nothing is searched
    before :meth:`expressions` is iterated over.
    """

    def __init__(
        self,
        operators: Iterable[Operator],
        roots: Iterable[Operator],
        constraints: Constraints | None = None,
        table: NodeTable | None = None,
    ) -> None:
        with collection_paused():
            self.universe = Universe(operators, constraints)
            self.roots: Sequence[Operator] = self.universe.ground_roots(roots)
            self._steps = Steps(self.universe, self.roots, NodeTable() if table is None else table)
        self._enumeration = Enumeration(self._steps)

    def expressions(self) -> Iterator[Expression]:
        """Yield the expressions lazily, root by root, in a deterministic order."""
        for root in self.roots:
            yield from self.expressions_of(root)

    def expressions_of(self, root: Operator) -> Iterator[Expression]:
        """Yield the expressions that end in *root*."""
        step = self._steps.get(root)
        if step is None:
            return iter(())
        found = self._enumeration.expressions(step)
        return filter(_is_accompanied, found) if self.universe.companions else found

    @property
    def barren_roots(self) -> list[Operator]:
        """The roots for which no expression exists."""
        return [op for op in self.roots if not list(islice(self.expressions_of(op), 1))]

    @property
    def clashes(self) -> Sequence[Clash]:
        """The operators that rule R2 keeps out of expressions."""
        return self._steps.clashes

    @property
    def cycles(self) -> Sequence[Cycle]:
        """Operators that need one another's products, and are therefore never used."""
        return find_cycles(self.universe, self.roots)

    @property
    def defaults_used(self) -> list[DefaultUsed]:
        """The optional parameters of usable operators that nothing can provide."""
        return [
            DefaultUsed(op, demand.name, demand.wish.type, lacking(self.universe, demand.wish))
            for op in self._steps
            for demand in self.universe.demands(op)
            if demand.optional and not demand.active
        ]

    def explain(self, left_out: Iterable[Rejection] = ()) -> Explanation:
        """Explain why the barren roots have no expression."""
        return explain(self.universe, self.barren_roots, left_out, self.clashes)


def _is_accompanied(root: Expression) -> bool:
    """Tell whether stored values that serve only beside what was made from them do so here."""
    companions: set[Expression] = set()
    origins: set[Expression] = set()
    for node in walk([root]):
        if is_companion(node.op):
            companions.add(node)
        if isinstance(node.op, PrebuiltOperator):
            origins.update(node.children)
    return companions <= origins
