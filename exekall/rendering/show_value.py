"""One stored value with all that is known of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from exekall.names import NameForm
from exekall.rendering.measures import duration_text, size_text, time_text
from exekall.rendering.plain import one_line, plain
from exekall.rendering.show_result import (
    failure_text,
    loaded_text,
    outcome_text,
    raised_text,
)
from exekall.rendering.store_errors import unavailable_lines
from exekall.rendering.wording import indented, place
from exekall.store.errors import ValueUnavailable
from exekall.store.records import ExpressionRecord, FailureRecord, LogRecord, Outcome
from exekall.structure import outline_lines
from exekall.valuedb import LostFrozVal

if TYPE_CHECKING:
    from exekall.valuedb import FrozenExprVal

__all__ = ["expression_lines", "failure_lines", "value_lines"]

_WIDTH: Final = 12


def value_lines(
    value: FrozenExprVal, folder: Path | None = None, *, loads: bool = False
) -> Iterator[str]:
    """Yield what is known of *value*, whose artifacts are in *folder*; with *loads*, its repr.

    The facts come first, then the log, what was raised, and what the value was made from.
    """
    yield from _facts(value, folder)
    if loads and value.computed:
        yield from _fact("Loaded", loaded_text(value))
    if log := value.log:
        yield from ["", "Log:", *indented(line for record in log for line in _log_lines(record))]
    if value.outcome is Outcome.FAILED:
        yield from ["", "Failure:", *indented(_failure(value))]
    if value.outcome is Outcome.SKIPPED and not isinstance(value, LostFrozVal):
        yield from ["", "Not computed, since these failed:", *indented(_culprits(value))]
    yield from ["", "Computed by:"]
    yield from indented(map(one_line, outline_lines(value, _described, _mentioned)))


def expression_lines(expression: ExpressionRecord, folder: Path | None = None) -> Iterator[str]:
    """Yield what is known of an expression, whose artifacts are in *folder*."""
    took = "" if expression.duration is None else f", {duration_text(expression.duration)}"
    yield from _fact("Expression", expression.uuid)
    yield from _fact("ID", expression.short_id)
    yield from _fact("State", expression.state.value)
    yield from _fact("Started", f"{time_text(expression.started)}{took}")
    yield from _fact("Run", expression.run)
    yield from _fact("Artifacts", "" if folder is None else place(str(folder)))


def _facts(value: FrozenExprVal, folder: Path | None) -> Iterator[str]:
    yield from _fact("ID", value.id_in(NameForm.SHORT))
    yield from _fact("Full ID", value.id_in(NameForm.FULL))
    yield from _fact("UUID", value.uuid)
    yield from _fact("Outcome", _outcome(value))
    is_typed = value.record.type is not None
    yield from _fact("Type", value.type_name if is_typed else "")
    if not is_typed or value.product_name != value.type_name:
        yield from _fact("Declared as", value.product_name)
    bases = [name for name in value.type_base_names if name != value.type_name]
    yield from _fact("Bases", ", ".join(bases))
    yield from _fact("Operator", _operator(value))
    yield from _fact("Tags", ", ".join(f"{k}={v}" if k else v for k, v in _tags(value)))
    yield from _fact("Result", value.text or "")
    yield from _fact("Repr", value.repr_text)
    yield from _fact("JSON", value.json or "")
    yield from _fact("Stored", _stored(value))
    expression, run = value.expression, value.run
    if expression is not None:
        yield from _fact("Expression", f"{expression.uuid}, {expression.short_id}")
    if run is not None:
        yield from _fact("Run", f"{run.uuid}, {time_text(run.started)}")
    yield from _fact("Artifacts", "" if folder is None else place(str(folder)))


def _fact(name: str, text: str) -> Iterator[str]:
    """Yield the lines of one fact, the text in a column of its own; none without a text."""
    if text:
        first, *others = plain(text).split("\n")
        yield f"{name:<{_WIDTH}}{first}"
        yield from (f"{'':<{_WIDTH}}{line}".rstrip() for line in others)


def _outcome(value: FrozenExprVal) -> str:
    word = outcome_text(value)
    return word if value.outcome is Outcome.SKIPPED else f"{word}, {duration_text(value.duration)}"


def _operator(value: FrozenExprVal) -> str:
    where = value.node.place
    return f"{value.callable_name} ({place(where)})" if where else value.callable_name


def _tags(value: FrozenExprVal) -> list[tuple[str, str]]:
    return sorted(value.get_tags().items())


def _stored(value: FrozenExprVal) -> str:
    """Return how large the stored object is, or why it is not what was computed."""
    if (refusal := value.refusal) is not None:
        part = refusal.path or "the value itself"
        return f"no: {part}, of type {refusal.type_name}, refused: {refusal.message}"
    if not value.computed:
        return ""
    stale = "; a part of it was changed after it was stored" if value.is_stale else ""
    return f"{size_text(value.size)}{stale}"


def _log_lines(record: LogRecord) -> list[str]:
    when = time.strftime("%H:%M:%S", time.localtime(record.time))
    first, *others = plain(record.text).split("\n")
    return [f"{when} {record.level:<7} {one_line(record.logger)}: {first}", *indented(others, 2)]


def _failure(value: FrozenExprVal) -> list[str]:
    try:
        failure = value.failure
    except ValueUnavailable as error:
        return unavailable_lines(error)
    return [] if failure is None else list(failure_lines(failure))


def failure_lines(failure: FailureRecord) -> Iterator[str]:
    """Yield the traceback of a stored exception, then those of what led to it."""
    pending = [("", failure)]
    while pending:
        relation, current = pending.pop()
        if relation:
            yield from ["", relation]
        text = plain(current.traceback).rstrip("\n") or failure_text(current)
        yield from text.split("\n")
        pending += reversed([("In the group:", member) for member in current.exceptions])
        if current.cause is not None:
            pending.append(("Caused by:", current.cause))
        elif current.context is not None:
            pending.append(("While dealing with:", current.context))


def _culprits(value: FrozenExprVal) -> list[str]:
    failed = sorted(value.get_excep(), key=lambda found: (found.id_in(NameForm.SHORT), found.uuid))
    return [
        f"{found.uuid} {found.id_in(NameForm.SHORT)}: {one_line(raised_text(found))}"
        for found in failed
    ]


def _described(value: FrozenExprVal) -> str:
    state = "" if value.computed else f" {outcome_text(value)}"
    return f"{value.callable_name} ({value.type_name}) {value.uuid}{state}"


def _mentioned(value: FrozenExprVal) -> str:
    return f"{value.callable_name} {value.uuid}"
