"""The values of a database that is merged into another one."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from hashlib import blake2b
from pathlib import Path
from uuid import UUID, uuid5

from exekall.store.merging.blocks import MergeBlocks
from exekall.store.merging.buffers import MergeBuffers
from exekall.store.merging.failures import MergeFailures
from exekall.store.merging.source import NOWHERE, Fields, MergeSource
from exekall.store.merging.target import MergeTarget
from exekall.store.sqlite.fields import json_field, numbers_field

__all__ = ["Conflict", "ValueImport"]


@dataclass(frozen=True, slots=True)
class Conflict:
    """The value *uuid* of the database *path* is another one than that of an earlier database."""

    uuid: str
    path: Path


class _Plan(Enum):
    """What to do with a value that an earlier database had, too."""

    SKIP = "skip"
    REPLACE = "replace"


class ValueImport:
    """Brings the values of *source* to *target*; *keys* are those of other rows there, by table.

    Values that are there stay as they are, unless *source* knows more of them: has the object, the
    failure, the expression, or that something was changed later.
    """

    def __init__(
        self,
        source: MergeSource,
        target: MergeTarget,
        keys: Mapping[str, Mapping[int, int]],
        blocks: MergeBlocks,
        buffers: MergeBuffers,
        failures: MergeFailures,
    ) -> None:
        self.conflicts: list[Conflict] = []
        self._source = source
        self._target = target
        self._rows = keys
        self._blocks = blocks
        self._buffers = buffers
        self._failures = failures
        self._keys: dict[int, int] = {}
        self._plans: dict[int, _Plan] = {}
        # Values whose pickles the target has otherwise, and what these became where needed.
        self._different: set[int] = set()
        self._variants: dict[int, int] = {}
        self._pending: deque[tuple[Fields, int, bytes]] = deque()

    def key(self, key: int) -> int:
        """Return the key that a value has in the target; that of nothing for one that is lost."""
        found = self._keys.get(key)
        if found is None:
            found = self._keys[key] = self._target.new_key("value")
        return found

    def is_news(self, key: int) -> bool:
        """Tell whether a value was brought, and was not there before."""
        return key in self._keys and key not in self._plans

    def bring(self) -> None:
        """Bring all values."""
        for row in self._source.rows("value"):
            self._decide(row)
        for row in self._source.rows("value"):
            plan = self._plans.get(row["key"])
            if plan is _Plan.SKIP:
                self._complete_buffers(row)
            else:
                self._put(row, self.key(row["key"]), row["uuid"])
        while self._pending:
            self._put(*self._pending.popleft())

    # What is there already

    def _decide(self, row: Fields) -> None:
        key = row["key"]
        known = self._target.find("value", row["uuid"])
        if known is None:
            self._keys[key] = self._target.new_key("value")
            return
        self._keys[key] = known["key"]
        self._plans[key] = _Plan.REPLACE if self._is_better(row, known) else _Plan.SKIP

    def _is_better(self, row: Fields, known: Fields) -> bool:
        pickle = self._blocks.pickle(row)
        if pickle is not None and known["block"] and not self._blocks.is_same(row, known):
            self._different.add(row["key"])
        digests = {row["digest"], known["digest"]} - {None}
        if len(digests) > 1:
            self.conflicts.append(Conflict(row["uuid"].hex(), self._source.path))
            return False
        if row["key"] in self._different:
            return False
        return _information(row, pickle is not None) > _information(known, bool(known["block"]))

    # Rows

    def _put(self, row: Fields, key: int, uuid: bytes) -> None:
        failure = row["failure"]
        changes = {
            "key": key,
            "uuid": uuid,
            "node": self._rows["node"].get(row["node"], NOWHERE),
            "expression": self._rows["expression"].get(row["expression"]),
            "failure": None if failure is None else self._failures.bring(failure),
            "parents": numbers_field([self.key(parent) for parent in json.loads(row["parents"])]),
            "type": self._rows["type"].get(row["type"]),
        }
        if row["block"] is not None:
            buffers = [self._buffers.bring(each) for each in json.loads(row["buffers"])]
            refs = [
                (self._referred(value, index), index) for value, index in json.loads(row["refs"])
            ]
            changes["block"] = self._blocks.bring(row["block"])
            changes["buffers"] = numbers_field(buffers)
            changes["refs"] = json_field(refs) if refs else "[]"
        self._target.put("value", row | changes)

    def _referred(self, key: int, index: int | None) -> int:
        """Return the key in the target of a value, or of its variant that the number is of."""
        if index is None or key not in self._different:
            return self.key(key)
        if key not in self._variants:
            self._variants[key] = self._variant(key)
        return self._variants[key]

    def _variant(self, key: int) -> int:
        """Return the key that a value has as a value of its own, which is to be put then."""
        row = self._source.row("value", key)
        pickle = None if row is None else self._blocks.pickle(row)
        if row is None or pickle is None:
            return NOWHERE
        name = blake2b(pickle, digest_size=16).hexdigest()
        uuid = uuid5(UUID(bytes=row["uuid"]), name).bytes
        known = self._target.find("value", uuid)
        if known is not None:
            return int(known["key"])
        new = self._target.new_key("value")
        self._pending.append((row, new, uuid))
        return new

    def _complete_buffers(self, row: Fields) -> None:
        """Bring buffers of a value that is there already, if their files are missing there."""
        if self._buffers.missing and row["block"] is not None:
            for key in json.loads(row["buffers"]):
                self._buffers.bring(key)


def _information(row: Fields, has_object: bool) -> tuple[bool, ...]:
    """Return how much is known of a value, as something to be compared."""
    facts = (row["failure"], row["expression"])
    return has_object, *(fact is not None for fact in facts), bool(row["is_stale"])
