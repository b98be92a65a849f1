"""Drawings of many structures: with few processes of ``dot``, within a limited time.

Starting ``dot`` takes 13 ms, drawing a graph of 8 nodes 0.4 ms, so it is handed many at a time.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from exekall.structure import MAX_DRAWN_NODES, NoDrawing, Undrawn, to_svg

__all__ = ["DRAWINGS_TIMEOUT", "Graph", "drawings"]

DRAWINGS_TIMEOUT: Final = 5.0

_DOCUMENT: Final = re.compile(rb"^(?=<\?xml )", re.MULTILINE)


class Graph(NamedTuple):
    """A graph in the DOT language, and the number of its nodes."""

    dot: str
    nodes: int


def drawings(
    graphs: Iterable[Graph], timeout: float = DRAWINGS_TIMEOUT
) -> Iterator[bytes | Undrawn]:
    """Yield for each of *graphs* its drawing, an SVG file, or why there is none.

    *timeout* is the number of seconds for all together; a graph of more than
    :data:`~exekall.structure.MAX_DRAWN_NODES` nodes is not drawn.
    """
    deadline = time.monotonic() + timeout
    for batch in _batches(graphs):
        remaining = deadline - time.monotonic()
        if remaining > 0:
            yield from _draw(batch, remaining)
        else:
            yield from [Undrawn(NoDrawing.TIMEOUT)] * len(batch)


def _batches(graphs: Iterable[Graph]) -> Iterator[list[Graph]]:
    """Part *graphs* such that each batch is as large as one graph may be."""
    batch: list[Graph] = []
    nodes = 0
    for graph in graphs:
        if batch and nodes + graph.nodes > MAX_DRAWN_NODES:
            yield batch
            batch, nodes = [], 0
        batch.append(graph)
        nodes += graph.nodes
    if batch:
        yield batch


def _draw(batch: Sequence[Graph], timeout: float) -> Sequence[bytes | Undrawn]:
    drawn = to_svg("\n".join(graph.dot for graph in batch), timeout)
    if isinstance(drawn, Undrawn):
        return [drawn] * len(batch)
    documents = [document for document in _DOCUMENT.split(drawn) if document.strip()]
    if len(documents) != len(batch):
        return [Undrawn(NoDrawing.FAILED, f"{len(documents)}/{len(batch)}")] * len(batch)
    return documents
