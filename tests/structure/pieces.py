"""Nodes for structures, and random graphs of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st


@dataclass(frozen=True, eq=False)
class Maker:
    name: str
    product: Any = int


@dataclass(frozen=True, eq=False)
class Piece:
    op: Maker
    params: tuple[tuple[str, Piece], ...] = ()


def piece(name: str, *children: Piece, product: Any = int) -> Piece:
    params = tuple((f"p{index}", child) for index, child in enumerate(children))
    return Piece(Maker(name, product), params)


def chain(length: int) -> Piece:
    node = piece("n0")
    for index in range(1, length):
        node = piece(f"n{index}", node)
    return node


def lattice(size: int) -> Piece:
    """Return a graph that would be a tree of some 3 ** (size / 2) nodes."""
    nodes = [piece("leaf")] * 3
    for index in range(size):
        nodes.append(piece(f"m{index}", *nodes[-3:]))
    return nodes[-1]


@st.composite
def graphs(draw: st.DrawFn) -> Piece:
    """Return the root of a directed acyclic graph; each node's name is its own."""
    nodes: list[Piece] = []
    for index in range(draw(st.integers(1, 12))):
        children = draw(st.lists(st.sampled_from(nodes), max_size=3)) if nodes else []
        nodes.append(piece(f"m.f{index}", *children))
    return nodes[-1]
