"""The structure as a networkx graph."""

from __future__ import annotations

import subprocess
import sys

import networkx as nx
from hypothesis import given

from exekall.structure import to_networkx
from exekall.traversal import walk
from tests.structure.pieces import Piece, chain, graphs, piece


class TestGraph:
    def test_nodes_and_edges(self) -> None:
        shared = piece("m.g", product=str)
        graph = to_networkx([piece("m.f", shared, shared)])
        assert dict(graph.nodes(data=True)) == {
            0: {"operator": "m.g", "type": "str"},
            1: {"operator": "m.f", "type": "int"},
        }
        assert list(graph.edges(data=True)) == [
            (0, 1, {"parameter": "p0"}),
            (0, 1, {"parameter": "p1"}),
        ]

    def test_ids(self) -> None:
        graph = to_networkx([piece("f")], identify=lambda node: f"id of {node.op.name}")
        assert graph.nodes[0]["id"] == "id of f"

    def test_several_roots_share(self) -> None:
        shared = piece("g")
        graph = to_networkx([piece("f", shared), piece("h", shared)])
        assert [data["operator"] for _, data in graph.nodes(data=True)] == ["g", "f", "h"]

    def test_exports(self) -> None:
        text = "\n".join(nx.generate_graphml(to_networkx([piece("m.f", piece("m.g"))])))
        assert all(f">{name}<" in text for name in ("m.f", "m.g", "int", "p0"))

    def test_depth(self) -> None:
        assert to_networkx([chain(20_000)]).number_of_edges() == 19_999

    @given(graphs())
    def test_topological_and_complete(self, root: Piece) -> None:
        graph = to_networkx([root])
        assert all(source < target for source, target in graph.edges())
        assert graph.number_of_edges() == sum(len(node.params) for node in walk([root]))

    def test_networkx_is_not_imported_before(self) -> None:
        script = "import sys, exekall.structure; print({'networkx', 'graphviz'} & set(sys.modules))"
        command = [sys.executable, "-c", script]
        assert subprocess.run(command, capture_output=True, check=True).stdout == b"set()\n"
