"""Samples out of an open database, without unpickling anything."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from functools import partial

from exekall.comparison.node_ids import NodeIds, node_ids
from exekall.comparison.sample import Sample, Side
from exekall.pause import collection_paused
from exekall.store.records import ExpressionState, Outcome
from exekall.traversal import walk
from exekall.valuedb import FrozenExprVal, LostFrozVal, ValueDB

__all__ = ["read_side"]

_COMPLETE = {ExpressionState.COMPLETE, ExpressionState.FAILED, ExpressionState.NO_VALUE}


def read_side(name: str, database: ValueDB, is_damaged: bool = False) -> Side:
    """Read all values of *database*, which is to be called *name*, as far as they can be read.

    Raises :class:`StoreError` where it cannot be read at all.
    """
    with collection_paused():
        results = itertools.chain.from_iterable(
            database.source.results(expression.uuid) for expression in database.expressions
        )
        texts = {result.value: result.text for result in results}
        samples = list(_samples(database, texts))
        by_key = dict(samples)
    return Side(
        name,
        tuple([by_key[key] for key in texts if key in by_key]),
        tuple([sample for _, sample in samples]),
        frozenset(each.uuid for each in database.expressions if each.state in _COMPLETE),
        is_damaged,
    )


def _samples(database: ValueDB, texts: Mapping[int, str | None]) -> Iterator[tuple[int, Sample]]:
    """Yield the sample of each value with the value's key, parameters before what they feed."""
    nodes = {node.key: node for node in database.source.nodes()}
    ids = node_ids(nodes.values())
    found: dict[str, Sample] = {}
    for value in walk(database.get_all()):
        record = value.record
        node = nodes.get(record.node)
        sample = found[value.uuid] = _sample(
            value,
            ids.get(record.node) or NodeIds(record.node.hex(), record.node.hex()),
            tuple([(name, found[param.uuid]) for name, param in value.params]),
            text=texts.get(record.key),
            is_generated=node is not None and node.is_generator,
        )
        yield record.key, sample


def _sample(
    value: FrozenExprVal,
    ids: NodeIds,
    params: tuple[tuple[str, Sample], ...],
    text: str | None,
    is_generated: bool,
) -> Sample:
    record = value.record
    is_lost = isinstance(value, LostFrozVal)
    return Sample(
        uuid=value.uuid,
        id=ids.full,
        shown=ids.short,
        outcome=Outcome.COMPUTED if is_lost else value.outcome,
        params=params,
        tags=record.tags,
        expression=record.expression or "",
        is_generated=is_generated,
        is_lost=is_lost,
        duration=value.duration,
        type="" if record.type is None else record.type.name,
        digest=value.digest,
        json=value.json,
        repr=value.repr_text,
        text=text,
        failure=value.failure,
        load=partial(getattr, value, "value"),
    )
