"""The outline of an expression: an indented text, one line for each parameter of each node."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Final, Generic, TypeVar

from exekall.structure.nodes import StructureNode, product_name
from exekall.traversal import HasParams, walk

__all__ = ["MAX_LEVELS", "format_outline", "outline_lines"]

MAX_LEVELS: Final = 20

_INDENT: Final = "    "

N = TypeVar("N", bound=HasParams)


def format_outline(root: StructureNode, title: str) -> str:
    """Return *title* (the full ID), an empty line, and the nodes from *root* downwards.

    A node is ``module.callable (module.Type)``, and ``module.callable`` where it is referred to.
    There is no line end at the end.
    """
    lines = outline_lines(root, _described, lambda node: node.op.name)
    return "\n".join([title, "", *lines])


def _described(node: StructureNode) -> str:
    return f"{node.op.name} ({product_name(node)})"


def outline_lines(root: N, describe: Callable[[N], str], mention: Callable[[N], str]) -> list[str]:
    """Return the lines of an outline of all that is below and including *root*.

    A node is what *describe* says of it, its parameters are indented below it. A node that is used
    more than once, or is more than :data:`MAX_LEVELS` levels deep in its block, is described once,
    in a block of its own that begins with ``#`` and a number; ``#``, that number and what
    *mention* says stand in its places. Hence there are as many lines as nodes and uses of nodes,
    but for the empty lines between the blocks.
    """
    return _Outline(root, describe, mention).lines()


class _Outline(Generic[N]):
    """The numbers of those nodes that have a block of their own, in order of mention."""

    def __init__(self, root: N, describe: Callable[[N], str], mention: Callable[[N], str]) -> None:
        self._describe = describe
        self._mention = mention
        self._uses = Counter(id(child) for node in walk([root]) for _, child in node.params)
        self._numbers: dict[int, int] = {}
        self._blocks = [root]

    def lines(self) -> list[str]:
        """Write all blocks; further ones turn up while one is written."""
        lines = self._block(self._blocks[0], "")
        for number, node in enumerate(self._blocks):
            if number:
                lines += ["", *self._block(node, f"#{number} ")]
        return lines

    def _block(self, top: N, prefix: str) -> list[str]:
        lines: list[str] = []
        stack = [(top, 0, prefix)]
        while stack:
            node, level, prefix = stack.pop()
            indent = _INDENT * level
            if level and (self._uses[id(node)] > 1 or level > MAX_LEVELS):
                lines.append(f"{indent}{prefix}#{self._number(node)} {self._mention(node)}")
                continue
            colon = ":" if node.params else ""
            lines.append(f"{indent}{prefix}{self._describe(node)}{colon}")
            stack += ((child, level + 1, f"{name}: ") for name, child in reversed(node.params))
        return lines

    def _number(self, node: N) -> int:
        number = self._numbers.get(id(node))
        if number is None:
            number = self._numbers[id(node)] = len(self._blocks)
            self._blocks.append(node)
        return number
