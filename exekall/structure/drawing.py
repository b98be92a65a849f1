"""The structure as a drawing, by Graphviz (https://graphviz.org).

``dot`` lays out layered graphs by the method of Gansner et al. (1993), whose time grows faster
than the graph: a few hundred nodes with three parameters each take seconds, a thousand minutes.
"""

from __future__ import annotations

import logging
import os
import re
import signal
from dataclasses import dataclass
from enum import StrEnum
from types import ModuleType
from typing import Final

from exekall.structure.nodes import StructureNode, product_name
from exekall.traversal import walk

__all__ = ["DRAWING_TIMEOUT", "MAX_DRAWN_NODES", "NoDrawing", "Undrawn", "to_dot", "to_svg"]

MAX_DRAWN_NODES: Final = 500
DRAWING_TIMEOUT: Final = 10.0

_NODE: Final = re.compile(r"^\tn\d+ \[", re.MULTILINE)


class NoDrawing(StrEnum):
    """Why there is no drawing."""

    NO_DOT = "no-dot"
    TOO_LARGE = "too-large"
    TIMEOUT = "timeout"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Undrawn:
    """There is no drawing because of *reason*; *detail* is what ``dot`` or the system said."""

    reason: NoDrawing
    detail: str = ""


def to_dot(root: StructureNode) -> str:
    """Return the structure in the DOT language: a statement for each node and each parameter.

    Nodes are named ``n0``, ``n1``, ... such that parameters come before their consumers; edges
    lead from parameters to consumers.
    """
    graphviz = _graphviz()
    graph = graphviz.Digraph(node_attr={"shape": "box"})
    names: dict[int, str] = {}
    for number, node in enumerate(walk([root])):
        name = names[id(node)] = f"n{number}"
        # The label ends with a parenthesis, hence is never taken for an HTML-like one.
        operator, product = _literal(node.op.name), _literal(product_name(node))
        graph.node(name, label=f"{operator}\\n({product})")
        for parameter, child in node.params:
            graph.edge(names[id(child)], name, label=_literal(parameter))
    return str(graph.source)


def _graphviz() -> ModuleType:
    """Import graphviz, without its log of how it decorates its own functions."""
    logging.getLogger("graphviz._tools").setLevel(logging.INFO)
    import graphviz

    return graphviz  # type: ignore[no-any-return]  # the package has no types


def _literal(text: str) -> str:
    """Escape what a label would interpret: backslashes, and entities as in HTML."""
    return str(_graphviz().escape(text.replace("&", "&amp;")))


def to_svg(dot_text: str, timeout: float = DRAWING_TIMEOUT) -> bytes | Undrawn:
    """Return the drawing of what :func:`to_dot` returned, an SVG file, or why there is none.

    It is not tried for more than :data:`MAX_DRAWN_NODES` nodes, and given up after *timeout*
    seconds.
    """
    nodes = sum(1 for _ in _NODE.finditer(dot_text))
    if nodes > MAX_DRAWN_NODES:
        return Undrawn(NoDrawing.TOO_LARGE, str(nodes))
    try:
        return _run("dot", dot_text, timeout)
    except FileNotFoundError:
        return Undrawn(NoDrawing.NO_DOT)
    except OSError as error:
        return Undrawn(NoDrawing.FAILED, str(error))


def _run(program: str, dot_text: str, timeout: float) -> bytes | Undrawn:
    from subprocess import PIPE, Popen, TimeoutExpired

    # In a group of its own, since dot may be a wrapper whose child would keep the pipes open.
    with Popen(
        [program, "-Tsvg"], stdin=PIPE, stdout=PIPE, stderr=PIPE, start_new_session=True
    ) as process:
        try:
            drawing, errors = process.communicate(dot_text.encode(errors="replace"), timeout)
        except TimeoutExpired:
            return Undrawn(NoDrawing.TIMEOUT)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
    if process.returncode != 0 or not drawing:
        return Undrawn(NoDrawing.FAILED, errors.decode(errors="replace").strip())
    return drawing
