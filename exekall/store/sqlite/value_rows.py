"""Values as rows, which hold keys where records hold UUIDs, digests or whole records."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from exekall.store.records import (
    Outcome,
    PayloadKind,
    Reference,
    Refusal,
    TypeRecord,
    ValueRecord,
)
from exekall.store.sqlite.checks import Row, sealed
from exekall.store.sqlite.fields import json_field, numbers_field, text_field

__all__ = ["Links", "Place", "place_of", "value_record", "value_row"]


@dataclass(frozen=True, slots=True)
class Links:
    """The keys of the rows that the row of a value refers to."""

    node: int
    expression: int | None
    parents: Sequence[int]
    type: int | None
    failure: int | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a pickle is, and the keys of the buffers that it takes."""

    kind: PayloadKind
    block: int
    offset: int
    length: int
    buffers: tuple[int, ...]
    references: tuple[Reference, ...]


def value_row(value: ValueRecord, links: Links, place: Place | None) -> Row:
    """Return the row of a value whose pickle, if there is one, is in *place*."""
    refusal = value.refusal
    fields = (
        value.key,
        bytes.fromhex(value.uuid),
        links.node,
        links.expression,
        value.outcome.value,
        links.failure,
        numbers_field(links.parents),
        float(value.duration),
        json_field(dict(value.tags)) if value.tags else "{}",
        links.type,
        text_field(value.repr),
        None if value.json is None else text_field(value.json),
        value.size,
        value.digest,
        None if refusal is None else json_field([refusal.path, refusal.type_name, refusal.message]),
        int(value.is_stale),
    )
    return sealed("value", fields + (_NO_PLACE if place is None else _placed(place)))


_NO_PLACE: Row = (None,) * 6


def _placed(place: Place) -> Row:
    return (
        place.kind.value,
        place.block,
        place.offset,
        place.length,
        numbers_field(place.buffers) if place.buffers else "[]",
        _pairs(place.references) if place.references else "[]",
    )


def _pairs(references: Iterable[Reference]) -> str:
    pairs = [f"[{ref.value},{'null' if ref.index is None else ref.index}]" for ref in references]
    return f"[{','.join(pairs)}]"


def value_record(
    row: Sequence[Any],
    node: bytes,
    expression: str | None,
    type_: TypeRecord | None,
    uuid_of: Callable[[int], str],
) -> ValueRecord:
    """Return the value of a row, given what it refers to; *uuid_of* is asked for the parents'."""
    _, uuid, _, _, outcome, _, parents, duration, tags, _, repr_, text, size, digest, *rest = row
    refusal, is_stale, *_ = rest
    return ValueRecord(
        key=row[0],
        uuid=uuid.hex(),
        node=node,
        outcome=Outcome(outcome),
        expression=expression,
        parents=tuple([uuid_of(key) for key in json.loads(parents)]),
        duration=duration,
        tags=json.loads(tags),
        type=type_,
        repr=repr_,
        json=text,
        size=size,
        digest=digest,
        refusal=None if refusal is None else Refusal(*json.loads(refusal)),
        is_stale=bool(is_stale),
    )


def place_of(row: Sequence[Any]) -> Place | None:
    """Return where the pickle of a value is, given the row of the value."""
    kind, block, offset, length, buffers, references, _ = row[-7:]
    if kind is None:
        return None
    return Place(
        PayloadKind(kind),
        block,
        offset,
        length,
        tuple(json.loads(buffers)),
        tuple([Reference(*pair) for pair in json.loads(references)]),
    )
