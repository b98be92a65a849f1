"""Visiting directed acyclic graphs in which nodes are shared, each node once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, Self, TypeVar

__all__ = ["HasParams", "walk"]


class HasParams(Protocol):
    """A node that refers to others by the names of parameters."""

    @property
    def params(self) -> tuple[tuple[str, Self], ...]:
        """The pairs of parameter and node, in declaration order."""


N = TypeVar("N", bound=HasParams)


def walk(roots: Iterable[N], stop: Callable[[N], bool] | None = None) -> Iterator[N]:
    """Yield each node below and including *roots* once, parameters before what they feed.

    Where *stop* holds for a node, neither it nor, by this way, what is below it is visited.
    """
    done: set[int] = set()
    stack: list[tuple[N, bool]] = [(root, False) for root in reversed(list(roots))]
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
