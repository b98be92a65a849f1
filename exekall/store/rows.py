"""Records as rows of the tables, and back.

Rows hold keys where records hold UUIDs, digests or whole records.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from exekall.store.checks import Row, sealed
from exekall.store.fields import json_field, numbers_field, text_field, texts
from exekall.store.records import (
    AdaptorRecord,
    BufferRecord,
    ExpressionRecord,
    ExpressionState,
    LogRecord,
    NodeRecord,
    Outcome,
    PayloadKind,
    Reference,
    Refusal,
    RunRecord,
    RunState,
    TypeRecord,
    ValueRecord,
)

__all__ = [
    "Links",
    "Place",
    "buffer_record",
    "buffer_row",
    "expression_record",
    "expression_row",
    "log_record",
    "log_row",
    "node_record",
    "node_row",
    "place_of",
    "result_row",
    "run_record",
    "run_row",
    "type_record",
    "type_row",
    "value_record",
    "value_row",
]

# Rows are checked when they are read, so that what is in them is what was written.
_Checked = Sequence[Any]


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


# Runs


def run_row(key: int, run: RunRecord) -> Row:
    """Return the row of a run."""
    adaptor = run.adaptor
    fields = (
        key,
        bytes.fromhex(run.uuid),
        float(run.started),
        None if run.ended is None else float(run.ended),
        str(run.state),
        json_field(run.command),
        json_field(run.sources),
        text_field(run.folder),
        json_field(run.import_paths),
        None
        if adaptor is None
        else json_field([adaptor.name, adaptor.module, adaptor.qualname, adaptor.overrides]),
        text_field(run.exekall),
        text_field(run.python),
        text_field(run.host),
        run.process[0],
        text_field(run.process[1]),
    )
    return sealed("run", fields)


def run_record(row: _Checked) -> RunRecord:
    """Return the run of a row."""
    _, uuid, started, ended, state, command, sources, folder, paths, adaptor, *process, _ = row
    exekall, python, host, pid, process_started = process
    return RunRecord(
        uuid=uuid.hex(),
        started=started,
        ended=ended,
        state=RunState(state),
        command=texts(command),
        sources=texts(sources),
        folder=folder,
        import_paths=texts(paths),
        adaptor=None if adaptor is None else _adaptor(*json.loads(adaptor)),
        exekall=exekall,
        python=python,
        host=host,
        process=(pid, process_started),
    )


def _adaptor(name: str, module: str, qualname: str, overrides: list[str]) -> AdaptorRecord:
    return AdaptorRecord(name, module, qualname, tuple(overrides))


# Types, nodes and expressions


def type_row(key: int, type_: TypeRecord) -> Row:
    """Return the row of a type."""
    return sealed("type", (key, text_field(type_.name), json_field(type_.bases)))


def type_record(row: _Checked) -> TypeRecord:
    """Return the type of a row."""
    return TypeRecord(row[1], texts(row[2]))


def node_row(key: int, node: NodeRecord, product: int) -> Row:
    """Return the row of a node whose product is the type of key *product*."""
    params = [(name, None if param is None else param.hex()) for name, param in node.params]
    full, qualified, short = node.names
    fields = (
        key,
        node.key,
        node.digest,
        text_field(full),
        text_field(qualified),
        text_field(short),
        json_field(params),
        product,
        int(node.is_generator),
        int(node.is_reusable),
        int(node.is_hidden),
        text_field(node.place),
    )
    return sealed("node", fields)


def node_record(row: _Checked, product: TypeRecord) -> NodeRecord:
    """Return the node of a row."""
    _, id_, digest, full, qualified, short, params, _, generator, reusable, hidden, place, _ = row
    return NodeRecord(
        key=id_,
        digest=digest,
        names=(full, qualified, short),
        params=tuple(
            (name, None if param is None else bytes.fromhex(param))
            for name, param in json.loads(params)
        ),
        product=product,
        is_generator=bool(generator),
        is_reusable=bool(reusable),
        is_hidden=bool(hidden),
        place=place,
    )


def expression_row(key: int, expression: ExpressionRecord, run: int, node: int) -> Row:
    """Return the row of an expression, given the keys of its run and its node."""
    duration = expression.duration
    fields = (
        key,
        bytes.fromhex(expression.uuid),
        run,
        node,
        text_field(expression.short_id),
        text_field(expression.folder),
        str(expression.state),
        float(expression.started),
        None if duration is None else float(duration),
    )
    return sealed("expression", fields)


def expression_record(row: _Checked, run: str, node: bytes) -> ExpressionRecord:
    """Return the expression of a row, given its run's UUID and its node's key."""
    _, uuid, _, _, short_id, folder, state, started, duration, _ = row
    return ExpressionRecord(
        uuid=uuid.hex(),
        run=run,
        node=node,
        short_id=short_id,
        folder=folder,
        state=ExpressionState(state),
        started=started,
        duration=duration,
    )


# Values


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
    row: _Checked,
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


def place_of(row: _Checked) -> Place | None:
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


def buffer_row(key: int, buffer: BufferRecord) -> Row:
    """Return the row of a buffer."""
    return sealed("buffer", (key, buffer.digest, buffer.size, buffer.codec, buffer.stored))


def buffer_record(row: _Checked) -> BufferRecord:
    """Return the buffer of a row."""
    return BufferRecord(*row[1:5])


def result_row(key: int, expression: int, value: int, text: str | None) -> Row:
    """Return the row of a result, given the keys of the expression and of the value."""
    return sealed("result", (key, expression, value, None if text is None else text_field(text)))


def log_row(key: int, value: int, log: LogRecord) -> Row:
    """Return the row of what was logged for the value of key *value*."""
    fields = (
        key,
        value,
        float(log.time),
        text_field(log.level),
        text_field(log.logger),
        text_field(log.text),
    )
    return sealed("log", fields)


def log_record(row: _Checked) -> LogRecord:
    """Return what a row says was logged."""
    return LogRecord(*row[2:6])
