"""The failures of a database that is merged into another one."""

from __future__ import annotations

import json
from collections.abc import Mapping

from exekall.store.merging.source import NOWHERE, Fields, MergeSource
from exekall.store.merging.target import MergeTarget
from exekall.store.sqlite.fields import numbers_field

__all__ = ["MergeFailures"]


class MergeFailures:
    """The failures of *source*, and where they are in *target*; *types* are the keys of types."""

    def __init__(self, source: MergeSource, target: MergeTarget, types: Mapping[int, int]) -> None:
        self._source = source
        self._target = target
        self._types = types
        self._keys: dict[int, int] = {}

    def bring(self, key: int) -> int | None:
        """Bring a failure with all behind it, and return its key; None for one that is lost."""
        rows: dict[int, Fields] = {}
        stack = [key]
        while stack:
            top = stack.pop()
            if top not in rows and top not in self._keys:
                row = self._source.row("failure", top)
                if row is not None:
                    rows[top] = row
                    links = (row["cause"], row["context"], *json.loads(row["exceptions"]))
                    stack += [link for link in links if link is not None]
        # Whatever a failure refers to has a smaller key.
        for old in sorted(rows):
            self._put(rows[old])
        return self._keys.get(key)

    def _put(self, row: Fields) -> None:
        keys = self._keys
        grouped = [keys[each] for each in json.loads(row["exceptions"]) if each in keys]
        key = keys[row["key"]] = self._target.new_key("failure")
        changes = {
            "key": key,
            "type": self._types.get(row["type"], NOWHERE),
            "cause": keys.get(row["cause"]),
            "context": keys.get(row["context"]),
            "exceptions": numbers_field(grouped),
        }
        self._target.put("failure", row | changes)
