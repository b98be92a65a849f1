"""What there is to tell about merging: what came of it, what was left out, why it was refused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from exekall.filesystem.transfer import Oddity, OddityKind
from exekall.rendering.wording import counted, place
from exekall.store.merging.error import MergeError, MergeProblem

if TYPE_CHECKING:
    from exekall.store.merging.databases import Merged

__all__ = ["merge_error_lines", "merged_note", "warning_lines"]

# So many conflicts are told one by one.
_MOST: Final = 10

_PROBLEMS: Final[Mapping[MergeProblem, tuple[str, str]]] = {
    MergeProblem.OUTPUT_EXISTS: (
        "{path} exists already",
        "Give another OUT, or --update to add the inputs to it.",
    ),
    MergeProblem.OUTPUT_IN_USE: (
        "{path} cannot be updated: a run is still writing to it",
        "Wait for its end, or give another OUT.",
    ),
    MergeProblem.OUTPUT_IN_INPUT: (
        "{path} would be inside of an input, {other}",
        "Give an OUT that is elsewhere.",
    ),
    MergeProblem.INPUT_IN_OUTPUT: (
        "{path} is inside of {other}, which will be replaced",
        "Give an OUT that is elsewhere, or leave this input out.",
    ),
    MergeProblem.OUTPUT_KIND: (
        "{path} would be a database without an artifact folder, but {other} is a folder",
        "Give an OUT that does not end in .sqlite, or the database file in the folder.",
    ),
    MergeProblem.DAMAGED: (
        "{path} is damaged",
        "Take it from a backup; or give --keep-going to merge what can be read of it.",
    ),
}


def merge_error_lines(error: MergeError) -> list[str]:
    """Return why nothing was merged, and what to do about it."""
    text, remedy = _PROBLEMS[error.problem]
    shown = {"path": _place(error.path), "other": _place(error.other)}
    return [text.format_map(shown), f"  {remedy}"]


def merged_note(path: Path, merged: Merged) -> str:
    """Return what is at *path* now."""
    parts = (
        counted(len(merged.runs), "run"),
        counted(merged.expressions, "expression"),
        counted(merged.values, "value"),
    )
    return f"Merged: {_place(path)} ({', '.join(parts)})"


def warning_lines(merged: Merged, oddities: Sequence[Oddity]) -> list[str]:
    """Return what was left out, and what was not the same in several inputs."""
    return [*_database_lines(merged), *_conflict_lines(merged), *_oddity_lines(oddities)]


def _database_lines(merged: Merged) -> list[str]:
    lines = []
    for path in merged.running:
        lines += [
            f"a run is still writing to {_place(path)}; what is there so far was merged",
            "  Merge it once more at its end, with --update.",
        ]
    for path, lost in merged.lost.items():
        lines.append(f"{_place(path)} is damaged: it lacks {counted(lost, 'row')}, or more")
    if merged.missing:
        files = counted(merged.missing, "large buffer")
        lines += [
            f"the inputs lack the files of {files}",
            "  Values that need them cannot be loaded; with --update, add an input that has them.",
        ]
    return lines


def _conflict_lines(merged: Merged) -> list[str]:
    conflicts = merged.conflicts
    lines = [
        f"the value {conflict.uuid} is not the same in {_place(conflict.path)} as in an input "
        "before it, which is kept"
        for conflict in conflicts[:_MOST]
    ]
    if len(conflicts) > _MOST:
        lines.append(f"{len(conflicts) - _MOST:,} more values are not the same in all inputs")
    return lines


_ODDITIES: Final[Mapping[OddityKind, tuple[str, str, str]]] = {
    OddityKind.SPECIAL_FILE: ("special file", "", "left out"),
    OddityKind.OUTWARD_LINK: ("symbolic link", " to outside of the artifact folder", "left out"),
    OddityKind.TWO_CONTENTS: ("file", " that differed between inputs", "taken from the newer one"),
    OddityKind.TWO_KINDS: ("name", " of different things", "given to the first one"),
}


def _oddity_lines(oddities: Iterable[Oddity]) -> list[str]:
    paths: defaultdict[OddityKind, list[Path]] = defaultdict(list)
    for oddity in oddities:
        paths[oddity.kind].append(oddity.path)
    return [_oddity_line(kind, found) for kind, found in sorted(paths.items())]


def _oddity_line(kind: OddityKind, paths: Sequence[Path]) -> str:
    noun, which, what = _ODDITIES[kind]
    verb = "was" if len(paths) == 1 else "were"
    example = _place(paths[0]) if len(paths) == 1 else f"such as {_place(paths[0])}"
    return f"{counted(len(paths), noun)}{which} {verb} {what}: {example}"


def _place(path: Path) -> str:
    return place(str(path))
