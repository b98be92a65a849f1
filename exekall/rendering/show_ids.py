"""In which form the IDs of stored values are shown: the shortest that tells their nodes apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from exekall.identifiers import IdWriter
from exekall.names import NameForm
from exekall.store.records import NodeRecord

__all__ = ["forms_of"]

_FORMS: Final = (NameForm.SHORT, NameForm.QUALIFIED, NameForm.FULL)
_PLACES: Final = {NameForm.FULL: 0, NameForm.QUALIFIED: 1, NameForm.SHORT: 2}


def forms_of(
    keys: Iterable[bytes], node_of: Callable[[bytes], NodeRecord]
) -> dict[bytes, NameForm]:
    """Return for each of these nodes the shortest form in which no other one has its ID.

    For those that share their full ID it is the shortest one in which nobody else has their ID.
    Nodes that *node_of* raises KeyError for are left out.
    """
    view = _NodeIds(node_of)
    pending = [node for key in dict.fromkeys(keys) if (node := view.node(key)) is not None]
    found: dict[bytes, NameForm] = {}
    tried: list[tuple[NameForm, dict[bytes, str], Counter[str]]] = []
    for form in _FORMS:
        writer = IdWriter(view, form)
        ids = {node.key: writer.write(node) for node in pending}
        uses = Counter(ids.values())
        tried.append((form, ids, uses))
        found.update((key, form) for key, id_ in ids.items() if uses[id_] == 1)
        pending = [node for node in pending if node.key not in found]
    _, full_ids, sharing = tried[-1]
    for node in pending:
        twins = sharing[full_ids[node.key]]
        found[node.key] = next(form for form, ids, uses in tried if uses[ids[node.key]] == twins)
    return found


class _NodeIds:
    """How the ID writer sees the records of nodes."""

    def __init__(self, node_of: Callable[[bytes], NodeRecord]) -> None:
        self._node_of = node_of
        self._nodes: dict[bytes, NodeRecord | None] = {}

    def node(self, key: bytes) -> NodeRecord | None:
        """Return the same object each time, by which the writer tells nodes apart."""
        if key not in self._nodes:
            try:
                self._nodes[key] = self._node_of(key)
            except KeyError:  # damaged: IDs do without it
                self._nodes[key] = None
        return self._nodes[key]

    def label(self, node: NodeRecord, form: NameForm) -> str:
        return node.names[_PLACES[form]]

    def arguments(self, node: NodeRecord) -> Sequence[tuple[str, NodeRecord | None]]:
        return [(name, None if key is None else self.node(key)) for name, key in node.params]

    def hidden(self, node: NodeRecord) -> bool:
        return node.is_hidden

    def digest(self, node: NodeRecord) -> bytes:
        return node.digest
