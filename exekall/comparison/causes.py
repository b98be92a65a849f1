"""Why something differs: one hop upstream."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from exekall.comparison.matching import Match, Matching
from exekall.comparison.populations import PopulationJudge
from exekall.comparison.sample import Sample
from exekall.comparison.verdicts import DIFFERENT, Reason, Verdict

__all__ = ["Cause", "causes"]


@dataclass(frozen=True, slots=True)
class Cause:
    """A parameter that differs, or that cannot be told apart for some *reason*.

    *shown* is the short ID of its value. What is missing on one side is different.
    """

    parameter: str
    id: str
    shown: str
    verdict: Verdict
    reason: Reason | None = None


def causes(match: Match, matching: Matching, judge: PopulationJudge) -> tuple[Cause, ...]:
    """Return the parameters that the difference comes from; none where it is in itself.

    Parameters that cannot be told apart are returned only where none is known to differ.
    """
    if not match.after:
        found = _unmatched(match.before, matching.is_known_after)
    elif not match.before:
        found = _unmatched(match.after, matching.is_known_before)
    else:
        found = _changed(match, judge)
    known = [cause for cause in found if cause.verdict is Verdict.DIFFERENT]
    return tuple(known or found)


def _unmatched(samples: Iterable[Sample], is_known: Callable[[Sample], bool]) -> list[Cause]:
    """Return the parameters of which some value has no counterpart."""
    return [
        Cause(name, values[0].id, values[0].shown, Verdict.DIFFERENT)
        for name, values in _parameters(samples).items()
        if not all(is_known(value) for value in values)
    ]


def _changed(match: Match, judge: PopulationJudge) -> list[Cause]:
    before, after = _parameters(match.before), _parameters(match.after)
    found: list[Cause] = []
    for name in {**before, **after}:
        x, y = before.get(name, []), after.get(name, [])
        judgement = judge.judge(x, y).judgement if x and y else DIFFERENT
        if judgement.verdict is not Verdict.SAME:
            value = (x or y)[0]
            cause = Cause(name, value.id, value.shown, judgement.verdict, judgement.reason)
            found.append(cause)
    return found


def _parameters(samples: Iterable[Sample]) -> dict[str, list[Sample]]:
    """Return the values of each parameter, each once."""
    found: dict[str, dict[str, Sample]] = {}
    for sample in samples:
        for name, param in sample.params:
            found.setdefault(name, {})[param.uuid] = param
    return {name: list(values.values()) for name, values in found.items()}
