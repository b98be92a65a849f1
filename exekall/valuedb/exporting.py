"""Putting together an export."""

from __future__ import annotations

from exekall.store.errors import ValueProblem, ValueUnavailable
from exekall.store.objects.buffers import BufferProblem, BufferUnavailable
from exekall.store.records import Outcome, Stored, ValueRecord
from exekall.valuedb.export import Export
from exekall.valuedb.frozen import PrunedFrozVal
from exekall.valuedb.registry import Registry
from exekall.valuedb.source import Source

__all__ = ["exported"]

_PROBLEMS = {
    BufferProblem.MISSING: ValueProblem.BUFFER_MISSING,
    BufferProblem.DAMAGED: ValueProblem.DAMAGED,
    BufferProblem.UNSUPPORTED: ValueProblem.UNLOADABLE,
}


def exported(registry: Registry) -> Export:
    """Return all that is in *registry*.

    Pruned values keep what their IDs need. Their objects are in the export only where other
    objects refer to them.
    """
    source = registry.source
    records = tuple(source.records())
    kept = {value.uuid for value in registry.every() if not isinstance(value, PrunedFrozVal)}
    objects = _ExportedObjects(source)
    for record in records:
        if record.uuid in kept:
            objects.add(record)
    failed = [record.key for record in records if record.outcome is Outcome.FAILED]
    failures = {key: source.failure(key) for key in failed}
    logs = {record.key: tuple(source.log(record.key)) for record in records if record.uuid in kept}
    return Export(
        runs=tuple((run, source.state_of(run)) for run in source.runs),
        expressions=tuple(registry.expressions.values()),
        nodes=tuple(source.nodes()),
        records=records,
        results={uuid: tuple(source.results(uuid)) for uuid in registry.shown},
        failures={key: failure for key, failure in failures.items() if failure is not None},
        logs={key: log for key, log in logs.items() if log},
        stored=objects.stored,
        buffers=objects.buffers,
        unavailable=objects.unavailable,
        pruned=frozenset(record.uuid for record in records if record.uuid not in kept),
    )


class _ExportedObjects:
    """Objects as they are stored, with all that they refer to, or why they cannot be had."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.stored: dict[int, Stored] = {}
        self.buffers: dict[bytes, bytes] = {}
        self.unavailable: dict[int, tuple[ValueProblem, str, str]] = {}

    def add(self, record: ValueRecord) -> None:
        """Add the object, or the exception, of a value, with what it refers to."""
        if record.outcome is Outcome.SKIPPED or record.refusal is not None:
            return
        pending = [record.key]
        while pending:
            key = pending.pop()
            if key in self.stored or key in self.unavailable:
                continue
            try:
                stored = self._source.stored(key)
                self._add_buffers(stored)
            except ValueUnavailable as error:
                self.unavailable[key] = (error.problem, error.subject, error.detail)
            except BufferUnavailable as error:
                problem = _PROBLEMS[error.problem]
                self.unavailable[key] = (problem, str(error.path), error.detail)
            else:
                self.stored[key] = stored
                pending.extend(reference.value for reference in stored.references)

    def _add_buffers(self, stored: Stored) -> None:
        for buffer in stored.buffers:
            if buffer.digest not in self.buffers:
                self.buffers[buffer.digest] = bytes(self._source.buffers.get(buffer))
