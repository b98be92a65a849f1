"""Differences of two JSON texts, by path."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from exekall.comparison.change import Aspect, Change
from exekall.comparison.quantity import is_number
from exekall.comparison.tolerance import Tolerance

__all__ = ["json_changes", "same_json"]

# What to compare, and what leads there.
_Pair = tuple[str, Any, Any]


class _Absent:
    """Stands for a part that one of two documents does not have."""


_ABSENT = _Absent()


def same_json(before: str, after: str, tolerance: Tolerance) -> bool:
    """Tell whether the documents are the same: the order of members does not matter.

    An integer and a float are different unless a tolerance is given.
    """
    return before == after or next(json_changes(before, after, tolerance), None) is None


def json_changes(before: str, after: str, tolerance: Tolerance) -> Iterator[Change]:
    """Yield what differs, in the order of the documents; list items are compared by position."""
    try:
        stack: list[_Pair] = [("", json.loads(before), json.loads(after))]
    except (ValueError, RecursionError):  # too deep for the parser: one text against the other
        if before != after:
            yield Change(Aspect.JSON, before, after)
        return
    while stack:
        path, x, y = stack.pop()
        if isinstance(x, dict) and isinstance(y, dict):
            stack += reversed(list(_members(path, x, y)))
        elif isinstance(x, list) and isinstance(y, list):
            stack += reversed(list(_items(path, x, y)))
        elif not _is_same(x, y, tolerance):
            yield _change(path, x, y)


def _members(path: str, before: dict[str, Any], after: dict[str, Any]) -> Iterator[_Pair]:
    for name in {**before, **after}:
        step = f".{name}" if name.isidentifier() else f"[{json.dumps(name)}]"
        yield f"{path}{step}", before.get(name, _ABSENT), after.get(name, _ABSENT)


def _items(path: str, before: list[Any], after: list[Any]) -> Iterator[_Pair]:
    for index in range(max(len(before), len(after))):
        x = before[index] if index < len(before) else _ABSENT
        y = after[index] if index < len(after) else _ABSENT
        yield f"{path}[{index}]", x, y


def _is_same(x: Any, y: Any, tolerance: Tolerance) -> bool:
    if is_number(x) and is_number(y):
        return (type(x) is type(y) or not tolerance.is_exact) and tolerance.accepts(x, y)
    return type(x) is type(y) and bool(x == y)


def _change(path: str, x: Any, y: Any) -> Change:
    numbers = (x, y) if is_number(x) and is_number(y) else None
    aspect = Aspect.JSON if numbers is None else Aspect.NUMBER
    return Change(aspect, _text(x), _text(y), path, numbers)


def _text(found: Any) -> str | None:
    return None if found is _ABSENT else json.dumps(found, ensure_ascii=False)
