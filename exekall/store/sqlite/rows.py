"""Records as rows of the tables, and back.

Rows hold keys where records hold UUIDs, digests or whole records.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from exekall.store.records import (
    AdaptorRecord,
    BufferRecord,
    ExpressionRecord,
    ExpressionState,
    LogRecord,
    NodeRecord,
    RunRecord,
    RunState,
    TypeRecord,
)
from exekall.store.sqlite.checks import Row, sealed
from exekall.store.sqlite.fields import json_field, text_field, texts

__all__ = [
    "buffer_record",
    "buffer_row",
    "expression_record",
    "expression_row",
    "log_record",
    "log_row",
    "node_record",
    "node_row",
    "result_row",
    "run_record",
    "run_row",
    "type_record",
    "type_row",
]

# Rows are checked when they are read, so that what is in them is what was written.
_Checked = Sequence[Any]


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


# Buffers, results and logs


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
