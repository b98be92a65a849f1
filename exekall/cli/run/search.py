"""From a program to the expressions that were asked for, and why there are no others."""

from __future__ import annotations

from collections.abc import Sequence

from exekall.cli.console import Console
from exekall.cli.run.preparation import Prepared
from exekall.hooks import collected
from exekall.operator import Operator
from exekall.patterns import UnusedPattern
from exekall.reasons import Rejection
from exekall.rendering.patterns import unused_pattern_lines
from exekall.rendering.search import (
    SearchReport,
    no_callable_goal_lines,
    no_expression_lines,
    no_goal_lines,
    no_operator_lines,
    not_selected_lines,
    report_lines,
)
from exekall.selection import Listed, Selection

__all__ = ["Search"]


class Search:
    """The search for the expressions that *prepared* asks for.

    What is peculiar about it, such as patterns that match nothing, is told on *console*.
    """

    def __init__(self, prepared: Prepared, console: Console) -> None:
        self._console = console
        self._program = program = prepared.program
        self._settings = settings = prepared.settings
        if settings.callable_goals:
            self._goal_words: Sequence[str] = settings.callable_goals
            self._goals = program.callable_goals(self._goal_words)
        else:
            default = prepared.adaptor.get_default_type_goal_pattern_set
            self._goal_words = settings.goals or sorted(collected(default))
            self._goals = program.goals(*self._goal_words)
        self._solver = program.solver(
            self._goals, restrict=settings.restrict, forbid=settings.forbid
        )
        self._selection = Selection(self._solver.expressions(), settings.select, program.is_hidden)

    def listed(self) -> Listed | None:
        """Return the expressions that are selected; None, with an explanation, without any."""
        self._warn_of_patterns()
        listed = self._selection.listed()
        if not listed.is_streamed:
            self._warn("--select", self._selection.unused())
        selected = None if listed.is_streamed else len(list(listed.candidates))
        if selected == 0:
            self._console.tell(self._why_nothing())
        if self._settings.verbose:
            report = self._report(selected)
            each = self._settings.verbose > 1
            self._console.note(report_lines(report, _name, each=each))
        return None if selected == 0 else listed

    # Patterns that match nothing

    def _warn_of_patterns(self) -> None:
        program, settings = self._program, self._settings
        self._warn("--allow", program.unused_of_allowed(settings.allow))
        self._warn("--restrict", program.unused_of_operators(settings.restrict))
        self._warn("--forbid", program.unused_of_types(settings.forbid))
        self._warn("--share", program.unused_of_types(settings.share))
        if self._goals.operators and (settings.goals or settings.callable_goals):
            option = "--callable-goal" if settings.callable_goals else "--goal"
            self._warn(option, self._goals.unused)

    def _warn(self, option: str, unused: tuple[UnusedPattern, ...]) -> None:
        self._console.warn(unused_pattern_lines(option, unused))

    # Explanations

    def _why_nothing(self) -> list[str]:
        """Return why no expression is selected."""
        program, goals = self._program, self._goals
        if not program.operators and not program.dropped:
            return no_operator_lines(self._settings.sources, program.rejections)
        if not goals.operators:
            if self._settings.callable_goals:
                names = sorted({op.get_name(full_qual=False) for op in program.candidates})
                return no_callable_goal_lines(self._goal_words, names, goals, program.rejections)
            products = program.products(program.candidates)
            return no_goal_lines(self._goal_words, products, goals, program.rejections)
        if self._selection.count:
            return not_selected_lines(self._selection.count)
        explanation = self._solver.explain(program.rejections)
        return no_expression_lines(goals.operators, explanation, _name)

    def _report(self, selected: int | None) -> SearchReport:
        """Gather what ``-v`` tells."""
        solver = self._solver
        barren = solver.barren_roots if selected else []
        return SearchReport(
            operators=len(self._program.operators),
            goals=len(self._goals.operators),
            expressions=None if selected is None else self._selection.count,
            selected=selected,
            rejections=self._rejections(),
            defaults=solver.defaults_used,
            clashes=solver.clashes,
            barren=barren,
            explanation=solver.explain(self._program.rejections) if barren else None,
        )

    def _rejections(self) -> list[Rejection]:
        """Return what was left out by the scan, by the adaptor and by the solver, each once."""
        found = (*self._program.rejections, *self._solver.universe.rejections)
        return list(dict.fromkeys(found))


def _name(op: Operator) -> str:
    return op.get_name(full_qual=False)
