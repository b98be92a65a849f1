"""What an expression is made of, for people: an outline, a graph, a drawing.

Everything here is generic over nodes, visits each node once, and grows linearly with the graph.
"""

from __future__ import annotations

from exekall.structure.drawing import (
    DRAWING_TIMEOUT,
    MAX_DRAWN_NODES,
    NoDrawing,
    Undrawn,
    to_dot,
    to_svg,
)
from exekall.structure.graph import to_networkx
from exekall.structure.nodes import StructureNode, StructureOperator
from exekall.structure.outline import MAX_LEVELS, format_outline, outline_lines

__all__ = [
    "DRAWING_TIMEOUT",
    "MAX_DRAWN_NODES",
    "MAX_LEVELS",
    "NoDrawing",
    "StructureNode",
    "StructureOperator",
    "Undrawn",
    "format_outline",
    "outline_lines",
    "to_dot",
    "to_networkx",
    "to_svg",
]
