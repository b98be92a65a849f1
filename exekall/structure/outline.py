"""The outline of an expression: an indented text, one line for each parameter of each node."""

from __future__ import annotations

from collections import Counter
from typing import Final

from exekall.structure.nodes import StructureNode, product_name
from exekall.traversal import walk

__all__ = ["MAX_LEVELS", "format_outline"]

MAX_LEVELS: Final = 20

_INDENT: Final = "    "


def format_outline(root: StructureNode, title: str) -> str:
    """Return *title* (the full ID), an empty line, and the nodes from *root* downwards.

    A node is ``module.callable (module.Type)``, its parameters are indented below it. A node that
    is used more than once, or is more than :data:`MAX_LEVELS` levels deep in its block, is written
    once, in a block of its own that begins with ``#`` and a number; ``#`` and that number stand
    in its places. Hence there are as many lines as nodes and uses of nodes, but for the empty
    lines between the blocks. There is no line end at the end.
    """
    return _Outline(root).text(title)


class _Outline:
    """The numbers of those nodes that have a block of their own, in order of mention."""

    def __init__(self, root: StructureNode) -> None:
        self._uses = Counter(id(child) for node in walk([root]) for _, child in node.params)
        self._numbers: dict[int, int] = {}
        self._blocks = [root]

    def text(self, title: str) -> str:
        """Write all blocks; further ones turn up while one is written."""
        lines = [title]
        for number, node in enumerate(self._blocks):
            lines.append("")
            lines += self._block(node, f"#{number} " if number else "")
        return "\n".join(lines)

    def _block(self, top: StructureNode, prefix: str) -> list[str]:
        lines: list[str] = []
        stack = [(top, 0, prefix)]
        while stack:
            node, level, prefix = stack.pop()
            indent = _INDENT * level
            if level and (self._uses[id(node)] > 1 or level > MAX_LEVELS):
                lines.append(f"{indent}{prefix}#{self._number(node)} {node.op.name}")
                continue
            colon = ":" if node.params else ""
            lines.append(f"{indent}{prefix}{node.op.name} ({product_name(node)}){colon}")
            stack += ((child, level + 1, f"{name}: ") for name, child in reversed(node.params))
        return lines

    def _number(self, node: StructureNode) -> int:
        number = self._numbers.get(id(node))
        if number is None:
            number = self._numbers[id(node)] = len(self._blocks)
            self._blocks.append(node)
        return number
