"""Walks: each node once, parameters before what they feed."""

from __future__ import annotations

from hypothesis import given

from exekall.traversal import walk
from tests.structure.pieces import Piece, chain, graphs, lattice, piece


class TestWalk:
    @given(graphs())
    def test_each_node_once_and_after_its_parameters(self, root: Piece) -> None:
        seen: list[Piece] = []
        for node in walk([root]):
            assert node not in seen
            assert {child for _, child in node.params} <= set(seen)
            seen.append(node)
        assert seen[-1] is root

    def test_declaration_order(self) -> None:
        root = piece("f", piece("a", piece("b")), piece("c"))
        assert [node.op.name for node in walk([root])] == ["b", "a", "c", "f"]

    def test_several_roots(self) -> None:
        shared = piece("g")
        roots = [piece("f", shared), shared, piece("h", shared)]
        assert [node.op.name for node in walk([*roots, roots[0]])] == ["g", "f", "h"]

    def test_stop(self) -> None:
        below = piece("below")
        stopped = piece("stopped", below)
        root = piece("f", stopped, piece("g"))
        names = [node.op.name for node in walk([root], stop=lambda node: node is stopped)]
        assert names == ["g", "f"]
        other = piece("f", stopped, below)
        names = [node.op.name for node in walk([other], stop=lambda node: node is stopped)]
        assert names == ["below", "f"]

    def test_nothing(self) -> None:
        assert list(walk(list[Piece]())) == []

    def test_depth_and_sharing(self) -> None:
        assert sum(1 for _ in walk([chain(50_000)])) == 50_000
        assert sum(1 for _ in walk([lattice(1_000)])) == 1_001
