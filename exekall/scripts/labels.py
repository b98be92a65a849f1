"""IDs as comments that say which part of an expression a line computes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from exekall.expression import Expression
    from exekall.operator import Operator

__all__ = ["comment", "docstring", "one_line"]

_MAX_COMMENT: Final = 90


def comment(node: Expression, hidden: Callable[[Operator], bool] | None = None) -> str:
    """Return the short ID of *node* as a comment, abbreviated more than an ID usually is.

    Operators that are *hidden* are left out, but for *node* itself.
    """
    found = node.get_id(qual=False, hidden=hidden, max_length=_MAX_COMMENT)
    return f"# {one_line(found or node.op.get_name(qual=False))}".rstrip()


def docstring(node: Expression, hidden: Callable[[Operator], bool] | None = None) -> str:
    """Return the short ID of *node* as a docstring."""
    text = one_line(node.get_id(qual=False, hidden=hidden) or node.op.get_name(qual=False))
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"""{escaped}"""'


def one_line(text: str) -> str:
    """Escape what can't stand in a line of source code, or can't be seen there."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
