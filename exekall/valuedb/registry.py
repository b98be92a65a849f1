"""The values of one open database: one object for each, made when it is first met."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Final

from exekall.identifiers import IdWriter
from exekall.store.errors import ValueProblem, ValueUnavailable
from exekall.store.records import (
    ExpressionRecord,
    FailureRecord,
    LogRecord,
    NodeRecord,
    Outcome,
    RunRecord,
    TypeRecord,
    ValueRecord,
)
from exekall.traversal import walk
from exekall.valuedb.failure import StoredFailure
from exekall.valuedb.frozen import FrozenExprVal, IdOptions, LostFrozVal, PrunedFrozVal
from exekall.valuedb.sequence import FrozenExprValSeq
from exekall.valuedb.source import Source
from exekall.valuedb.view import FrozenIds

__all__ = ["Predicate", "Registry"]

Predicate = Callable[[FrozenExprVal], bool]

# To find more values than these, all are read at once.
_MANY: Final = 1_000

# The name of an operator that is lost.
_NOBODY: Final = "?"


class Registry:
    """The values of *source*; *objects* tells where objects are loaded from.

    Only results of the expressions *roots* (UUIDs) are shown, where that is given. With *whole*,
    the registry of all values, those for which *is_pruned* holds there are pruned.
    """

    def __init__(
        self,
        source: Source,
        objects: Callable[[], Source],
        roots: frozenset[str] | None = None,
        whole: Registry | None = None,
        is_pruned: Predicate | None = None,
    ) -> None:
        self.source = source
        self._objects = objects
        self.roots = roots
        self._whole = whole
        self._is_pruned = is_pruned
        self._values: dict[str, FrozenExprVal] = {}
        self._by_key: dict[int, FrozenExprVal] = {}
        self._nodes: dict[bytes, NodeRecord] = {}
        self._texts: dict[str, dict[int, str | None]] = {}
        self._writers: dict[IdOptions, IdWriter[FrozenExprVal]] = {}

    def pruned(self, predicate: Predicate) -> Registry:
        """Return the same with the values pruned for which *predicate* holds, too."""
        whole = self if self._whole is None else self._whole

        def is_pruned(value: FrozenExprVal) -> bool:
            return self.lacks(value.uuid) or predicate(value)

        return Registry(self.source, self._objects, self.roots, whole, is_pruned)

    # Finding values

    def by_uuid(self, uuid: str) -> FrozenExprVal | None:
        """Return a value, None where there is none of this UUID."""
        found = self._values.get(uuid)
        if found is None:
            key = self.source.key_of(uuid)
            return None if key is None else self._known(self.source.record(key))
        return None if isinstance(found, LostFrozVal) else found

    @property
    def is_pruning(self) -> bool:
        """Whether values are pruned."""
        return self._is_pruned is not None

    def lacks(self, uuid: str) -> bool:
        """Tell whether there is no such value, or a pruned one."""
        found = self.by_uuid(uuid)
        return found is None or isinstance(found, PrunedFrozVal)

    @property
    def is_partial(self) -> bool:
        """Whether values are pruned or results left out, so that this is not all of the source."""
        return self.is_pruning or self.roots is not None

    @property
    def shown(self) -> list[str]:
        """The UUIDs of the expressions whose results are shown."""
        return [uuid for uuid in self.expressions if self.roots is None or uuid in self.roots]

    def sequences(self) -> Iterator[FrozenExprValSeq]:
        """Yield the results of each expression that is shown; those that are lost are left out."""
        shown = self.shown
        if len(shown) > _MANY:
            self._read_all()
        for uuid in shown:
            yield FrozenExprValSeq(self.expressions[uuid], self._results_of(uuid))

    def _results_of(self, expression_uuid: str) -> Iterator[FrozenExprVal]:
        keys = self._texts_of(expression_uuid)
        if len(keys) > _MANY:
            self._read_all()
        for key in keys:
            found = self._by_key.get(key)
            if found is None:
                with suppress(ValueUnavailable):
                    found = self._known(self.source.record(key))
            if found is not None:
                yield found

    def _read_all(self) -> None:
        """Read the records of all values: one by one, many would take longer."""
        if not self._by_key:
            for record in self.source.records():
                self._by_key[record.key] = self._known(record)

    def every(self) -> Iterator[FrozenExprVal]:
        """Yield all values, in the order in which they were added.

        Of pruned ones, those that only pruned values were made from are left out.
        """
        if self._is_pruned is None:
            yield from map(self._known, self.source.records())
            return
        values = [self._known(record) for record in self.source.records()]
        whole = self._whole
        assert whole is not None
        below = {parent for value in whole.every() for _, parent in value.params}
        results = {key for uuid in self.expressions for key in self._texts_of(uuid)}
        tops = (v for v in values if v not in below or v.record.key in results)
        kept = set(walk(tops))
        yield from (value for value in values if value in kept)

    def _known(self, record: ValueRecord) -> FrozenExprVal:
        found = self._values.get(record.uuid)
        if found is None:
            found = self._values[record.uuid] = self._made(record)
        return found

    def _made(self, record: ValueRecord) -> FrozenExprVal:
        if self._is_pruned is not None:
            assert self._whole is not None
            if self._is_pruned(self._whole._known(record)):  # noqa: SLF001 - its own class
                return PrunedFrozVal(record, self)
        return FrozenExprVal(record, self)

    def _parent(self, uuid: str, node: bytes) -> FrozenExprVal:
        found = self._values.get(uuid)
        if found is not None:
            return found
        try:
            key = self.source.key_of(uuid)
            if key is not None:
                return self._known(self.source.record(key))
        except ValueUnavailable:
            pass  # Below, a value takes its place that says so.
        record = ValueRecord(key=-1, uuid=uuid, node=node, outcome=Outcome.SKIPPED)
        return self._values.setdefault(uuid, LostFrozVal(record, self))

    # What a value asks for

    def node(self, key: bytes) -> NodeRecord:
        """Return a node; in place of one that is lost, one of which nothing is known."""
        found = self._nodes.get(key)
        if found is None:
            try:
                found = self.source.node(key)
            except KeyError:
                found = NodeRecord(key, key, (_NOBODY,) * 3, (), TypeRecord(_NOBODY, (_NOBODY,)))
            self._nodes[key] = found
        return found

    def parents(self, record: ValueRecord) -> tuple[tuple[str, FrozenExprVal], ...]:
        """Return the values that were passed, with the parameters' names."""
        given = ((name, key) for name, key in self.node(record.node).params if key is not None)
        return tuple(
            (name, self._parent(uuid, key))
            for (name, key), uuid in zip(given, record.parents, strict=False)
        )

    def id_of(self, value: FrozenExprVal, options: IdOptions, max_length: int | None) -> str:
        """Return the ID of a value; pruning does not change it."""
        if self._whole is not None:
            whole = self._whole.by_uuid(value.uuid)
            if whole is not None:
                return self._whole.id_of(whole, options, max_length)
        writer = self._writers.get(options)
        if writer is None:
            writer = self._writers[options] = IdWriter(FrozenIds(options), options.form)
        return writer.write(value, max_length)

    def failure(self, record: ValueRecord) -> FailureRecord | None:
        """Return what was raised, if anything."""
        return self.source.failure(record.key) if record.outcome is Outcome.FAILED else None

    def log(self, record: ValueRecord) -> Sequence[LogRecord]:
        """Return what was logged."""
        return self.source.log(record.key) if record.key >= 0 else ()

    def text(self, record: ValueRecord) -> str | None:
        """Return what the adaptor made of the value, if it is a result."""
        for uuid in self._roots_by_node.get(record.node, ()):
            texts = self._texts_of(uuid)
            if record.key in texts:
                return texts[record.key]
        return None

    def _texts_of(self, expression_uuid: str) -> dict[int, str | None]:
        """Return the texts of an expression's results by the values' keys."""
        found = self._texts.get(expression_uuid)
        if found is None:
            results = self.source.results(expression_uuid)
            found = {result.value: result.text for result in results}
            self._texts[expression_uuid] = found
        return found

    @cached_property
    def _roots_by_node(self) -> dict[bytes, list[str]]:
        """The UUIDs of the expressions that a value of a node can be a result of."""
        found: dict[bytes, list[str]] = {}
        for expression in self.expressions.values():
            found.setdefault(expression.node, []).append(expression.uuid)
        return found

    def expression(self, record: ValueRecord) -> ExpressionRecord | None:
        """Return the expression that the value was computed for."""
        return None if record.expression is None else self.expressions.get(record.expression)

    @cached_property
    def expressions(self) -> dict[str, ExpressionRecord]:
        """The expressions by UUID, in the order in which they were added."""
        return {expression.uuid: expression for expression in self.source.expressions()}

    def run(self, record: ValueRecord) -> RunRecord | None:
        """Return the run that computed the value."""
        expression = self.expression(record)
        if expression is None:
            return None
        return next((run for run in self.source.runs if run.uuid == expression.run), None)

    def load(self, record: ValueRecord) -> object:
        """Load the value's object; raises :class:`ValueUnavailable`."""
        if record.refusal is not None:
            refusal = record.refusal
            raise ValueUnavailable(
                ValueProblem.UNSERIALISABLE, record.uuid, refusal.path, refusal.message
            )
        source = self._objects()
        key = record.key if source is self.source else source.key_of(record.uuid)
        return self.source.value(record.key) if key is None else source.value(key)

    def load_failure(self, record: ValueRecord) -> BaseException | None:
        """Load the exception, or a stand-in for it."""
        failure = self.failure(record)
        if failure is None:
            return None
        self._objects()
        try:
            found = self.source.failure_object(record.key)
        except ValueUnavailable:
            found = None  # The record says all that is known.
        return StoredFailure(failure) if found is None else found
