"""What went wrong before anything ran, in words: the first line says it, others give the remedy."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from exekall.discovery.loading import ImportFailure, ModuleNameError
from exekall.discovery.sources import Trouble, UnknownSource
from exekall.errors import (
    AmbiguousAdaptorError,
    AnnotationError,
    BrokenAdaptorError,
    HookError,
    HookResultError,
    UnknownAdaptorError,
)
from exekall.forcing import MAX_SWEEP, Forcing, ForcingError, ForcingTrouble, Sweep
from exekall.rendering.failures import error_text
from exekall.rendering.rejections import rejection_lines
from exekall.rendering.wording import either, listed, place, type_text
from exekall.sources import DiscoveryError

__all__ = [
    "ambiguous_adaptor_lines",
    "annotation_lines",
    "artifact_lines",
    "broken_adaptor_lines",
    "discovery_lines",
    "forcing_lines",
    "hook_lines",
    "hook_result_lines",
    "unknown_adaptor_lines",
    "usage_lines",
]


def discovery_lines(error: DiscoveryError) -> list[str]:
    """Return what is wrong with each source that could not be found or imported."""
    lines = []
    for unknown in error.unknown:
        lines += _unknown_source_lines(unknown)
    for failure in error.failures:
        lines += _import_failure_lines(failure)
    return lines


def _unknown_source_lines(unknown: UnknownSource) -> list[str]:
    if unknown.trouble is Trouble.NOT_PYTHON:
        return [f"'{unknown.word}' is not a Python file"]
    if unknown.trouble is Trouble.UNREADABLE:
        return [f"the folder '{unknown.word}' cannot be read"]
    line = f"there is no module, file or folder '{unknown.word}'"
    return [f"{line}; did you mean {either(unknown.near)}?" if unknown.near else line]


def _import_failure_lines(failure: ImportFailure) -> list[str]:
    error = failure.error
    if isinstance(error, ModuleNameError):
        return _module_name_lines(error)
    given = "" if failure.word == failure.module else f" (from '{failure.word}')"
    lines = [f"cannot import {failure.module}{given}"]
    if failure.place:
        code = f": {failure.line}" if failure.line else ""
        lines.append(f"  {place(failure.place)}{code}")
    return [*lines, f"  {error_text(error, with_place=False)}"]


def _module_name_lines(error: ModuleNameError) -> list[str]:
    other = place(error.other) if error.other else "another module"
    return [
        f"cannot import {place(error.wanted)}: its name, {error.module}, is taken by {other}",
        "  Rename one of them, or give them in separate runs.",
    ]


def ambiguous_adaptor_lines(error: AmbiguousAdaptorError) -> list[str]:
    """Return which adaptors could be meant, and how to choose."""
    return [
        f"several adaptors could be meant: {listed(error.names)}",
        "  Choose one with " + " or ".join(f"--adaptor {name}" for name in error.names),
    ]


def unknown_adaptor_lines(error: UnknownAdaptorError) -> list[str]:
    """Return which adaptors there are."""
    return [f"there is no adaptor '{error.name}'; there is {either(error.known)}"]


def broken_adaptor_lines(error: BrokenAdaptorError) -> list[str]:
    """Return what is wrong with an adaptor that is installed."""
    cause = error.__cause__
    what = "it is not a subclass of AdaptorBase"
    if cause is not None:
        what = error_text(cause, with_place=False)
    return [f"the adaptor '{error.name}' ({error.reference}) cannot be used: {what}"]


def hook_lines(error: HookError) -> list[str]:
    """Return what a hook of the adaptor raised."""
    cause = error.__cause__
    what = f" raised {error_text(cause)}" if cause is not None else " failed"
    return [f"the adaptor's {error.hook}(){what}"]


def hook_result_lines(error: HookResultError) -> list[str]:
    """Return what a hook of the adaptor returned instead of a collection."""
    what = "None" if error.type_ is type(None) else f"an object of type {type_text(error.type_)}"
    return [f"the adaptor's {error.hook}() returned {what} instead of a collection"]


def annotation_lines(error: AnnotationError) -> list[str]:
    """Return which annotation is wrong."""
    return rejection_lines([error.rejection])


# Forced parameters


def forcing_lines(error: ForcingError) -> list[str]:
    """Return what keeps a parameter from being forced."""
    option = _option(error.forcing)
    return [f"{option}: {_FORCING[error.trouble](error)}"]


def _option(forcing: Forcing | Sweep) -> str:
    if isinstance(forcing, Sweep):
        words = (forcing.start, forcing.stop, forcing.step)
        return f"--sweep {forcing.callables} {forcing.parameter} {' '.join(words)}"
    return f"--param {forcing.callables} {forcing.parameter} {forcing.text}"


def _no_callable(error: ForcingError) -> str:
    near = f"; did you mean {either(error.near)}?" if error.near else ""
    return f"no callable matches '{error.forcing.callables}'{near}"


def _no_parameter(error: ForcingError) -> str:
    who = error.operator or f"none of the callables that match '{error.forcing.callables}'"
    has = "has no" if error.operator else "has a"
    known = f"; there is {listed(error.near)}" if error.near else ""
    return f"{who} {has} parameter {error.forcing.parameter}{known}"


def _no_type(error: ForcingError) -> str:
    return (
        f"{error.operator} does not say of which type {error.forcing.parameter} is;"
        " annotate it, or give it a default"
    )


def _not_convertible(error: ForcingError) -> str:
    wanted = f"{error.operator} wants {type_text(error.wanted)}"
    if isinstance(error.forcing, Sweep):
        return f"{wanted}, which is no number"
    return f"{wanted}, which no word on a command line stands for"


def _bad_value(error: ForcingError) -> str:
    choices = f"; it may be {either(error.near)}" if error.near else ""
    return f"'{error.text}' is not of type {type_text(error.wanted)}{choices}"


def _bad_range(_: ForcingError) -> str:
    return f"the step must lead from the start to the stop and give at most {MAX_SWEEP:,} values"


_FORCING: Final = {
    ForcingTrouble.NO_CALLABLE: _no_callable,
    ForcingTrouble.NO_PARAMETER: _no_parameter,
    ForcingTrouble.NO_TYPE: _no_type,
    ForcingTrouble.NOT_CONVERTIBLE: _not_convertible,
    ForcingTrouble.BAD_VALUE: _bad_value,
    ForcingTrouble.BAD_RANGE: _bad_range,
}


# Artifacts

_ARTIFACTS: Final[Mapping[str, str]] = {
    "not-empty": "{culprit} exists and is not empty; give another --artifact-dir, or remove it",
    "not-a-folder": "{culprit} is not a folder, so {path} cannot be made",
    "not-writable": "{culprit} is not writable, so {path} cannot be made",
    "unexpected-link": "{culprit} is a symbolic link where a folder or file is expected",
    "exists": "{culprit} exists, and is not replaced; give another name, or remove it",
    "unreadable": "{path} cannot be read: {detail}",
    "no-artifact-folder": "{path} is no artifact folder: no file UUID in it says which run made it",
    "failed": "{path} cannot be written: {detail}",
}


def artifact_lines(problem: str, path: Path, culprit: Path, detail: str) -> list[str]:
    """Return why artifacts cannot be written, given what an ``ArtifactError`` carries."""
    is_itself = problem == "not-a-folder" and path == culprit
    text = "{path} is not a folder; give another one" if is_itself else _ARTIFACTS[problem]
    shown = {"path": place(str(path)), "culprit": place(str(culprit)), "detail": detail}
    return [text.format_map(shown)]


# Mistakes on the command line

_USAGE: Final[Mapping[str, str]] = {
    "no-sources": "give at least one file, folder or module name (SOURCES)",
    "json-without-list": "--json needs --list",
    "two-kinds-of-goals": "give --goal or --callable-goal, not both",
    "no-database": "{subject} needs --load-db, which says what to load from",
    "not-with-replay": "{subject} cannot be combined with --replay, which executes one operator",
    "file-exists": "{subject} exists already; give another folder, or remove it",
    "not-a-link": "{subject} exists and is not a symbolic link, so it is not replaced",
    "unwritable": "{subject} cannot be written",
    "database-not-first": "give the database {subject} before the options of its adaptor",
    "uuid-and-filters": "{subject} is about one value; --all, --check, --id, --type, --tag and "
    "--failed are about several",
}


def usage_lines(trouble: str, subject: str) -> list[str]:
    """Return what is wrong with a command line."""
    return [_USAGE[trouble].format(subject=place(subject))]
