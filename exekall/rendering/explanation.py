"""Why nothing can be built, in words: what is missing, what nearly fits, and cycles as drawings."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from exekall.conversion import is_convertible
from exekall.operator import Operator
from exekall.reasons import Cause, Rejection
from exekall.rendering.rejections import reason, rejection_lines
from exekall.rendering.wording import allow_option, indented, type_text
from exekall.solver import (
    Clash,
    Cycle,
    DefaultUsed,
    Explanation,
    Missing,
    NearMiss,
    PathStep,
    Replaced,
)

__all__ = ["clash_lines", "default_lines", "explanation_lines"]

_BY_RULE: Final = frozenset({Cause.FORBIDDEN, Cause.SUPERSEDED})
_NO_INSTANCES: Final = frozenset({Cause.ABSTRACT, Cause.PROTOCOL})
_MAX_TOLD: Final = 8

_ALLOWABLE: Final = frozenset({Cause.NO_PARAMETERS, Cause.FILTERED, Cause.DUNDER})


def explanation_lines(explanation: Explanation, name_of: Callable[[Operator], str]) -> list[str]:
    """Return what keeps the goals from being built, most telling facts first."""
    lines: list[str] = []
    for missing in explanation.missing:
        lines += _missing_lines(missing)
    for cycle in explanation.cycles:
        lines += ["These need one another, so none of them can come first:"]
        lines += indented(_cycle_lines(cycle, name_of))
    for replaced in explanation.replaced:
        lines += _replaced_lines(replaced)
    if explanation.clashes:
        lines += clash_lines(explanation.clashes[:_MAX_TOLD])
    # What a rule left out is told as a near miss, unless there was nothing else to tell.
    unusable = [
        rejection
        for rejection in explanation.unusable
        if rejection.cause not in _BY_RULE or not lines
    ]
    return [*lines, *_unusable_lines(unusable)]


def _unusable_lines(rejections: Sequence[Rejection]) -> list[str]:
    if not rejections:
        return []
    shown = indented(rejection_lines(rejections[:_MAX_TOLD]))
    more = len(rejections) - len(shown)
    return ["Not usable:", *shown, *([f"  and {more} more, see -vv"] if more else [])]


def _missing_lines(missing: Missing) -> list[str]:
    lines = [f"Nothing provides {type_text(missing.wanted)}:"]
    lines.append(f"  {_path(missing.path, missing.wanted)}")
    # That an abstract class itself is abstract helps nobody.
    telling = [
        near
        for near in missing.near_misses
        if near.product != missing.wanted or near.cause not in _NO_INSTANCES
    ]
    telling = telling or list(missing.near_misses)
    for near in telling[:_MAX_TOLD]:
        lines += indented(_near_miss_lines(near, missing))
    if len(telling) > _MAX_TOLD:
        lines.append(f"  and {len(telling) - _MAX_TOLD} more nearly do, see -vv")
    if not telling or is_convertible(missing.wanted):
        lines.append(f"  {_remedy(missing)}")
    return lines


def _remedy(missing: Missing) -> str:
    """Return what to do about a type that nothing nearly provides."""
    wanted = missing.wanted
    if is_convertible(wanted):
        last = missing.path[-1]
        return f"Give a value with --param '*{_short(last.operator)}' {last.parameter} VALUE"
    # A class of a scanned module is an operator, or it is told why it is none.
    if isinstance(wanted, type) and wanted.__module__ in sys.modules:
        module = wanted.__module__
        if module.partition(".")[0] not in {*sys.stdlib_module_names, "__main__"}:
            return f"Its module is not scanned. To scan it: --dependency {module}"
    return "Write or import a callable that returns it, or have the adaptor give a value."


def _path(path: Sequence[PathStep], wanted: object) -> str:
    """Return the way from a goal down to what is missing."""
    steps = [f"{_short(step.operator)}.{step.parameter}" for step in path]
    return " <- ".join([*steps, type_text(wanted)])


def _short(name: str) -> str:
    return name.rpartition(".")[2]


def _near_miss_lines(near: NearMiss, missing: Missing) -> list[str]:
    why = reason(
        Rejection(near.name, near.cause, near.parameters, near.subject, product=near.product)
    )
    line = f"{near.name} provides {type_text(missing.wanted)}, but {why}."
    if near.cause in _ALLOWABLE:
        return [line, f"To use it nevertheless: {allow_option(near.name)}"]
    return [line]


def _replaced_lines(replaced: Replaced) -> list[str]:
    class_, method = type_text(replaced.wanted), _short(replaced.operator)
    return [
        f"{replaced.operator} itself is never called:",
        f"  whatever provides {class_} is of a derived class, whose {method} is called instead.",
    ]


def _cycle_lines(cycle: Cycle, name_of: Callable[[Operator], str]) -> list[str]:
    """Draw a cycle, beginning with the operator whose name comes first."""
    members = list(cycle.operators[:-1])
    start = min(range(len(members)), key=lambda index: members[index].name)
    members = [*members[start:], *members[:start]]
    pairs = zip(members, [*members[1:], members[0]], strict=True)
    drawn = " <- ".join(name_of(op) for op in (*members, members[0]))
    needs = [
        f"{name_of(op)} needs {type_text(producer.product)} from {name_of(producer)}"
        for op, producer in pairs
    ]
    return [drawn, *indented(needs)]


def clash_lines(clashes: Iterable[Clash]) -> list[str]:
    """Return which operators rule R2 keeps out, with the two types that would meet."""
    lines = []
    for clash in clashes:
        first, second = clash.first, clash.second
        lines.append(
            f"{clash.operator.name} is in no expression: {first.name} gives"
            f" {type_text(first.product)} and {second.name} gives {type_text(second.product)},"
        )
        lines.append("  and one expression has room for one of them only.")
    return lines


def default_lines(defaults: Iterable[DefaultUsed]) -> list[str]:
    """Return which optional parameters keep their default, since nothing provides them."""
    return [
        f"{used.operator.name}: {used.parameter} keeps its default, {_why_default(used)}"
        for used in defaults
    ]


def _why_default(used: DefaultUsed) -> str:
    lacking = used.lacking
    if lacking is None:
        return f"nothing provides {type_text(used.wanted)}"
    where = f"{_short(lacking.operator)}.{lacking.parameter}"
    return (
        f"{type_text(used.wanted)} cannot be made:"
        f" nothing provides {type_text(lacking.wanted)} for {where}"
    )
