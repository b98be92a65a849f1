"""An export as a source of records and objects."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from exekall.operator import Operator
from exekall.store.errors import ValueProblem, ValueUnavailable
from exekall.store.records import RunState
from exekall.valuedb import ValueDB
from exekall.valuedb.export import Export, ExportSource
from exekall.valuedb.exporting import exported
from tests.valuedb.kitchen import Kitchen
from tests.valuedb.saving import save


def test_of_nothing() -> None:
    source = ExportSource(Export((), (), (), ()))
    with ValueDB(source) as database:
        assert database.path is None
        assert not database.get_all()
        assert database.source.missing_buffers() == []


def test_records(tmp_path: Path) -> None:
    program = Kitchen()
    saved = save(tmp_path, [program.overbake, program.serve])
    with saved.open() as database:
        whole = database.source
        source = ExportSource(exported(database._registry))
        assert source.runs == whole.runs
        assert source.state_of(source.runs[0]) is RunState.COMPLETE
        assert list(source.expressions()) == list(whole.expressions())
        assert list(source.nodes()) == list(whole.nodes())
        assert list(source.records()) == list(whole.records())
        assert source.key_of("x") is None
        assert not source.results("x")
        for node in whole.nodes():
            assert source.node(node.key) == node
        for record in whole.records():
            assert source.key_of(record.uuid) == record.key
            assert source.record(record.key) == record
            assert source.failure(record.key) == whole.failure(record.key)
        for expression in whole.expressions():
            assert list(source.results(expression.uuid)) == list(whole.results(expression.uuid))
        with pytest.raises(KeyError):
            source.node(b"x")


def test_what_has_no_object(tmp_path: Path) -> None:
    saved = save(tmp_path, [Kitchen().overbake])
    with saved.open() as database:
        source = ExportSource(exported(database._registry))
        [burnt, _] = database.get_roots()
        with pytest.raises(ValueUnavailable) as caught:
            source.stored(burnt.record.key)
        assert caught.value.problem is ValueProblem.NOT_COMPUTED
        assert caught.value.uuid == burnt.uuid
        assert source.failure_object(burnt.record.key) is None


def large_bytes() -> bytearray:
    return bytearray(os.urandom(1 << 18))


def test_large_buffers_are_private(tmp_path: Path) -> None:
    saved = save(tmp_path / "run", [Kitchen().node(Operator(large_bytes))])
    with saved.open() as database:
        database.to_path(tmp_path / "x.pickle")
        [value] = database.get_roots()
        content = bytes(value.value)  # type: ignore[call-overload]
    for _ in range(2):
        with ValueDB.from_path(tmp_path / "x.pickle") as exported:
            [value] = exported.get_roots()
            found: Any = value.value
            assert found == content
            found[:] = bytes(len(found))
