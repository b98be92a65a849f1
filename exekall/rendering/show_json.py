"""A database, or a value in it, as one JSON document. The shape is described in the man page."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from exekall.names import NameForm
from exekall.rendering.show_result import loaded_text, outcome_text
from exekall.store.errors import ValueUnavailable
from exekall.store.records import ExpressionRecord, FailureRecord, RunRecord, RunState
from exekall.traversal import walk
from exekall.valuedb.losses import Losses

if TYPE_CHECKING:
    from exekall.valuedb import FrozenExprVal

__all__ = ["database_json", "expression_json", "value_json"]

# Counts up when a key changes its meaning or goes away; further keys may come at any time.
FORMAT: Final = 1


def database_json(
    path: Path,
    runs: Iterable[tuple[RunRecord, RunState]],
    losses: Losses,
    expressions: Iterable[ExpressionRecord],
    values: Iterable[FrozenExprVal],
    *,
    loads: bool = False,
) -> Iterator[str]:
    """Yield the lines of a document about a database, one for each value, as they come."""
    head = {
        "format": FORMAT,
        "database": str(path),
        "runs": [_run(run, state) for run, state in runs],
        "missing_buffers": [
            {"digest": buffer.digest.hex(), "size": buffer.size} for buffer in losses.buffers
        ],
        "damaged_rows": len(losses.rows),
        "lost_values": list(losses.values),
        "expressions": list(map(_expression, expressions)),
    }
    yield from _with_values(head, values, loads=loads)


def expression_json(
    expression: ExpressionRecord,
    values: Iterable[FrozenExprVal],
    folder: Path | None = None,
    *,
    loads: bool = False,
) -> Iterator[str]:
    """Yield the lines of a document about an expression and its results."""
    artifacts = None if folder is None else str(folder)
    head = {"format": FORMAT, **_expression(expression), "artifacts": artifacts}
    yield from _with_values(head, values, loads=loads)


def _with_values(
    head: dict[str, Any], values: Iterable[FrozenExprVal], *, loads: bool
) -> Iterator[str]:
    yield f'{_text(head)[:-1]}, "values": ['
    held_back = ""
    for value in values:
        if held_back:
            yield f"{held_back},"
        held_back = f" {_text(_facts(value, loads=loads))}"
    yield f"{held_back}]}}"


def value_json(
    value: FrozenExprVal, folder: Path | None = None, *, loads: bool = False
) -> Iterator[str]:
    """Yield the only line of a document about one value.

    Its ancestry is all that it was made from, parameters first.
    """
    found = {
        "format": FORMAT,
        **_facts(value, loads=loads),
        "failure": None if (failure := _failure_of(value)) is None else _failure(failure),
        "log": [
            {
                "time": record.time,
                "level": record.level,
                "logger": record.logger,
                "text": record.text,
            }
            for record in value.log
        ],
        "artifacts": None if folder is None else str(folder),
        "ancestry": [_facts(ancestor) for ancestor in walk([value]) if ancestor is not value],
    }
    yield _text(found)


def _text(found: Any) -> str:
    return json.dumps(found, ensure_ascii=True)


def _run(run: RunRecord, state: RunState) -> dict[str, Any]:
    return {
        "uuid": run.uuid,
        "state": state.value,
        "started": run.started,
        "ended": run.ended,
        "command": list(run.command),
        "adaptor": None if run.adaptor is None else run.adaptor.name,
        "exekall": run.exekall,
        "python": run.python,
        "host": run.host,
    }


def _expression(expression: ExpressionRecord) -> dict[str, Any]:
    return {
        "uuid": expression.uuid,
        "run": expression.run,
        "id": expression.short_id,
        "state": expression.state.value,
        "started": expression.started,
        "duration": expression.duration,
        "folder": expression.folder,
    }


def _facts(value: FrozenExprVal, *, loads: bool = False) -> dict[str, Any]:
    """Return what a document says of each value."""
    expression, refusal, failure = value.expression, value.refusal, _failure_of(value)
    facts = {
        "uuid": value.uuid,
        "id": value.id_in(NameForm.SHORT),
        "qualified_id": value.id_in(NameForm.QUALIFIED),
        "full_id": value.id_in(NameForm.FULL),
        "outcome": outcome_text(value),
        "duration": value.duration,
        "operator": value.callable_name,
        "type": value.type_name,
        "bases": list(value.type_base_names),
        "product": value.product_name,
        "tags": value.get_tags(),
        "text": value.text,
        "repr": value.repr_text,
        "json": _parsed(value.json),
        "size": value.size,
        "digest": None if value.digest is None else value.digest.hex(),
        "is_stale": value.is_stale,
        "is_hidden": value.is_hidden,
        "refusal": None
        if refusal is None
        else {"path": refusal.path, "type": refusal.type_name, "message": refusal.message},
        "failure": None
        if failure is None
        else {"type": failure.type.name, "message": failure.message, "place": failure.place},
        "expression": None if expression is None else expression.uuid,
        "run": None if expression is None else expression.run,
        "params": {name: parent.uuid for name, parent in value.params},
    }
    if loads and value.computed:
        facts["loaded"] = loaded_text(value)
    return facts


def _failure_of(value: FrozenExprVal) -> FailureRecord | None:
    """Return what was raised; null for what is damaged, as for what was computed."""
    try:
        return value.failure
    except ValueUnavailable:
        return None


def _parsed(text: str | None) -> Any:
    """Return what the JSON of a value stands for; null for what no parser would take back."""
    if text is None:
        return None
    try:
        return json.loads(text, parse_float=_finite, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return None


def _finite(text: str) -> float | None:
    """Return a float; null for what is beyond all floats, which JSON does not know."""
    number = float(text)
    return number if math.isfinite(number) else None


def _failure(failure: FailureRecord) -> dict[str, Any]:
    """Return an exception with what led to it. The store bounds how many there can be."""
    return {
        "type": failure.type.name,
        "bases": list(failure.type.bases),
        "message": failure.message,
        "args": list(failure.args),
        "traceback": failure.traceback,
        "notes": list(failure.notes),
        "place": failure.place,
        "cause": None if failure.cause is None else _failure(failure.cause),
        "context": None if failure.context is None else _failure(failure.context),
        "exceptions": list(map(_failure, failure.exceptions)),
    }
