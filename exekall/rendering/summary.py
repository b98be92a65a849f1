"""The results of an execution: one for each value, and a closing line."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from exekall.operator import Operator
from exekall.rendering.failures import contained_text, error_text
from exekall.rendering.wording import counted
from exekall.values import ExprVal

if TYPE_CHECKING:
    from exekall.computable import ComputableExpression

__all__ = ["closing_line", "empty_text", "result_text", "summary"]

FormatResult = Callable[[ExprVal], str]


def summary(
    result_map: Mapping[ComputableExpression, Sequence[ExprVal]],
    format_result: FormatResult,
    hidden: Collection[Operator] = (),
) -> str:
    """Return the results of all expressions and a closing line.

    IDs leave out the operators that are *hidden*.
    """
    lines: list[str] = []
    for expr, values in result_map.items():
        lines += [result_text(value, format_result, hidden) for value in values]
        if not values:
            lines.append(empty_text(expr, hidden))
    return "\n".join([*lines, *([""] if lines else []), closing_line(result_map)])


def result_text(
    value: ExprVal, format_result: FormatResult, hidden: Collection[Operator] = ()
) -> str:
    """Return the ID of *value* with what came of it; further lines are indented."""
    id_ = value.get_id(full_qual=False, hidden_op_set=hidden)
    return f"{id_}: {_outcome(value, format_result)}".replace("\n", "\n    ")


def empty_text(expr: ComputableExpression, hidden: Collection[Operator] = ()) -> str:
    """Return what to say of an expression that gave no value."""
    return f"{expr.get_id(full_qual=False, hidden=hidden.__contains__)}: no value"


def _outcome(value: ExprVal, format_result: FormatResult) -> str:
    if value.excep is not None:
        return f"failed: {error_text(value.excep)}"
    if value.computed:
        return contained_text(lambda: format_result(value))
    culprits = sorted(failed.op.get_name(full_qual=False) for failed in value.get_excep())
    return f"not computed: {', '.join(dict.fromkeys(culprits))} failed"


def closing_line(result_map: Mapping[ComputableExpression, Sequence[ExprVal]]) -> str:
    """Return how many expressions were complete, and how many values they gave."""
    failed = sum(_failed(values) for values in result_map.values())
    empty = sum(not values for values in result_map.values())
    complete = len(result_map) - failed - empty
    values = sum(value.computed for values in result_map.values() for value in values)
    parts = [f"{complete} complete"]
    parts += [f"{failed} failed"] if failed else []
    parts += [f"{empty} without a value"] if empty else []
    results = counted(values, "result")
    return f"{counted(len(result_map), 'expression')}: {', '.join(parts)}; {results}."


def _failed(values: Iterable[ExprVal]) -> bool:
    return any(not value.computed for value in values)
