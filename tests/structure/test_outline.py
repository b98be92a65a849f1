"""The outline: what it looks like, that nothing is lost, and that it stays linear."""

from __future__ import annotations

import re

from hypothesis import given

from exekall.structure import MAX_LEVELS, format_outline, outline_lines
from exekall.traversal import walk
from tests.structure.pieces import Piece, chain, graphs, lattice, piece


class Type:
    pass


Edges = set[tuple[str, str, str]]


def edges_of(root: Piece) -> Edges:
    return {
        (node.op.name, name, child.op.name) for node in walk([root]) for name, child in node.params
    }


def read(outline: str) -> tuple[Edges, list[str]]:
    """Return the edges that an outline tells, and the names of the nodes that it describes."""
    edges: Edges = set()
    described: list[str] = []
    above: list[str] = []
    for line in outline.split("\n")[2:]:
        if not line:
            continue
        text = line.lstrip(" ")
        level = (len(line) - len(text)) // 4
        parameter, name = "", text
        if level:
            parameter, _, name = text.partition(": ")
        reference = re.fullmatch(r"#\d+ (\S+)", name)
        if reference is None:
            name = re.sub(r"^#\d+ ", "", name).split(" ")[0]
            described.append(name)
        else:
            name = reference[1]
        del above[level:]
        above.append(name)
        if level:
            edges.add((above[-2], parameter, name))
    return edges, described


class TestOutline:
    def test_tree(self) -> None:
        root = piece("m.f", piece("m.g", piece("m.k")), piece("m.h"), product=Type)
        assert format_outline(root, "m.k:m.g:m.f(p1=m.h)").split("\n") == [
            "m.k:m.g:m.f(p1=m.h)",
            "",
            f"m.f ({__name__}.Type):",
            "    p0: m.g (int):",
            "        p0: m.k (int)",
            "    p1: m.h (int)",
        ]

    def test_shared_nodes(self) -> None:
        conf = piece("m.conf", piece("m.path"))
        root = piece("m.f", piece("m.g", conf), conf)
        assert format_outline(root, "ID").split("\n") == [
            "ID",
            "",
            "m.f (int):",
            "    p0: m.g (int):",
            "        p0: #1 m.conf",
            "    p1: #1 m.conf",
            "",
            "#1 m.conf (int):",
            "    p0: m.path (int)",
        ]

    def test_the_same_node_twice_for_one_consumer(self) -> None:
        leaf = piece("a")
        text = format_outline(piece("f", leaf, leaf), "ID")
        assert text.endswith("    p0: #1 a\n    p1: #1 a\n\n#1 a (int)")

    def test_levels(self) -> None:
        lines = format_outline(chain(MAX_LEVELS + 2), "ID").split("\n")
        assert lines[2 + MAX_LEVELS] == f"{' ' * 4 * MAX_LEVELS}p0: n1 (int):"
        assert lines[3 + MAX_LEVELS].lstrip() == "p0: #1 n0"
        assert lines[4 + MAX_LEVELS :] == ["", "#1 n0 (int)"]
        assert "#" not in format_outline(chain(MAX_LEVELS + 1), "ID")

    @given(graphs())
    def test_tells_each_edge_and_describes_each_node_once(self, root: Piece) -> None:
        edges, described = read(format_outline(root, "ID"))
        assert edges == edges_of(root)
        assert sorted(described) == sorted(node.op.name for node in walk([root]))

    @given(graphs())
    def test_number_of_lines(self, root: Piece) -> None:
        text = format_outline(root, "ID")
        uses = sum(len(node.params) for node in walk([root]))
        blocks = text.count("\n\n") - 1
        assert len(text.split("\n")) == 1 + 2 * (blocks + 1) + uses

    def test_large_graphs(self) -> None:
        assert len(format_outline(chain(50_000), "ID")) < 50_000 * 120
        assert len(format_outline(lattice(10_000), "ID")) < 10_000 * 120

    def test_what_is_said_of_nodes_is_up_to_the_caller(self) -> None:
        leaf = piece("a")
        lines = outline_lines(piece("f", leaf, leaf), lambda n: f"<{n.op.name}>", lambda n: "see")
        assert lines == ["<f>:", "    p0: #1 see", "    p1: #1 see", "", "#1 <a>"]
