"""Databases to test with, and all that can be read of one."""

from __future__ import annotations

import pickle
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from exekall.store.errors import ValueUnavailable
from exekall.store.liveness import this_host, this_process
from exekall.store.reader import StoreReader
from exekall.store.records import (
    DB_FILENAME,
    AdaptorRecord,
    ExpressionRecord,
    ExpressionState,
    FailureRecord,
    LogRecord,
    NodeRecord,
    Outcome,
    PayloadKind,
    Reference,
    Refusal,
    RunRecord,
    RunState,
    Stored,
    TypeRecord,
    ValueRecord,
)
from exekall.store.writer import StoreWriter

NUMBER = TypeRecord("numbers.Number", ("numbers.Number",))
INTEGER = TypeRecord("builtins.int", ("builtins.int", "numbers.Number"))
ERROR = TypeRecord("builtins.ValueError", ("builtins.ValueError", "builtins.Exception"))


def identifier(number: int) -> str:
    """Return the UUID number so and so."""
    return random.Random(number).randbytes(16).hex()


def digest(text: str) -> bytes:
    return random.Random(text).randbytes(16)


def run_record(**changes: Any) -> RunRecord:
    fields: dict[str, Any] = {
        "uuid": identifier(0),
        "started": 1_700_000_000.25,
        "command": ("exekall", "run", "größe.py", "bad\udcff"),
        "sources": ("größe.py",),
        "folder": "/somewhere/a b",
        "import_paths": ("/somewhere", "/else\udcfe"),
        "adaptor": AdaptorRecord("mine", "package.custom", "Mine", ("show_db",)),
        "exekall": "0.1.0",
        "python": "3.11",
        "host": this_host(),
        "process": this_process(),
    }
    return RunRecord(**fields | changes)


SEED = NodeRecord(
    key=digest("seed"),
    digest=digest("seed structure"),
    names=("package.seed", "seed", "seed"),
    params=(),
    product=INTEGER,
    is_generator=True,
    place="package.py:3",
)
DOUBLE = NodeRecord(
    key=digest("double"),
    digest=digest("double structure"),
    names=("package.Math.double", "Math.double", "double"),
    params=(("data", None), ("x", SEED.key)),
    product=NUMBER,
    is_reusable=False,
    is_hidden=True,
)


def expression_record(number: int = 1, **changes: Any) -> ExpressionRecord:
    fields: dict[str, Any] = {
        "uuid": identifier(1000 + number),
        "run": identifier(0),
        "node": DOUBLE.key,
        "short_id": "seed:double",
        "folder": "seed:double/1",
        "started": 1_700_000_001.5,
    }
    return ExpressionRecord(**fields | changes)


def failure_record() -> FailureRecord:
    cause = FailureRecord(ERROR, "the cause", ("'the cause'",), "Traceback\n", (), "package.py:4")
    member = FailureRecord(ERROR, "a member", notes=("a note", "another\ud800"))
    return FailureRecord(ERROR, "broken", cause=cause, context=cause, exceptions=(member, cause))


def payload(obj: object, *references: Reference) -> Stored:
    return Stored(PayloadKind.PICKLE, pickle.dumps(obj, 5), (), references)


def value_record(writer: StoreWriter, number: int, **changes: Any) -> ValueRecord:
    fields: dict[str, Any] = {
        "key": writer.new_key(),
        "uuid": identifier(number),
        "node": SEED.key,
        "outcome": Outcome.COMPUTED,
        "expression": identifier(1001),
        "duration": 0.125 * number,
        "tags": {"number": str(number), "größe": "x"} if number % 2 else {},
        "type": INTEGER,
        "repr": f"value {number} \U0001f600 \0",
        "json": str(number),
        "size": 10 + number,
        "digest": digest(str(number)),
    }
    return ValueRecord(**fields | changes)


@contextmanager
def writing(folder: Path, /, **changes: Any) -> Iterator[StoreWriter]:
    """Make a database with the nodes and an expression, which is complete in the end."""
    writer = StoreWriter(folder / DB_FILENAME, run_record(**changes))
    try:
        writer.add_node(SEED)
        writer.add_node(DOUBLE)
        writer.add_expression(expression_record())
        yield writer
    finally:
        writer.close(RunState.COMPLETE)


def add_values(writer: StoreWriter, start: int, count: int) -> None:
    """Add pairs of a seed and what is made of it, every tenth of which failed or was skipped."""
    for number in range(start, start + 2 * count, 2):
        seed = value_record(writer, number)
        writer.add_value(seed, payload({"seed": number, "text": "abc" * (number % 50)}))
        common = {"node": DOUBLE.key, "parents": (seed.uuid,)}
        if number % 20 == 0:
            failed = value_record(writer, number + 1, outcome=Outcome.FAILED, **common)
            error = payload(ValueError(number))
            writer.add_value(failed, None, failure_record(), error, LOG[: number % 3])
        elif number % 22 == 0:
            refusal = Refusal(".socket", "socket.socket", "cannot pickle it")
            unstored = value_record(writer, number + 1, refusal=refusal, **common)
            writer.add_value(unstored, None)
        else:
            reference = Reference(seed.key, 1 if number % 4 else None)
            value = value_record(writer, number + 1, **common)
            writer.add_value(value, payload([number] * 3, reference), log=LOG)
            text = None if number % 6 else f"result {number}"
            writer.add_result(identifier(1001), value.key, text)
        if number % 26 == 0:
            writer.add_value(
                value_record(writer, 100_000 + number, outcome=Outcome.SKIPPED, type=None), None
            )


LOG = (
    LogRecord(1_700_000_002.0, "INFO", "package", "first"),
    LogRecord(1_700_000_003.5, "ERROR", "package.größe", "second\nline"),
)


def make_database(folder: Path, count: int = 100, /, **changes: Any) -> Path:
    """Make a database with values of all kinds, and return its file."""
    with writing(folder, **changes) as writer:
        add_values(writer, 2, count)
        writer.end_expression(identifier(1001), ExpressionState.FAILED, 2.5)
    return folder / DB_FILENAME


@dataclass
class Content:
    """Everything in a database, by kind; values by key."""

    runs: dict[str, Any] = field(default_factory=dict)
    nodes: dict[bytes, Any] = field(default_factory=dict)
    expressions: dict[str, Any] = field(default_factory=dict)
    results: dict[str, list[Any]] = field(default_factory=dict)
    records: dict[int, ValueRecord] = field(default_factory=dict)
    failures: dict[int, Any] = field(default_factory=dict)
    logs: dict[int, list[Any]] = field(default_factory=dict)
    stored: dict[int, Any] = field(default_factory=dict)


def content_of(reader: StoreReader) -> Content:
    """Read everything that can be read."""
    content = Content(
        runs={run.uuid: run for run in reader.runs},
        nodes={node.key: node for node in reader.nodes()},
        expressions={each.uuid: each for each in reader.expressions()},
        records={record.key: record for record in reader.records()},
    )
    content.results = {uuid: reader.results(uuid) for uuid in content.expressions}
    for key in content.records:
        content.logs[key] = reader.log(key)
        for method, found in (
            (reader.failure, content.failures),
            (reader.stored, content.stored),
        ):
            try:
                found[key] = method(key)
            except ValueUnavailable as error:
                found[key] = error.problem
    return content
