"""Samples out of an open database, without unpickling anything."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from functools import partial

from exekall.comparison.node_ids import NodeIds, node_ids
from exekall.comparison.sample import Sample, Side
from exekall.store.records import ExpressionState, Outcome
from exekall.traversal import walk
from exekall.valuedb import FrozenExprVal, LostFrozVal, ValueDB

__all__ = ["read_side"]

_COMPLETE = {ExpressionState.COMPLETE, ExpressionState.FAILED, ExpressionState.NO_VALUE}


def read_side(name: str, database: ValueDB, is_damaged: bool = False) -> Side:
    """Read all values of *database*, which is to be called *name*, as far as they can be read.

    Raises :class:`StoreError` where it cannot be read at all.
    """
    results = itertools.chain.from_iterable(
        database.source.results(expression.uuid) for expression in database.expressions
    )
    texts = {result.value: result.text for result in results}
    samples = _samples(database, texts)
    return Side(
        name,
        tuple([samples[value.uuid] for value in database.get_roots()]),
        tuple(samples.values()),
        frozenset(each.uuid for each in database.expressions if each.state in _COMPLETE),
        is_damaged,
    )


def _samples(database: ValueDB, texts: Mapping[int, str | None]) -> dict[str, Sample]:
    """Return the sample of each value by its UUID, parameters before what they feed."""
    nodes = {node.key: node for node in database.source.nodes()}
    ids = node_ids(nodes.values())
    found: dict[str, Sample] = {}
    for value in walk(database.get_all()):
        key = value.record.node
        node = nodes.get(key)
        found[value.uuid] = _sample(
            value,
            ids.get(key) or NodeIds(key.hex(), key.hex()),
            tuple([(name, found[param.uuid]) for name, param in value.params]),
            text=texts.get(value.record.key),
            is_generated=node is not None and node.is_generator,
        )
    return found


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
