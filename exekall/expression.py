"""Expressions: immutable directed acyclic graphs of operators, one node for each distinct call.

Nodes are hash-consed (Ershov 1958; Filliatre and Conchon 2006): a :class:`NodeTable` hands out one
node for one operator applied to the same nodes, so a common subexpression is one object, within an
expression and across all those that were built from one table. No walk here visits a node twice
or recurses, whatever the depth.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from hashlib import blake2b
from typing import Any, Generic

from typing_extensions import TypeVar

from exekall.identifiers import MAX_LENGTH, write_id
from exekall.names import NameForm
from exekall.operator import Operator
from exekall.structure import format_outline, to_dot
from exekall.traversal import walk

__all__ = ["Expression", "ExpressionView", "NodeTable", "walk"]

DIGEST_SIZE = 16

T_co = TypeVar("T_co", default=Any, covariant=True)


class Expression(Generic[T_co]):
    """An operator applied to expressions, by parameter name.

    ``params`` are the pairs ``(name, expression)`` in declaration order; parameters left at their
    default, and those that the engine fills in, are not among them. ``consumer`` is set only where
    the operator asks for it: the operator that consumes this node, None for a root.
    Made by a :class:`NodeTable`; compared by identity. For type checkers an expression knows the
    type that it produces.
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
            for node in walk([self], stop=_has_digest):
                node._digest = _digest(node)  # noqa: SLF001 - the node's own class
        assert self._digest is not None
        return self._digest

    def get_id(
        self,
        full_qual: bool = True,
        qual: bool = True,
        with_tags: bool = True,  # noqa: ARG002 - an expression has no values, hence no tags
        remove_tags: Collection[str] = (),  # noqa: ARG002 - likewise
        hidden: Callable[[Operator], bool] | None = None,
        max_length: int | None = MAX_LENGTH,
    ) -> str:
        """Return the ID: full, without modules, or in short names where *qual* is false.

        *with_tags* and *remove_tags* matter for values, which have the same method. Operators for
        which *hidden* holds are left out; an ID longer than *max_length* characters is abbreviated
        (:mod:`exekall.identifiers.abbreviation`).
        """
        return write_id(self, ExpressionView(hidden), NameForm.of(full_qual, qual), max_length)

    def format_structure(self, graphviz: bool = False) -> str:
        """Return the outline of the nodes under the full ID, or with *graphviz* a DOT graph."""
        return to_dot(self) if graphviz else format_outline(self, self.get_id())

    def __repr__(self) -> str:
        inner = ", ".join(f"{name}={child.op.qualname}" for name, child in self.params)
        return f"<Expression {self.op.name}({inner})>"


def injected_parameters(op: Operator) -> tuple[tuple[str, type], ...]:
    """Return the parameters of *op* that the engine fills in, with their types."""
    return tuple((parameter.name, parameter.type) for parameter in op.injected)


def _has_digest(node: Expression) -> bool:
    return node._digest is not None  # noqa: SLF001 - the node's own module


def _digest(node: Expression) -> bytes:
    digest = blake2b(node.op.name.encode(), digest_size=DIGEST_SIZE)
    for name, child in node.params:
        digest.update(f"\0{name}\0".encode())
        digest.update(child._digest or b"")  # noqa: SLF001 - the node's own module
    if node.consumer is not None:
        digest.update(b"\1" + node.consumer.name.encode())
    return digest.digest()


class ExpressionView:
    """What IDs show of expressions, given which operators are *hidden* (by default none).

    Labels are kept by operator, so one view serves best for many expressions.
    """

    __slots__ = ("_hidden", "_injected", "_labels")

    def __init__(self, hidden: Callable[[Operator], bool] | None = None) -> None:
        self._hidden = hidden
        self._labels: dict[tuple[Operator, NameForm], str] = {}
        self._injected: dict[Operator, frozenset[str]] = {}

    def label(self, node: Expression, form: NameForm) -> str:
        """Return the operator's name; expressions have no tags, their values do."""
        key = (node.op, form)
        found = self._labels.get(key)
        if found is None:
            found = self._labels[key] = node.op.name_in(form)
        return found

    def arguments(self, node: Expression) -> Sequence[tuple[str, Expression | None]]:
        """Return the parameters, with those that the engine fills in at their places."""
        op = node.op
        injected = self._injected.get(op)
        if injected is None:
            injected = frozenset(name for name, _ in injected_parameters(op))
            self._injected[op] = injected
        if not injected:
            return node.params
        given = node.param_map
        return [
            (parameter.name, given.get(parameter.name))
            for parameter in op.parameters
            if parameter.name in given or parameter.name in injected
        ]

    def hidden(self, node: Expression) -> bool:
        """Tell whether the operator is hidden."""
        return self._hidden is not None and self._hidden(node.op)

    def digest(self, node: Expression) -> bytes:
        """Return the digest of the structure."""
        return node.digest


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
