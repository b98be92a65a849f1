"""The results of an execution: one for each value, and a closing line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from typing import Final, Protocol, TypeVar

from exekall.expression import Expression, ExpressionView
from exekall.identifiers import IdWriter, write_id
from exekall.names import NameForm
from exekall.operator import Operator
from exekall.rendering.failures import contained_text, error_text
from exekall.rendering.wording import counted
from exekall.values import ExprVal

__all__ = [
    "closing_line",
    "empty_text",
    "formatted_result",
    "result_form",
    "result_text",
    "summary",
    "summary_of_lines",
]

FormatResult = Callable[[ExprVal], str]


class Executed(Hashable, Protocol):
    """An expression that was executed."""

    @property
    def expr(self) -> Expression:
        """The expression itself."""


E = TypeVar("E", bound=Executed)

_STATES: Final = ("complete", "failed", "without a value", "interrupted", "not executed")
_ALWAYS: Final = ("complete",)


def summary(
    result_map: Mapping[E, Sequence[ExprVal]],
    format_result: FormatResult,
    hidden: Collection[Operator] = (),
    closing: str = "",
) -> str:
    """Return the results of all expressions and the *closing* line, by default the usual one.

    IDs leave out the operators that are *hidden*.
    """
    form = result_form(result_map, hidden)
    lines: list[str] = []
    for executed, values in result_map.items():
        for value in values:
            text = formatted_result(value, format_result)
            lines.append(result_text(value, text, hidden, form))
        if not values:
            lines.append(empty_text(executed, hidden, form))
    return summary_of_lines(lines, closing or closing_line(result_map))


def summary_of_lines(lines: Sequence[str], closing: str) -> str:
    """Return the summary that consists of these *lines* for the results, and the *closing* one."""
    return "\n".join([*lines, *([""] if lines else []), closing])


def result_form(executed: Iterable[Executed], hidden: Collection[Operator] = ()) -> NameForm:
    """Return the shortest form in which IDs tell the results of *executed* apart, if any does."""
    expressions = {one.expr for one in executed}
    view = ExpressionView(hidden.__contains__)
    for form in (NameForm.SHORT, NameForm.QUALIFIED):
        writer = IdWriter(view, form)
        if len({writer.write(expr) for expr in expressions}) == len(expressions):
            return form
    return NameForm.FULL


def formatted_result(value: ExprVal, format_result: FormatResult) -> str | None:
    """Return what *format_result* makes of *value*, or in its place what that raises.

    None where there is no value.
    """
    return contained_text(lambda: format_result(value)) if value.computed else None


def result_text(
    value: ExprVal,
    text: str | None,
    hidden: Collection[Operator] = (),
    form: NameForm = NameForm.SHORT,
) -> str:
    """Return the ID of *value* in *form* with its *text*, None where there is no value.

    Then it is told why. Further lines are indented.
    """
    id_ = value.id_in(form, hidden_op_set=hidden)
    told = text if text is not None else _why_no_value(value)
    return f"{id_}: {told}".replace("\n", "\n    ")


def empty_text(
    executed: Executed, hidden: Collection[Operator] = (), form: NameForm = NameForm.SHORT
) -> str:
    """Return what to say of an expression that gave no value."""
    return f"{write_id(executed.expr, ExpressionView(hidden.__contains__), form)}: no value"


def _why_no_value(value: ExprVal) -> str:
    if value.excep is not None:
        return f"failed: {error_text(value.excep)}"
    culprits = sorted(failed.op.get_name(full_qual=False) for failed in value.get_excep())
    return f"not computed: {', '.join(dict.fromkeys(culprits))} failed"


def closing_line(
    result_map: Mapping[E, Sequence[ExprVal]], interrupted: Hashable = None, not_executed: int = 0
) -> str:
    """Return how many expressions were complete, and how many values they gave.

    *interrupted* is the one that was not executed to its end, if any.
    """
    counts = Counter(
        "interrupted" if expr is interrupted else _state(values)
        for expr, values in result_map.items()
    )
    counts["not executed"] = not_executed
    states = [f"{counts[state]} {state}" for state in _STATES if counts[state] or state in _ALWAYS]
    number = sum(value.computed for values in result_map.values() for value in values)
    expressions = counted(len(result_map) + not_executed, "expression")
    return f"{expressions}: {', '.join(states)}; {counted(number, 'result')}."


def _state(values: Sequence[ExprVal]) -> str:
    if not values:
        return "without a value"
    return "complete" if all(value.computed for value in values) else "failed"
