"""Merging databases: rows are copied with new keys, and nothing is unpickled.

What is in several databases (by UUID, by digest) is taken once: as the first one has it, unless a
later one knows more of it. Memory holds some numbers for each row, never its content.

A value's pickle refers to objects in other values' pickles by numbers that hold for these very
pickles. Where two databases have different pickles of one value, whatever refers into the second
of them needs that one, too; it is kept as a value of its own then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from exekall.store.merging.blocks import MergeBlocks, TargetBlocks
from exekall.store.merging.buffers import MergeBuffers
from exekall.store.merging.error import MergeError, MergeProblem
from exekall.store.merging.failures import MergeFailures
from exekall.store.merging.source import NOWHERE, Fields, MergeSource
from exekall.store.merging.target import MergeTarget
from exekall.store.merging.values import Conflict, ValueImport
from exekall.store.records import ExpressionState, RunState

__all__ = ["Merged", "merge_databases"]


@dataclass(slots=True)
class Merged:
    """What came of merging: how much there is now, and what is to be told.

    *runs* are their UUIDs, in order. *running* are databases that are still being written, of
    which what was committed is taken. *lost* counts rows that cannot be read, by database,
    *missing* large buffers without a file. Of *conflicts*, the earlier value is kept.
    """

    runs: dict[str, None] = field(default_factory=dict)
    expressions: int = 0
    values: int = 0
    running: dict[Path, None] = field(default_factory=dict)
    lost: dict[Path, int] = field(default_factory=dict)
    missing: int = 0
    conflicts: list[Conflict] = field(default_factory=list)


def merge_databases(
    inputs: Iterable[Path], out: Path, copies: bool = False, keeps_going: bool = False
) -> Merged:
    """Make the database *out*, where nothing may be, of all that is in the *inputs*.

    These are database files, or folders with one. Files of buffers become hard links, or copies
    where *copies* asks for it or it cannot be otherwise. Where rows cannot be read, the others
    are taken if *keeps_going*.

    Raises :class:`StoreError`, and :class:`MergeError` for an input that is damaged; what is at
    *out* then, and its buffers, is of no use.
    """
    merged = Merged()
    missing: set[bytes] = set()
    with MergeTarget(out, copies) as target:
        blocks = TargetBlocks(target)
        types: dict[tuple[str, str], int] = {}
        for path in inputs:
            with MergeSource(path) as source:
                _Import(source, target, types, merged).bring(blocks, missing)
                if source.lost and not keeps_going:
                    raise MergeError(MergeProblem.DAMAGED, source.path)
                if source.lost:
                    merged.lost[source.path] = source.lost
        merged.expressions = target.total("expression")
        merged.values = target.total("value")
        merged.missing = len(missing)
    return merged


class _Import:
    """Brings everything of *source* to *target*; *types* are the keys of types there."""

    def __init__(
        self,
        source: MergeSource,
        target: MergeTarget,
        types: dict[tuple[str, str], int],
        merged: Merged,
    ) -> None:
        self._source = source
        self._target = target
        self._types = types
        self._merged = merged
        self._keys: defaultdict[str, dict[int, int]] = defaultdict(dict)
        # Expressions of which the source has more results than the target.
        self._longer: set[int] = set()

    def bring(self, blocks: TargetBlocks, missing: set[bytes]) -> None:
        """Bring everything; *missing* are the digests of buffers whose files were not there."""
        self._bring_runs()
        self._bring_types()
        self._bring_nodes()
        self._bring_expressions()
        values = ValueImport(
            self._source,
            self._target,
            self._keys,
            MergeBlocks(self._source, blocks),
            MergeBuffers(self._source, self._target, missing),
            MergeFailures(self._source, self._target, self._keys["type"]),
        )
        values.bring()
        self._merged.conflicts += values.conflicts
        self._bring_results(values)
        self._bring_log(values)

    def _bring_runs(self) -> None:
        for row, state in self._source.runs():
            if state is RunState.RUNNING:
                self._merged.running[self._source.path] = None
            # Whatever goes on does not go on in the target.
            is_complete = state is RunState.COMPLETE
            reached = RunState.COMPLETE if is_complete else RunState.INTERRUPTED
            self._merged.runs[row["uuid"].hex()] = None
            self._bring("run", row | {"state": reached.value}, _is_complete)

    def _bring_types(self) -> None:
        for row in self._source.rows("type"):
            name = row["name"], row["bases"]
            if name not in self._types:
                self._types[name] = self._target.new_key("type")
                self._target.put("type", row | {"key": self._types[name]})
            self._keys["type"][row["key"]] = self._types[name]

    def _bring_nodes(self) -> None:
        for row in self._source.rows("node"):
            known = self._target.find("node", row["id"])
            key = self._target.new_key("node") if known is None else known["key"]
            self._keys["node"][row["key"]] = key
            if known is None:
                product = self._keys["type"].get(row["product"], NOWHERE)
                self._target.put("node", row | {"key": key, "product": product})

    def _bring_expressions(self) -> None:
        for row in self._source.rows("expression"):
            old = row["key"]
            row["run"] = self._keys["run"].get(row["run"], NOWHERE)
            row["node"] = self._keys["node"].get(row["node"], NOWHERE)
            is_new = self._bring("expression", row, _is_over)
            if is_new or self._source.count("result", old) > self._results(old):
                self._longer.add(old)

    def _bring(self, table: str, row: Fields, progress: Callable[[Fields], int]) -> bool:
        """Bring a row unless the target has it with the same progress; tell whether it is new."""
        known = self._target.find(table, row["uuid"])
        key = self._target.new_key(table) if known is None else known["key"]
        self._keys[table][row["key"]] = key
        if known is None or progress(row) > progress(known):
            self._target.put(table, row | {"key": key})
        return known is None

    def _results(self, expression: int) -> int:
        return self._target.count("result", self._keys["expression"][expression])

    def _bring_results(self, values: ValueImport) -> None:
        for old in self._longer:
            self._target.remove("result", self._keys["expression"][old])
        for row in self._source.rows("result"):
            if row["expression"] in self._longer:
                changes = {
                    "key": self._target.new_key("result"),
                    "expression": self._keys["expression"][row["expression"]],
                    "value": values.key(row["value"]),
                }
                self._target.put("result", row | changes)

    def _bring_log(self, values: ValueImport) -> None:
        for row in self._source.rows("log"):
            if values.is_news(row["value"]):
                key = self._target.new_key("log")
                self._target.put("log", row | {"key": key, "value": values.key(row["value"])})


def _is_complete(run: Fields) -> int:
    return int(run["state"] == RunState.COMPLETE.value)


def _is_over(expression: Fields) -> int:
    """Tell how far an expression got, as far as that matters."""
    return int(expression["state"] != ExpressionState.RUNNING.value)
