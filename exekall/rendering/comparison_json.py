"""What comparing two databases found, for machines: one JSON document.

Its members are described in the manual; members may be added, and none changes its meaning
without a new number of ``format``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from exekall.comparison.causes import Cause
from exekall.comparison.change import Change
from exekall.comparison.matching import Match
from exekall.comparison.report import Difference, Report, Undecided
from exekall.comparison.statistics import StatisticalTest

__all__ = ["report_json"]

_FORMAT: Final = 1


def report_json(report: Report, strict: bool = False) -> Iterator[str]:
    """Yield the lines of the document; *strict* is as for the exit code."""
    document = {
        "format": _FORMAT,
        "before": report.names[0],
        "after": report.names[1],
        "is_different": report.is_different(strict),
        "counts": {
            "total": report.total,
            "same": report.same,
            "different": len(report.differences),
            "undecided": len(report.undecided),
            "insignificant": len(report.insignificant),
        },
        "differences": [_difference(each) for each in report.differences],
        "undecided": [_undecided(each) for each in report.undecided],
        "insignificant": [
            {**_match(each.match), "test": _test(each.test)} for each in report.insignificant
        ],
        "durations": [
            {"id": each.shown, "full_id": each.id, "before": each.before, "after": each.after}
            for each in report.durations
        ],
    }
    yield from json.dumps(document, indent=1).splitlines()


def _match(match: Match) -> dict[str, Any]:
    return {
        "id": match.shown,
        "full_id": match.key.id,
        "labels": [
            {"full_id": label.id, "name": label.name, "value": label.value}
            for label in match.labels
        ],
        "before": [sample.uuid for sample in match.before],
        "after": [sample.uuid for sample in match.after],
    }


def _difference(difference: Difference) -> dict[str, Any]:
    return {
        "kind": difference.kind.value,
        **_match(difference.match),
        "count": difference.count,
        "changes": [_change(change) for change in difference.changes],
        "causes": [_cause(cause) for cause in difference.causes],
        "test": None if difference.test is None else _test(difference.test),
    }


def _undecided(undecided: Undecided) -> dict[str, Any]:
    return {
        **_match(undecided.match),
        "reason": undecided.reason.value,
        "detail": undecided.detail,
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "aspect": change.aspect.value,
        "path": change.path,
        "before": change.before,
        "after": change.after,
        "difference": _finite(change.difference),
        "ratio": _finite(change.ratio),
    }


def _cause(cause: Cause) -> dict[str, Any]:
    return {
        "parameter": cause.parameter,
        "id": cause.shown,
        "full_id": cause.id,
        "verdict": cause.verdict.value,
        "reason": None if cause.reason is None else cause.reason.value,
    }


def _test(test: StatisticalTest) -> dict[str, Any]:
    return {
        "method": test.method.value,
        "p_value": test.p_value,
        "samples": list(test.counts),
        "before": test.before,
        "after": test.after,
        "effect": test.effect,
    }


def _finite(number: float | None) -> float | None:
    """Return a number that JSON has; None stands for others."""
    is_number = number is not None and number - number == 0
    return number if is_number else None
