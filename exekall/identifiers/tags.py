"""Tags: facts about a value, in brackets after the name of the operator that made it."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["format_tags"]

_NO_BRACKETS = str.maketrans("", "", "[]")


def format_tags(tags: Mapping[str, object]) -> str:
    """Write *tags* as ``[name=value]...``, sorted by name; ``[value]`` where the name is empty.

    Brackets are stripped. Whatever the ``__str__`` of a value raises is passed on.
    """
    return "".join(_tag(name, tags[name]) for name in sorted(tags))


def _tag(name: str, value: object) -> str:
    text = f"{name}={value}" if name else str(value)
    return f"[{text.translate(_NO_BRACKETS)}]"
