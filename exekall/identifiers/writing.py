"""Writing IDs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

from exekall.identifiers.abbreviation import (
    ALL_LEVELS,
    MAX_LENGTH,
    abbreviation,
    length_within,
    written_depth,
)
from exekall.identifiers.segments import IdView, Segment, SegmentTable
from exekall.names import NameForm

__all__ = ["IdWriter", "write_id"]

N = TypeVar("N")


class IdWriter(Generic[N]):
    """Writes the IDs of many nodes in one form, and works out once what each node adds to them.

    The nodes must not change meanwhile.
    """

    __slots__ = ("_digest", "_table")

    def __init__(self, view: IdView[N], form: NameForm) -> None:
        self._digest = view.digest
        self._table = SegmentTable(view, form)

    def write(self, root: N, max_length: int | None = MAX_LENGTH) -> str:
        """Return the ID of *root*, which is written even where the view hides it.

        It has at most *max_length* characters (see :mod:`exekall.identifiers.abbreviation`; the
        13 of an abbreviation are the least), or all of them where that is None.
        """
        if max_length is None:
            return "".join(self._pieces(root, ALL_LEVELS))
        depth = written_depth(self._table, root, max_length)
        if depth < 0:
            return self._squeezed(self._table[root], max_length)
        return "".join(self._pieces(root, depth))

    def _pieces(self, root: N, max_depth: int) -> Iterator[str]:
        """Yield the ID's text; longer sub-IDs beyond *max_depth* are abbreviated."""
        stack: list[str | tuple[N, int]] = [(root, 0)]
        while stack:
            top = stack.pop()
            if isinstance(top, str):
                yield top
                continue
            node, depth = top
            if depth > max_depth and length_within(self._table, node) is None:
                yield abbreviation(self._digest(node))
                continue
            segment = self._table[node]
            if segment.rest:
                stack.append(")")
                for name, child in reversed(segment.rest):
                    stack += ((child, depth + 1), f",{name}=")
                stack[-1] = f"{segment.label}({segment.rest[0][0]}="
            else:
                stack.append(segment.label)
            if segment.first is not None:
                stack += (":", (segment.first, depth + 1))

    def _squeezed(self, root: Segment[N], max_length: int) -> str:
        """Return the ID of a root that does not fit with each parameter abbreviated."""
        mark = abbreviation(self._digest(root.node))
        before = ""
        if root.first is not None:
            before = "".join(self._pieces(root.first, -1)) + ":"
        after = f"({mark})" if root.rest else ""
        name = root.label.partition("[")[0]
        for label in (root.label, f"{name}[{mark}]"):
            text = before + label + after
            if len(text) <= max_length:
                return text
        return mark


def write_id(root: N, view: IdView[N], form: NameForm, max_length: int | None = MAX_LENGTH) -> str:
    """Return the ID of *root* in *form*, as :meth:`IdWriter.write` does."""
    return IdWriter(view, form).write(root, max_length)
