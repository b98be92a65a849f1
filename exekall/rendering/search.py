"""What a search for expressions found, and above all why it did not find others, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from exekall.goals import Goals
from exekall.operator import Operator
from exekall.patterns import PatternSet
from exekall.reasons import Cause, Rejection
from exekall.rendering.explanation import clash_lines, default_lines, explanation_lines
from exekall.rendering.rejections import reason, rejection_counts, rejection_lines
from exekall.rendering.wording import allow_option, counted, either, indented, listed, type_text
from exekall.solver import Clash, DefaultUsed, Explanation, TypeMatcher

__all__ = [
    "SearchReport",
    "no_callable_goal_lines",
    "no_expression_lines",
    "no_goal_lines",
    "no_operator_lines",
    "not_selected_lines",
    "report_lines",
]

_ALLOWABLE: Final = frozenset({Cause.NO_PARAMETERS, Cause.FILTERED, Cause.DUNDER})


def no_operator_lines(sources: Sequence[str], rejections: Sequence[Rejection]) -> list[str]:
    """Return what to say where there is no operator at all."""
    quoted = [f"'{source}'" for source in sources]
    where = f" in {listed(quoted)}" if sources else ""
    lines = [f"nothing to run: there is no annotated callable{where}"]
    if rejections:
        lines.append(f"  {_left_out(rejections)}")
    return lines


def no_goal_lines(
    words: Sequence[str], products: Iterable[Any], goals: Goals, rejections: Sequence[Rejection]
) -> list[str]:
    """Return what to say where no operator produces a type that the patterns *words* mean."""
    lines = [f"nothing to run: no callable of the sources produces {either(words)}"]
    matcher = TypeMatcher(PatternSet.from_words(words))
    for rejection in rejections:
        if rejection.product is not None and matcher.matches(rejection.product):
            lines.append(
                f"  {rejection.name} produces {type_text(rejection.product)},"
                f" but {reason(rejection)}."
            )
            lines += _how_to_allow(rejection)
    for rejection in goals.unreadable:
        lines += indented(rejection_lines([rejection]))
    lines += _near_misses(goals)
    names = sorted({type_text(product) for product in products})
    if names:
        lines.append(
            f"  They produce {listed(names)}. Choose with --goal '{names[0]}' or the like."
        )
    elif rejections:
        lines.append(f"  {_left_out(rejections)}")
    return lines


def no_callable_goal_lines(
    words: Sequence[str], names: Sequence[str], goals: Goals, rejections: Sequence[Rejection]
) -> list[str]:
    """Return what to say where none of the operators' *names* matches the patterns *words*."""
    patterns = PatternSet.from_words(words)
    matching = [one for one in rejections if patterns.matches_any(_endings(one.name))]
    if matching:
        lines = [f"nothing to run: what is called {either(words)} is left out"]
        for rejection in matching:
            lines += [f"  {rejection.name}: {reason(rejection)}", *_how_to_allow(rejection)]
        return lines
    lines = [f"nothing to run: no callable of the sources is called {either(words)}"]
    lines += _near_misses(goals) or ([f"  There is {listed(names)}."] if names else [])
    return lines


def _endings(name: str) -> Iterator[str]:
    """Yield a dotted name, and what is left of it without its first parts."""
    while name:
        yield name
        name = name.partition(".")[2]


def _how_to_allow(rejection: Rejection) -> list[str]:
    if rejection.cause not in _ALLOWABLE:
        return []
    return [f"  To use it nevertheless: {allow_option(rejection.name)}"]


def _near_misses(goals: Goals) -> list[str]:
    near = list(dict.fromkeys(name for unused in goals.unused for name in unused.near_misses))
    return [f"  Did you mean {either(near)}?"] if near else []


def _left_out(rejections: Sequence[Rejection]) -> str:
    were = "was" if len(rejections) == 1 else "were"
    return f"{counted(len(rejections), 'callable')} {were} left out; -v says why."


def not_selected_lines(number: int) -> list[str]:
    """Return what to say where none of *number* expressions is selected."""
    return [f"nothing to run: --select leaves none of {counted(number, 'expression')}"]


def no_expression_lines(
    goals: Sequence[Operator], explanation: Explanation, name_of: Callable[[Operator], str]
) -> list[str]:
    """Return why there is no expression for any of *goals*."""
    names = listed([name_of(op) for op in goals])
    lines = [f"nothing to run: {names} cannot be built"]
    reasons = explanation_lines(explanation, name_of)
    return [*lines, *indented(reasons or ["All that they need is provided, but never together."])]


@dataclass(frozen=True, slots=True)
class SearchReport:
    """What ``-v`` tells of a search.

    *expressions* and *selected* are their numbers, None where nobody has counted them to the end;
    *barren* are the goals without any expression.
    """

    operators: int
    goals: int
    expressions: int | None
    selected: int | None
    rejections: Sequence[Rejection]
    defaults: Sequence[DefaultUsed]
    clashes: Sequence[Clash]
    barren: Sequence[Operator]
    explanation: Explanation | None


def report_lines(
    report: SearchReport, name_of: Callable[[Operator], str], *, each: bool
) -> list[str]:
    """Return *report* in words; with *each*, every callable that was left out has its line."""
    lines = [_counts(report)]
    if report.rejections:
        lines += [f"{counted(len(report.rejections), 'callable')} left out:"]
        lines += rejection_counts(report.rejections)
        if each:
            lines += indented(rejection_lines(report.rejections))
    if report.defaults:
        lines += ["Defaults:", *indented(default_lines(report.defaults))]
    if report.clashes:
        lines += ["Operators that do not go together:", *indented(clash_lines(report.clashes))]
    if report.explanation is not None:
        lines += _barren_lines(report.barren, report.explanation, name_of, each=each)
    return lines


def _barren_lines(
    barren: Sequence[Operator],
    explanation: Explanation,
    name_of: Callable[[Operator], str],
    *,
    each: bool,
) -> list[str]:
    # A method that derived classes have for themselves is not missed.
    replaced = {method.operator for method in explanation.replaced}
    names = [name_of(op) for op in barren if op.name not in replaced]
    if not names:
        return []
    # What else the explanation holds is in the lines above already.
    unusable = () if each else explanation.unusable
    told = replace(explanation, clashes=(), replaced=(), unusable=unusable)
    lines = explanation_lines(told, name_of)
    return [f"No expression ends in {listed(names)}{':' if lines else '.'}", *indented(lines)]


def _counts(report: SearchReport) -> str:
    parts = [counted(report.operators, "operator"), counted(report.goals, "goal")]
    if report.expressions is None:
        parts.append("more expressions than were counted")
    else:
        parts.append(counted(report.expressions, "expression"))
        if report.selected != report.expressions:
            parts.append(f"{report.selected} of them selected")
    return ", ".join(parts)
