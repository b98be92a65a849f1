"""Executing expressions with everything saved, as a run does it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from exekall.computable import ComputableExpression
from exekall.expression import Expression, NodeTable
from exekall.operator import Operator
from exekall.store.recorder import StoreRecorder, state_after
from exekall.store.records import DB_FILENAME, AdaptorRecord, RunRecord, RunState
from exekall.store.writer import StoreWriter
from exekall.valuedb import ValueDB
from exekall.values import ExprVal


@dataclass
class Saved:
    """A database at *path*, with the values that it was made from: results and all of them."""

    path: Path
    run: RunRecord
    results: list[ExprVal] = field(default_factory=list)
    values: list[ExprVal] = field(default_factory=list)
    expressions: list[ComputableExpression] = field(default_factory=list)

    def open(self) -> ValueDB:
        return ValueDB.from_path(self.path)


def save(
    folder: Path,
    expressions: Iterable[Expression],
    hidden: Callable[[Operator], bool] | None = None,
    import_paths: tuple[str, ...] = (),
    adaptor: AdaptorRecord | None = None,
    state: RunState | None = RunState.COMPLETE,
) -> Saved:
    """Execute *expressions* and save what comes of it to *folder*, which is made.

    Where *state* is None, the run does not end.
    """
    folder.mkdir(parents=True, exist_ok=True)
    run = RunRecord(uuid.uuid4().hex, 0.0, import_paths=import_paths, adaptor=adaptor)
    saved = Saved(folder / DB_FILENAME, run)
    writer = StoreWriter(saved.path, run)
    recorder = StoreRecorder(writer, run.uuid, hidden)
    saved.expressions = ComputableExpression.from_expr_list(expressions)
    for computable in saved.expressions:
        execute(computable, recorder, saved)
    if state is None:
        writer.flush()
    else:
        writer.close(state)
    seen = dict.fromkeys(v for computable in saved.expressions for v in computable.get_all_vals())
    saved.values = list(seen)
    return saved


def execute(computable: ComputableExpression, recorder: StoreRecorder, saved: Saved) -> None:
    recorder.begin(computable, computable.get_id(qual=False))
    results = []
    for value in computable.execute(reporter=recorder):
        results.append(value)
        recorder.result(value, f"result {value.value}" if value.computed else None)
    recorder.end(computable, state_after(results))
    saved.results += results


def chain(source: Operator, step: Operator, parameter: str, length: int) -> Expression:
    """Return *step* applied *length* times to what *source* gives."""
    table = NodeTable()
    node = table.node(source)
    for _ in range(length):
        node = table.node(step, ((parameter, node),))
    return node


def expression(root: Any, **params: Any) -> Expression:
    """Return *root* applied to what *params* are made by: callables without parameters."""
    return applied(NodeTable(), root, **params)


def applied(table: NodeTable, root: Any, **params: Any) -> Expression:
    nodes = {
        name: given if isinstance(given, Expression) else table.node(operator(given))
        for name, given in params.items()
    }
    return table.node(operator(root), tuple(nodes.items()))


def operator(given: Any) -> Operator:
    return given if isinstance(given, Operator) else Operator(given)
