"""The IDs of stored nodes: those of all their values, but for tags.

They are made from the nodes, not from the values, of which some may be lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from exekall.identifiers import IdWriter
from exekall.names import NameForm
from exekall.store.records import NodeRecord

__all__ = ["NodeIds", "node_ids"]

_PLACES: Final = {NameForm.FULL: 0, NameForm.QUALIFIED: 1, NameForm.SHORT: 2}


class NodeIds(NamedTuple):
    """The full and the short ID of a node."""

    full: str
    short: str


def node_ids(nodes: Iterable[NodeRecord]) -> dict[bytes, NodeIds]:
    """Return the IDs of *nodes* by key; what they refer to has to be among them."""
    view = _NodeView(nodes)
    full, short = (IdWriter(view, form) for form in (NameForm.FULL, NameForm.SHORT))
    return {key: NodeIds(full.write(node), short.write(node)) for key, node in view.nodes.items()}


class _NodeView:
    """How the ID writer sees stored nodes."""

    def __init__(self, nodes: Iterable[NodeRecord]) -> None:
        self.nodes = {node.key: node for node in nodes}

    def label(self, node: NodeRecord, form: NameForm) -> str:
        return node.names[_PLACES[form]]

    def arguments(self, node: NodeRecord) -> Sequence[tuple[str, NodeRecord | None]]:
        """Return the parameters; one whose node is lost is left out of the ID."""
        return [(name, None if key is None else self.nodes.get(key)) for name, key in node.params]

    def hidden(self, node: NodeRecord) -> bool:
        return node.is_hidden

    def digest(self, node: NodeRecord) -> bytes:
        return node.digest
