"""What comparing two databases found, for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import Final, TypeVar

from exekall.comparison.durations import DurationChange
from exekall.comparison.matching import Match
from exekall.comparison.populations import Kind
from exekall.comparison.report import Difference, Report, Undecided
from exekall.comparison.verdicts import Reason, Verdict
from exekall.rendering.comparison_changes import change_lines, statistics_line
from exekall.rendering.measures import duration_text
from exekall.rendering.plain import one_line
from exekall.rendering.wording import counted, indented, listed

__all__ = ["report_lines"]

Finding = TypeVar("Finding", Difference, Undecided)

_KINDS: Final[Mapping[Kind, str]] = {
    Kind.APPEARED: "appeared",
    Kind.VANISHED: "vanished",
    Kind.OUTCOME: "changed outcome",
    Kind.FAILURE: "changed failure",
    Kind.VALUE: "changed value",
    Kind.RATE: "changed failure rate",
    Kind.COUNT: "changed number of results",
}

# Of one value; JSON has them all.
_MAX_CHANGES: Final = 40

_UNMATCHED: Final = frozenset({Kind.APPEARED, Kind.VANISHED})

_REASONS: Final[Mapping[Reason, str]] = {
    Reason.NOT_LOADED: "what is kept to be seen is the same, what is stored is not; "
    "--load compares it",
    Reason.NOT_STORED: "what is kept to be seen is the same; the objects could not be stored",
    Reason.UNAVAILABLE: "it cannot be loaded",
    Reason.INCOMPARABLE: "comparing it fails",
    Reason.NEEDS_SCIPY: "comparing several samples needs SciPy",
    Reason.LOST: "it may be in the damaged part of a database",
}


def report_lines(report: Report, strict: bool = False) -> Iterator[str]:
    """Yield what differs, what cannot be told apart, what varies, what became slower, and counts.

    With *strict*, what cannot be told apart counts as different.
    """
    matches = [each.match for each in report.differences]
    matches += [each.match for each in report.undecided]
    matches += [each.match for each in report.insignificant]
    names = _Names(matches)
    yield from _grouped(
        report.differences,
        lambda each: f"{_KINDS[each.kind]}: {names.of(each.match)}",
        _cause_line,
        lambda each: list(_detail_lines(each)),
    )
    yield from _grouped(
        report.undecided,
        lambda each: f"cannot be told apart: {names.of(each.match)}",
        _reason,
        lambda _: [],
    )
    for insignificant in report.insignificant:
        yield f"no significant change: {names.of(insignificant.match)}"
        line = statistics_line(insignificant.test)
        yield from indented(_labelled(insignificant.match, [line]))
    yield from map(_duration_line, report.durations)
    if report.total > report.same or report.durations:
        yield ""
    yield _closing(report, strict)


class _Names:
    """How matches are called: by their short IDs, or the full ones where those coincide."""

    def __init__(self, matches: Iterable[Match]) -> None:
        ids = {(match.shown, match.key.id) for match in matches}
        counts = Counter(shown for shown, _ in ids)
        self._ambiguous = {shown for shown, count in counts.items() if count > 1}

    def of(self, match: Match) -> str:
        """Return what *match* is called."""
        return one_line(match.key.id if match.shown in self._ambiguous else match.shown)


def _grouped(
    findings: Iterable[Finding],
    heading: Callable[[Finding], str],
    reason: Callable[[Finding], str],
    details: Callable[[Finding], list[str]],
) -> Iterator[str]:
    """Yield what neighbours have in common once: the heading, and under it each reason."""
    for title, under in groupby(findings, heading):
        yield title
        for why, alike in groupby(under, reason):
            for each in alike:
                yield from indented(_labelled(each.match, details(each)))
            yield from indented([why])


def _labelled(match: Match, lines: list[str]) -> list[str]:
    """Return what is said of one match, beginning with the labels of its samples."""
    labels = [f"{tag.name}={tag.value}" if tag.name else tag.value for tag in match.labels]
    if not labels:
        return lines
    start = one_line(", ".join(labels))
    if len(lines) == 1:
        return [f"{start}: {lines[0]}"]
    return [f"{start}:", *indented(lines)] if lines else [start]


def _detail_lines(difference: Difference) -> Iterator[str]:
    is_unmatched = difference.kind in _UNMATCHED
    for change in difference.changes[:_MAX_CHANGES]:
        yield from change_lines(change, is_unmatched)
    if len(difference.changes) > _MAX_CHANGES:
        yield f"... and {len(difference.changes) - _MAX_CHANGES:,} more changes"
    if difference.test is not None:
        yield statistics_line(difference.test)
    elif difference.count > 1:
        noun = "sample" if is_unmatched else "difference"
        yield f"the first of {counted(difference.count, noun)}"


def _cause_line(difference: Difference) -> str:
    causes = difference.causes
    if not causes:
        has_some = difference.match.has_parameters
        told = "its parameters are the same" if has_some else "it has no parameters"
        return f"because of itself: {told}"
    names = [one_line(f"{cause.parameter} ({cause.shown})") for cause in causes]
    if causes[0].verdict is Verdict.DIFFERENT:
        word = difference.kind.value if difference.kind in _UNMATCHED else "changed"
        return f"because {listed([f'{name} {word}' for name in names])}"
    if all(cause.reason is Reason.NOT_LOADED for cause in causes):
        changed = listed([f"{name} changed" for name in names])
        return f"probably because {changed}: what is stored of it did"
    return f"perhaps because of {listed(names)}, which cannot be told apart"


def _reason(undecided: Undecided) -> str:
    detail = f": {undecided.detail}" if undecided.detail else ""
    return one_line(f"{_REASONS[undecided.reason]}{detail}")


def _duration_line(change: DurationChange) -> str:
    word = "slower" if change.after > change.before else "faster"
    before, after = duration_text(change.before), duration_text(change.after)
    return f"{word}: {one_line(change.shown)}: {before} -> {after}"


def _closing(report: Report, strict: bool) -> str:
    if not report.total:
        return "There is nothing to compare."
    parts = [f"{len(report.differences):,} different"] if report.differences else []
    if report.undecided:
        counts = "counted as different" if strict else "counted as the same"
        parts.append(f"{len(report.undecided):,} cannot be told apart ({counts})")
    if report.insignificant:
        parts.append(f"{len(report.insignificant):,} without significant change")
    parts.append(f"{report.same:,} the same")
    return f"{report.total:,} compared: {', '.join(parts)}."
