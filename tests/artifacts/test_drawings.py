"""Many drawings from few processes."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from exekall.artifacts.drawings import Graph, drawings
from exekall.structure import MAX_DRAWN_NODES, NoDrawing, Undrawn

needs_dot = pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")


def graph(nodes: int, label: str = "label") -> Graph:
    """Return a chain, as it is written for structures."""
    lines = [f"\tn{number} [label={label}{number}]" for number in range(nodes)]
    lines += [f"\tn{number} -> n{number + 1}" for number in range(nodes - 1)]
    return Graph("\n".join(["digraph {", *lines, "}\n"]), nodes)


def wrapper(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> Path:
    """Put a program called dot in front of the real one; it notes each start in a file."""
    program, log = folder / "dot", folder / "starts"
    program.write_text(f"#!/bin/sh\necho start >> {log}\n{script}\n")
    program.chmod(0o755)
    log.touch()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return log


@needs_dot
class TestWithDot:
    def test_each_graph_gets_its_own(self) -> None:
        found = list(drawings([graph(2, "one"), graph(3, "two"), graph(1, "three")]))
        for drawing, label, nodes in zip(found, (b"one", b"two", b"three"), (2, 3, 1), strict=True):
            assert isinstance(drawing, bytes)
            assert drawing.startswith(b"<?xml ")
            assert drawing.rstrip().endswith(b"</svg>")
            assert drawing.count(b'class="node"') == drawing.count(b">" + label) == nodes

    def test_a_label_that_looks_like_a_document(self) -> None:
        odd = Graph('digraph {\n\tn0 [label="a\n<?xml b"]\n}\n', 1)
        found = list(drawings([odd, graph(1)]))
        assert all(isinstance(drawing, bytes) for drawing in found)

    def test_processes_are_few(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        starts = wrapper(tmp_path, monkeypatch, f'exec {shutil.which("dot")} "$@"')
        found = list(drawings([graph(4)] * 250))
        assert all(isinstance(drawing, bytes) for drawing in found)
        assert len(starts.read_text().splitlines()) == 250 * 4 // MAX_DRAWN_NODES

    def test_one_too_large_does_not_touch_the_others(self) -> None:
        found = list(drawings([graph(1), graph(MAX_DRAWN_NODES + 1), graph(1)]))
        assert isinstance(found[0], bytes)
        assert isinstance(found[1], Undrawn)
        assert found[1].reason is NoDrawing.TOO_LARGE
        assert isinstance(found[2], bytes)

    def test_a_broken_graph_spoils_its_batch_only(self) -> None:
        broken = Graph("digraph {\n\tn0 [label=\n", 1)
        found = list(drawings([graph(1), broken, graph(MAX_DRAWN_NODES - 1)]))
        assert [isinstance(drawing, bytes) for drawing in found] == [False, False, True]


class TestWithout:
    def test_nothing_to_draw(self) -> None:
        assert list(drawings([])) == []

    def test_no_dot(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        assert list(drawings([graph(1)] * 3)) == [Undrawn(NoDrawing.NO_DOT)] * 3

    def test_the_time_is_limited_for_all_together(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        starts = wrapper(tmp_path, monkeypatch, "sleep 60")
        start = time.monotonic()
        found = list(drawings([graph(MAX_DRAWN_NODES)] * 50, timeout=0.3))
        assert time.monotonic() - start < 5
        assert found == [Undrawn(NoDrawing.TIMEOUT)] * 50
        assert len(starts.read_text().splitlines()) == 1

    def test_fewer_documents_than_graphs(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        wrapper(tmp_path, monkeypatch, "cat > /dev/null; echo '<?xml version=\"1.0\"?>'")
        found = list(drawings([graph(1), graph(1)]))
        assert found == [Undrawn(NoDrawing.FAILED, "1/2")] * 2
