"""Values and expressions as rows of the table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from exekall.names import NameForm
from exekall.rendering.show_ids import forms_of
from exekall.rendering.show_result import Results, outcome_text
from exekall.rendering.show_table import Row
from exekall.store.records import ExpressionState, Outcome, RunState

if TYPE_CHECKING:
    from exekall.valuedb import FrozenExprVal, ValueDB

__all__ = ["MARK_LENGTH", "expression_rows", "value_rows"]

# So many digits of a UUID tell values apart, and can be given for it.
MARK_LENGTH: Final = 12

_WITHOUT_VALUES: Final = {
    ExpressionState.NO_VALUE: "no value",
    ExpressionState.INTERRUPTED: "interrupted",
    ExpressionState.RUNNING: "running",
}


def value_rows(
    values: Iterable[FrozenExprVal], nodes: Iterable[bytes], database: ValueDB, *, loads: bool
) -> Iterator[Row]:
    """Yield a row for each of *values*; IDs are as short as telling *nodes* apart allows.

    With *loads* values are unpickled, and shown by their ``repr``.
    """
    forms = forms_of(nodes, database.source.node)
    results = Results(loads=loads)
    for value in values:
        yield Row(
            mark=value.uuid[:MARK_LENGTH],
            outcome=outcome_text(value),
            duration=None if value.outcome is Outcome.SKIPPED else value.duration,
            id=value.id_in(forms.get(value.record.node, NameForm.FULL)),
            text=results.text(value),
        )


def expression_rows(database: ValueDB) -> Iterator[Row]:
    """Yield a row for each expression that did not get to an end, or to no value."""
    running = {run.uuid for run in database.runs if database.state_of(run) is RunState.RUNNING}
    for expression in database.expressions:
        state = expression.state
        if state is ExpressionState.RUNNING and expression.run not in running:
            state = ExpressionState.INTERRUPTED
        if state in _WITHOUT_VALUES:
            yield Row(
                mark=expression.uuid[:MARK_LENGTH],
                outcome=_WITHOUT_VALUES[state],
                duration=expression.duration,
                id=expression.short_id,
                text="",
            )
