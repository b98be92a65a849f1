"""Samples out of an open database, without unpickling anything."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from functools import partial

from exekall.comparison.sample import Sample, Side
from exekall.names import NameForm
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
    samples = _samples(walk(database.get_all()), texts)
    return Side(
        name,
        tuple([samples[value.uuid] for value in database.get_roots()]),
        tuple(samples.values()),
        frozenset(each.uuid for each in database.expressions if each.state in _COMPLETE),
        is_damaged,
    )


def _samples(values: Iterable[FrozenExprVal], texts: Mapping[int, str | None]) -> dict[str, Sample]:
    """Return the sample of each value by its UUID; parameters have to come first."""
    values = tuple(values)
    ids = _ids(values)
    found: dict[str, Sample] = {}
    for value in values:
        params = tuple([(name, found[param.uuid]) for name, param in value.params])
        names = ids.get(value.record.node) or _written(value)
        found[value.uuid] = _sample(value, names, params, texts.get(value.record.key))
    return found


def _ids(values: Iterable[FrozenExprVal]) -> dict[bytes, tuple[str, str]]:
    """Return the IDs of nodes, from values of which nothing above is lost."""
    broken: set[str] = set()
    found: dict[bytes, tuple[str, str]] = {}
    for value in values:
        if isinstance(value, LostFrozVal) or any(param.uuid in broken for _, param in value.params):
            broken.add(value.uuid)
        elif value.record.node not in found:
            found[value.record.node] = _written(value)
    return found


def _written(value: FrozenExprVal) -> tuple[str, str]:
    return (
        value.id_in(NameForm.FULL, with_tags=False),
        value.id_in(NameForm.SHORT, with_tags=False),
    )


def _sample(
    value: FrozenExprVal,
    ids: tuple[str, str],
    params: tuple[tuple[str, Sample], ...],
    text: str | None,
) -> Sample:
    record = value.record
    is_lost = isinstance(value, LostFrozVal)
    return Sample(
        uuid=value.uuid,
        id=ids[0],
        shown=ids[1],
        outcome=Outcome.COMPUTED if is_lost else value.outcome,
        params=params,
        tags=record.tags,
        expression=record.expression or "",
        is_generated=value.node.is_generator,
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
