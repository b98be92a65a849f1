"""Comments that say which part of an expression a line computes."""

from __future__ import annotations

from typing import Final

from exekall.expression import Expression

__all__ = ["comment", "one_line", "short_id", "title"]

_MAX_LENGTH: Final = 90


def short_id(node: Expression) -> str:
    """Return the short ID of *node*."""
    return node.op.get_name(qual=False)


def one_line(text: str) -> str:
    """Escape what can't stand in a line of source code, or can't be seen there."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def comment(text: str) -> str:
    """Return *text* as a comment of one line, cut in the middle where it is long."""
    line = one_line(text)
    if len(line) > _MAX_LENGTH:
        half = _MAX_LENGTH // 2 - 3
        line = f"{line[:half]} ... {line[-half:]}"
    return f"# {line}".rstrip()


def title(node: Expression) -> str:
    """Return the text of a docstring that names *node*."""
    return one_line(short_id(node)).replace("\\", "\\\\").replace('"', '\\"')
