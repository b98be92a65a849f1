"""Drawings, made by the real Graphviz where it is installed."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exekall.structure import MAX_DRAWN_NODES, NoDrawing, Undrawn, to_dot, to_svg
from exekall.traversal import walk
from tests.structure.pieces import Piece, chain, graphs, lattice, piece

needs_dot = pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")


@pytest.fixture
def fake_dot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the path at which a script will be found as ``dot``; there is none yet."""
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path / "dot"


def install(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


class TestDot:
    def test_statements(self) -> None:
        shared = piece("m.g", product=str)
        lines = to_dot(piece("m.f", shared, shared)).splitlines()
        assert lines == [
            "digraph {",
            "\tnode [shape=box]",
            '\tn0 [label="m.g\\n(str)"]',
            '\tn1 [label="m.f\\n(int)"]',
            "\tn0 -> n1 [label=p0]",
            "\tn0 -> n1 [label=p1]",
            "}",
        ]

    @given(graphs())
    def test_linear(self, root: Piece) -> None:
        nodes = list(walk([root]))
        statements = len(nodes) + sum(len(node.params) for node in nodes)
        assert len(to_dot(root).splitlines()) == statements + 3

    def test_large_graphs(self) -> None:
        start = time.perf_counter()
        assert to_dot(chain(20_000)).count("->") == 19_999
        assert to_dot(lattice(2_000)).count("->") == 6_000
        assert time.perf_counter() - start < 10


class TestSvg:
    @needs_dot
    def test_drawing(self) -> None:
        drawing = to_svg(to_dot(piece("m.f", piece("m.g"))))
        assert isinstance(drawing, bytes)
        assert b"<svg" in drawing
        assert b">m.f<" in drawing
        assert b">(int)<" in drawing
        assert b">p0<" in drawing

    @needs_dot
    @settings(max_examples=15, deadline=None)
    @given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12))
    def test_any_name_is_drawn(self, name: str) -> None:
        assert isinstance(to_svg(to_dot(piece(name, piece("g")))), bytes)

    @needs_dot
    @pytest.mark.parametrize(
        ("name", "drawn"),
        [
            ("<lambda>", b">&lt;lambda&gt;<"),
            ('say("hi")', b">say(&quot;hi&quot;)<"),
            ("back\\nslash\\", b">back\\nslash\\<"),
            ("&amp;", b">&amp;amp;<"),
        ],
    )
    def test_names_are_drawn_as_they_are(self, name: str, drawn: bytes) -> None:
        drawing = to_svg(to_dot(piece(name)))
        assert isinstance(drawing, bytes)
        assert drawn in drawing

    @needs_dot
    def test_no_graph(self) -> None:
        undrawn = to_svg("digraph {")
        assert isinstance(undrawn, Undrawn)
        assert undrawn.reason is NoDrawing.FAILED
        assert "syntax error" in undrawn.detail

    def test_too_large(self) -> None:
        undrawn = to_svg(to_dot(chain(MAX_DRAWN_NODES + 1)))
        assert undrawn == Undrawn(NoDrawing.TOO_LARGE, str(MAX_DRAWN_NODES + 1))

    def test_no_dot(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        assert to_svg(to_dot(piece("f"))) == Undrawn(NoDrawing.NO_DOT)

    def test_a_dot_that_cannot_be_run(
        self, fake_dot: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PATH", str(fake_dot.parent))
        fake_dot.write_bytes(b"\0\0\0\0")
        fake_dot.chmod(0o755)
        undrawn = to_svg(to_dot(piece("f")))
        assert isinstance(undrawn, Undrawn)
        assert undrawn.reason is NoDrawing.FAILED

    def test_a_dot_that_fails(self, fake_dot: Path) -> None:
        install(fake_dot, "echo no fonts >&2; exit 3")
        assert to_svg(to_dot(piece("f"))) == Undrawn(NoDrawing.FAILED, "no fonts")

    def test_a_dot_that_says_nothing(self, fake_dot: Path) -> None:
        install(fake_dot, "cat >/dev/null")
        assert to_svg(to_dot(piece("f"))) == Undrawn(NoDrawing.FAILED)

    def test_a_dot_that_hangs(self, fake_dot: Path) -> None:
        install(fake_dot, "sleep 60; true")
        start = time.perf_counter()
        assert to_svg(to_dot(piece("f")), timeout=0.2) == Undrawn(NoDrawing.TIMEOUT)
        assert time.perf_counter() - start < 5
