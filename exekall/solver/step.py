"""An operator as a step of expressions, and what is known of it before any search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from exekall.expression import Expression
from exekall.injection import Consumer
from exekall.operator import Operator
from exekall.solver.wish import Demand

__all__ = ["Clash", "Reach", "Step", "wants_consumer"]


@dataclass(frozen=True, slots=True)
class Clash:
    """An operator that rule R2 keeps out of every expression, and the two that would meet in it."""

    operator: Operator
    first: Operator
    second: Operator


class Reach(NamedTuple):
    """What a step may have to do with: bits of requests, of operators, of what those clash with."""

    keys: int = 0
    used: int = 0
    clash: int = 0

    def __or__(self, other: tuple[Any, ...]) -> Reach:
        keys, used, clash = other
        return Reach(self.keys | keys, self.used | used, self.clash | clash)

    def meets(self, other: Reach) -> bool:
        """Tell whether choices on one side may matter on the other."""
        return bool(self.keys & other.keys or self.used & other.clash or self.clash & other.used)


class Step:
    """An operator that can be built.

    ``must`` are the bits of the contended operators in every expression that this one is part of
    as a provider, ``clash`` the bits that none of them goes with. ``params`` are the steps of a
    settled step, None otherwise. ``component`` numbers the strongly connected component, and
    ``cyclic`` tells whether that has more steps than this. ``reach`` is what an unsettled step may
    have to do with, as bits: requests that it may bind and operators that it may use.
    """

    __slots__ = (
        "clash",
        "component",
        "consumes",
        "cyclic",
        "dead",
        "demands",
        "must",
        "node",
        "op",
        "params",
        "reach",
    )

    def __init__(self, op: Operator, demands: tuple[Demand, ...], bit: int, clash: int) -> None:
        self.op = op
        self.demands = demands
        self.must = bit
        self.clash = clash
        self.component = 0
        self.cyclic = False
        self.dead = False
        self.params: tuple[tuple[str, Step], ...] | None = None
        self.node: Expression | None = None
        self.reach = Reach()
        self.consumes = wants_consumer(op)

    def __repr__(self) -> str:
        return f"<Step {self.op.name}>"


def wants_consumer(op: Operator) -> bool:
    """Tell whether *op* has a parameter for the callable that consumes its value."""
    return any(parameter.type is Consumer for parameter in op.injected)
