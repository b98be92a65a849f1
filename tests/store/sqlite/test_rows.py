"""Records as rows and back."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

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
from exekall.store.sqlite.checks import is_intact
from exekall.store.sqlite.rows import (
    buffer_record,
    buffer_row,
    expression_record,
    expression_row,
    log_record,
    log_row,
    node_record,
    node_row,
    result_row,
    run_record,
    run_row,
    type_record,
    type_row,
)
from exekall.store.sqlite.schema import TABLES

TEXT = st.text(max_size=8)
WORDS = st.lists(st.text(st.characters(), max_size=8), max_size=3).map(tuple)
UUIDS = st.uuids().map(lambda uuid: uuid.hex)
DIGESTS = st.binary(min_size=16, max_size=16)
TIMES = st.floats(allow_nan=False)
TYPES = st.builds(TypeRecord, TEXT, WORDS)


@given(
    st.builds(
        RunRecord,
        UUIDS,
        TIMES,
        st.none() | TIMES,
        st.sampled_from(RunState),
        WORDS,
        WORDS,
        TEXT,
        WORDS,
        st.none() | st.builds(AdaptorRecord, TEXT, TEXT, TEXT, WORDS),
        TEXT,
        TEXT,
        TEXT,
        st.tuples(st.integers(0, 2**31), TEXT),
    )
)
def test_runs(run: RunRecord) -> None:
    row = run_row(7, run)
    assert_is_row("run", row)
    assert run_record(row) == run


@given(st.builds(TypeRecord, st.text(), WORDS))
def test_types(type_: TypeRecord) -> None:
    row = type_row(7, type_)
    assert_is_row("type", row)
    assert type_record(row) == type_


@given(
    st.builds(
        NodeRecord,
        DIGESTS,
        DIGESTS,
        st.tuples(TEXT, TEXT, TEXT),
        st.lists(st.tuples(TEXT, st.none() | DIGESTS), max_size=3).map(tuple),
        TYPES,
        st.booleans(),
        st.booleans(),
        st.booleans(),
        TEXT,
    )
)
def test_nodes(node: NodeRecord) -> None:
    row = node_row(7, node, 3)
    assert_is_row("node", row)
    assert row[TABLES["node"].position("product")] == 3
    assert node_record(row, node.product) == node


@given(
    st.builds(
        ExpressionRecord,
        UUIDS,
        UUIDS,
        DIGESTS,
        TEXT,
        TEXT,
        st.sampled_from(ExpressionState),
        TIMES,
        st.none() | TIMES,
    )
)
def test_expressions(expression: ExpressionRecord) -> None:
    row = expression_row(7, expression, 3, 4)
    assert_is_row("expression", row)
    assert row[2:4] == (3, 4)
    assert expression_record(row, expression.run, expression.node) == expression


def test_buffers_results_and_logs() -> None:
    buffer = BufferRecord(b"digest", 10, "zlib", 5)
    log = LogRecord(1.5, "INFO", "package", "text")
    for table, row in (
        ("buffer", buffer_row(7, buffer)),
        ("log", log_row(7, 2, log)),
        ("result", result_row(7, 1, 2, None)),
    ):
        assert_is_row(table, row)
    assert buffer_record(buffer_row(7, buffer)) == buffer
    assert log_record(log_row(7, 2, log)) == log


def test_text_that_has_to_be_escaped() -> None:
    log = LogRecord(1.5, "INFO", "package", "\ud800")
    assert log_record(log_row(1, 2, log)) == replace(log, text="\\ud800")


def assert_is_row(table: str, row: tuple[object, ...]) -> None:
    assert len(row) == len(TABLES[table].columns)
    assert row[0] == 7
    assert is_intact(table, row)  # type: ignore[arg-type]
