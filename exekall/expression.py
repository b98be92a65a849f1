"""Expressions: immutable directed acyclic graphs of operators, one node for each distinct call.

Nodes are hash-consed (Ershov 1958; Filliatre and Conchon 2006): a :class:`NodeTable` hands out one
node for one operator applied to the same nodes, so a common subexpression is one object, within an
expression and across all those that were built from one table. No walk here visits a node twice
or recurses, whatever the depth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from typing import Any

from exekall.injection import Consumer, ExprData
from exekall.operator import Operator

__all__ = ["Expression", "NodeTable", "walk"]

DIGEST_SIZE = 16


class Expression:
    """An operator applied to expressions, by parameter name.

    ``params`` are the pairs ``(name, expression)`` in declaration order; parameters left at their
    default, and those that the engine fills in, are not among them. ``consumer`` is set only where
    the operator asks for it: the operator that consumes this node, None for a root.
    Made by a :class:`NodeTable`; compared by identity.
    """

    __slots__ = ("__weakref__", "_digest", "consumer", "op", "params")

    def __init__(
        self,
        op: Operator,
        params: tuple[tuple[str, Expression], ...] = (),
        consumer: Operator | None = None,
    ) -> None:
        self.op = op
        self.params = params
        self.consumer = consumer
        self._digest: bytes | None = None

    @property
    def param_map(self) -> dict[str, Expression]:
        """The parameters' expressions by name, in declaration order."""
        return dict(self.params)

    @property
    def children(self) -> tuple[Expression, ...]:
        """The parameters' expressions, in declaration order."""
        return tuple(child for _, child in self.params)

    @property
    def injected(self) -> tuple[tuple[str, type], ...]:
        """The parameters that the engine fills in, with ``Consumer`` or ``ExprData``."""
        return injected_parameters(self.op)

    @property
    def digest(self) -> bytes:
        """A digest of the structure: equal for equal operators (by full name) wired equally."""
        if self._digest is None:
            for node in walk([self], stop=lambda node: node._digest is not None):
                node._digest = _digest(node)
        assert self._digest is not None
        return self._digest

    def __repr__(self) -> str:
        inner = ", ".join(f"{name}={child.op.qualname}" for name, child in self.params)
        return f"<Expression {self.op.name}({inner})>"


def injected_parameters(op: Operator) -> tuple[tuple[str, type], ...]:
    """Return the parameters of *op* that the engine fills in, with their types."""
    return tuple(
        (parameter.name, parameter.type)
        for parameter in op.parameters
        if parameter.type is Consumer or parameter.type is ExprData
    )


def _digest(node: Expression) -> bytes:
    digest = blake2b(node.op.name.encode(), digest_size=DIGEST_SIZE)
    for name, child in node.params:
        digest.update(f"\0{name}\0".encode())
        digest.update(child._digest or b"")  # noqa: SLF001 - the node's own module
    if node.consumer is not None:
        digest.update(b"\1" + node.consumer.name.encode())
    return digest.digest()


def walk(
    roots: Iterable[Expression], stop: Callable[[Expression], bool] | None = None
) -> Iterator[Expression]:
    """Yield each node below and including *roots* once, parameters before what they feed.

    Where *stop* holds for a node, neither it nor, by this way, what is below it is visited.
    """
    done: set[int] = set()
    stack: list[tuple[Expression, bool]] = [(root, False) for root in reversed(list(roots))]
    while stack:
        node, ready = stack.pop()
        if ready:
            yield node
            continue
        if id(node) in done or (stop is not None and stop(node)):
            continue
        done.add(id(node))
        stack.append((node, True))
        stack.extend((child, False) for _, child in reversed(node.params) if id(child) not in done)


class NodeTable:
    """Hands out one node for each distinct operator application."""

    __slots__ = ("_nodes",)

    def __init__(self) -> None:
        self._nodes: dict[Any, Expression] = {}

    def node(
        self,
        op: Operator,
        params: tuple[tuple[str, Expression], ...] = (),
        consumer: Operator | None = None,
    ) -> Expression:
        """Return the node of *op* applied to *params*, the same object for the same arguments."""
        key = (op, params, consumer)
        found = self._nodes.get(key)
        if found is None:
            found = self._nodes[key] = Expression(op, params, consumer)
        return found

    def __len__(self) -> int:
        return len(self._nodes)
