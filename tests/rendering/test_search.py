"""Why nothing is run, and what -v tells."""

from __future__ import annotations

from dataclasses import replace

import pytest

from exekall.goals import Goals
from exekall.operator import Operator
from exekall.patterns import UnusedPattern
from exekall.reasons import Cause, Rejection
from exekall.rendering.search import (
    SearchReport,
    no_callable_goal_lines,
    no_expression_lines,
    no_goal_lines,
    no_operator_lines,
    not_selected_lines,
    report_lines,
)
from exekall.solver import Explanation, Missing, PathStep, Replaced


class Value:
    pass


def goal(value: Value) -> Value:
    return value


OPERATOR = Operator(goal)
BARE = Rejection("m.Value", Cause.NO_PARAMETERS, product=Value)
UNTYPED = Rejection("m.f", Cause.NOT_ANNOTATED)
MISSING = Explanation((Missing(int, (PathStep("m.goal", "x", int),), ()),), (), (), (UNTYPED,))


def name_of(op: Operator) -> str:
    return op.get_name(qual=False)


def test_without_operators() -> None:
    assert no_operator_lines(["a", "b"], []) == [
        "nothing to run: there is no annotated callable in 'a' and 'b'"
    ]
    assert no_operator_lines([], [UNTYPED])[1] == "  1 callable was left out; -v says why."


def test_without_goals() -> None:
    goals = Goals((), (UNTYPED,), (UnusedPattern("*Vlaue", ("Value",)),))
    assert no_goal_lines(["*Value"], [int], goals, [BARE, UNTYPED]) == [
        "nothing to run: no callable of the sources produces '*Value'",
        "  m.Value produces Value, but it takes no parameters.",
        "  To use it nevertheless: --allow '*Value'",
        "  m.f: it has no annotations",
        "  Did you mean 'Value'?",
        "  They produce int. Choose with --goal 'int' or the like.",
    ]


def test_without_callable_goals() -> None:
    goals = Goals((), (), (UnusedPattern("gaol", ("goal",)),))
    lines = no_callable_goal_lines(["gaol"], ["f", "goal"], goals, [BARE])
    assert lines == [
        "nothing to run: no callable of the sources is called 'gaol'",
        "  Did you mean 'goal'?",
    ]
    far = no_callable_goal_lines(["x"], ["f", "goal"], Goals((), (), ()), [])
    assert far[1:] == ["  There is f and goal."]
    assert len(no_callable_goal_lines(["x"], [], Goals((), (), ()), [])) == 1


@pytest.mark.parametrize("word", ["m.Value", "Val*"])
def test_callable_goals_that_are_left_out(word: str) -> None:
    goals = Goals((), (), (UnusedPattern(word, ()),))
    assert no_callable_goal_lines([word], ["f"], goals, [BARE, UNTYPED]) == [
        f"nothing to run: what is called '{word}' is left out",
        "  m.Value: it takes no parameters",
        "  To use it nevertheless: --allow '*Value'",
    ]


def test_without_selected_ones() -> None:
    assert not_selected_lines(3) == ["nothing to run: --select leaves none of 3 expressions"]


def test_without_expressions() -> None:
    lines = no_expression_lines([OPERATOR], MISSING, name_of)
    assert lines[0] == "nothing to run: goal cannot be built"
    assert lines[1] == "  Nothing provides int:"


def report(**facts: object) -> SearchReport:
    known: dict[str, object] = {
        "operators": 2,
        "goals": 1,
        "expressions": 3,
        "selected": 3,
        "rejections": [],
        "defaults": [],
        "clashes": [],
        "barren": [],
        "explanation": None,
    }
    return SearchReport(**(known | facts))  # type: ignore[arg-type]


def test_counts() -> None:
    assert report_lines(report(), name_of, each=False) == ["2 operators, 1 goal, 3 expressions"]
    (line,) = report_lines(report(selected=1), name_of, each=False)
    assert line.endswith("3 expressions, 1 of them selected")
    (line,) = report_lines(report(expressions=None, selected=None), name_of, each=False)
    assert line.endswith("more expressions than were counted")


def test_what_was_left_out_is_listed_twice_verbose() -> None:
    once = report_lines(report(rejections=[BARE, UNTYPED]), name_of, each=False)
    twice = report_lines(report(rejections=[BARE, UNTYPED]), name_of, each=True)
    assert set(once) < set(twice)
    assert "  m.f: it has no annotations" in twice


def test_barren_goals_are_explained_without_repetition() -> None:
    once = report_lines(report(barren=[OPERATOR], explanation=MISSING), name_of, each=False)
    assert "No expression ends in goal:" in once
    assert "    m.f: it has no annotations" in once
    twice = report_lines(report(barren=[OPERATOR], explanation=MISSING), name_of, each=True)
    assert "No expression ends in goal:" in twice
    assert not any("m.f" in line for line in twice)


def test_methods_that_derived_classes_have_are_not_missed() -> None:
    explanation = replace(MISSING, missing=(), replaced=(Replaced(OPERATOR.name, Value),))
    lines = report_lines(report(barren=[OPERATOR], explanation=explanation), name_of, each=False)
    assert not any("No expression" in line for line in lines)
    lines = no_expression_lines([OPERATOR], explanation, name_of)
    assert lines[1].endswith("goal itself is never called:")
    assert "Value" in lines[2]


def test_goals_that_rules_exclude() -> None:
    nothing = Explanation((), (), (), ())
    lines = no_expression_lines([OPERATOR], nothing, name_of)
    assert lines[1:] == ["  All that they need is provided, but never together."]
    told = report_lines(report(barren=[OPERATOR], explanation=nothing), name_of, each=False)
    assert told[-1] == "No expression ends in goal."
