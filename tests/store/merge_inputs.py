"""Databases to merge, and what is in one, by UUID, so that it can be compared."""

from __future__ import annotations

import os
import pickle
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from exekall.store.errors import ValueUnavailable
from exekall.store.merging.databases import Merged, merge_databases
from exekall.store.reader import StoreReader
from exekall.store.records import (
    DB_FILENAME,
    ExpressionState,
    FailureRecord,
    LogRecord,
    Outcome,
    RunState,
    ValueRecord,
)
from exekall.store.sqlite.checks import sealed
from exekall.store.sqlite.schema import TABLES
from exekall.store.writer import StoreWriter
from tests.store.databases import (
    INTEGER,
    SEED,
    expression_record,
    identifier,
    run_record,
)


class Run:
    """A run that stores objects, one after the other, as values of one expression."""

    def __init__(self, folder: Path, number: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / DB_FILENAME
        self.uuid = identifier(number)
        self.expression = identifier(number + 5)
        self.writer = StoreWriter(self.path, run_record(uuid=self.uuid))
        self.writer.add_node(SEED)
        self.writer.add_expression(
            replace(expression_record(), uuid=self.expression, run=self.uuid, node=SEED.key)
        )

    def add(self, obj: object, number: int, *parents: str, **changes: Any) -> str:
        """Store a value as the one of this number, and return its UUID."""
        key = self.writer.new_key()
        encoded = self.writer.encoder.encode(obj, key)
        record = ValueRecord(
            key=key,
            uuid=identifier(number),
            node=SEED.key,
            outcome=Outcome.COMPUTED,
            expression=self.expression,
            parents=parents,
            type=INTEGER,
            repr=f"value {number}",
            size=encoded.size,
            digest=encoded.digest,
        )
        record = replace(record, **changes)
        log = (LogRecord(1.0, "INFO", "package", f"value {number}"),)
        self.writer.add_value(record, encoded.stored, log=log)
        self.writer.add_result(self.expression, key, f"result {number}")
        return record.uuid

    def fail(self, failure: FailureRecord, number: int) -> str:
        """Store a failure as the value of this number."""
        key = self.writer.new_key()
        record = ValueRecord(
            key, identifier(number), SEED.key, Outcome.FAILED, expression=self.expression
        )
        error = self.writer.encoder.encode(ValueError(failure.message), key)
        self.writer.add_value(record, None, failure, error.stored)
        return record.uuid

    def close(self) -> None:
        self.writer.end_expression(self.expression, ExpressionState.COMPLETE, 1.5)
        self.writer.close(RunState.COMPLETE)


@contextmanager
def running(folder: Path, number: int) -> Iterator[Run]:
    run = Run(folder, number)
    try:
        yield run
    finally:
        run.close()


def made(folder: Path, number: int, objects: Iterable[object]) -> Path:
    """Make a database of these objects, whose UUIDs come after *number*."""
    with running(folder, number) as run:
        for place, obj in enumerate(objects):
            run.add(obj, number + 10 + place)
    return run.path


def content(path: Path) -> dict[str, Any]:
    """Return everything in a database, with UUIDs where it has keys."""
    with StoreReader(path) as reader:
        assert not reader.damage()
        assert not reader.missing_buffers()
        return {
            "runs": {run.uuid: run for run in reader.runs},
            "nodes": {node.key: node for node in reader.nodes()},
            "expressions": {each.uuid: each for each in reader.expressions()},
            "results": {
                each.uuid: [
                    (reader.record(result.value).uuid, result.text)
                    for result in reader.results(each.uuid)
                ]
                for each in reader.expressions()
            },
            "values": {record.uuid: value_content(reader, record) for record in reader.records()},
        }


def value_content(reader: StoreReader, record: ValueRecord) -> dict[str, Any]:
    found = {each.name: getattr(record, each.name) for each in fields(record)}
    key = found.pop("key")
    found["failure"], found["log"] = reader.failure(key), reader.log(key)
    try:
        stored = reader.stored(key)
    except ValueUnavailable as error:
        return found | {"stored": error.problem}
    references = [(reader.record(ref.value).uuid, ref.index) for ref in stored.references]
    return found | {"stored": replace(stored, references=()), "references": references}


def objects(path: Path) -> dict[str, Any]:
    """Load every value, by UUID."""
    with StoreReader(path) as reader:
        return {
            record.uuid: reader.value(record.key)
            for record in reader.records()
            if record.outcome is Outcome.COMPUTED
        }


class Canary:
    """Makes a folder wherever it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.path),)


def sung(path: Path) -> bool:
    """Tell whether a canary was unpickled; that it would have been is tried first."""
    if path.exists():
        return True
    pickle.loads(pickle.dumps(Canary(path)))
    assert path.is_dir()
    path.rmdir()
    return False


def merged(tmp_path: Path, *inputs: Path, **options: Any) -> tuple[Path, Merged]:
    out = tmp_path / f"merged{len(list(tmp_path.iterdir()))}.sqlite"
    return out, merge_databases(inputs, out, **options)


def writing_to(path: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(path, isolation_level=None))


def change(connection: sqlite3.Connection, table: str, **changes: Any) -> None:
    """Change columns of all rows, with the right checksum."""
    names = TABLES[table].names
    for row in connection.execute(TABLES[table].select).fetchall():
        fields = dict(zip(names, row, strict=True)) | changes
        del fields["checksum"]
        connection.execute(TABLES[table].insert, sealed(table, tuple(fields.values())))
