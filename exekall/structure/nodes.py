"""What a structure needs to know of nodes."""

from __future__ import annotations

from typing import Any, Protocol

from exekall.names import type_name
from exekall.traversal import HasParams

__all__ = ["StructureNode", "StructureOperator", "product_name"]


class StructureOperator(Protocol):
    """The callable of a node."""

    @property
    def name(self) -> str:
        """The full name."""

    @property
    def product(self) -> Any:
        """The type that it produces."""


class StructureNode(HasParams, Protocol):
    """An operator applied to other nodes."""

    @property
    def op(self) -> StructureOperator:
        """The operator."""


def product_name(node: StructureNode) -> str:
    """Return the full name of the type that *node* produces."""
    return type_name(node.op.product)
