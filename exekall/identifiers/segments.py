"""What each node adds to an ID by itself, worked out once a node."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar

from exekall.names import NameForm

__all__ = ["IdView", "Segment", "SegmentTable"]

N = TypeVar("N")


class IdView(Protocol[N]):
    """What an ID needs to know of nodes of type N."""

    def label(self, node: N, form: NameForm) -> str:
        """Return the operator's name in *form*, with the tags where the node has some."""

    def arguments(self, node: N) -> Sequence[tuple[str, N | None]]:
        """Return parameters and what they are bound to, in declaration order.

        None stands for a parameter that the engine fills in: it is never written, but where it
        comes first, no other parameter is written before the colon.
        """

    def hidden(self, node: N) -> bool:
        """Tell whether the node is left out, with what feeds only it."""

    def digest(self, node: N) -> bytes:
        """Return a digest of all that the ID may show of the node and what is below it.

        It is equal for equal structures, and has at least six bytes.
        """


class Segment(NamedTuple, Generic[N]):
    """The part of an ID that one node writes.

    *first* is what goes before the colon, *rest* the parameters between parentheses; both hold
    visible nodes only, and *children* is all of them in the order in which they are written.
    *size* is the number of characters without those of other nodes.
    """

    node: N
    label: str
    first: N | None
    rest: tuple[tuple[str, N], ...]
    children: tuple[N, ...]
    size: int


class SegmentTable(Generic[N]):
    """The segments of nodes, each made once, in one form."""

    __slots__ = ("_form", "_segments", "_view")

    def __init__(self, view: IdView[N], form: NameForm) -> None:
        self._view = view
        self._form = form
        self._segments: dict[int, Segment[N]] = {}

    def __getitem__(self, node: N) -> Segment[N]:
        """Return the segment of *node*, whether or not it is hidden."""
        # A segment refers to its node, hence no other object can have the same id meanwhile.
        found = self._segments.get(id(node))
        if found is None:
            found = self._segments[id(node)] = self._make(node)
        return found

    def _make(self, node: N) -> Segment[N]:
        label = self._view.label(node, self._form)
        arguments = self._view.arguments(node)
        if not arguments:
            return Segment(node, label, None, (), (), len(label))
        hidden = self._view.hidden
        (_, first), *others = arguments
        if first is not None and hidden(first):
            first = None
        rest = tuple(
            (name, child) for name, child in others if child is not None and not hidden(child)
        )
        children = tuple([child for _, child in rest])
        size = len(label)
        if first is not None:
            children = (first, *children)
            size += 1
        if rest:
            # Two parentheses, and a comma between any two parameters, an equals sign in each.
            size += 1 + 2 * len(rest) + sum(len(name) for name, _ in rest)
        return Segment(node, label, first, rest, children, size)
