"""What is wrong with a database, or with one value in it, in words: what, then the remedy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from exekall.rendering.wording import counted, listed, place
from exekall.store.errors import StoreError, StoreProblem, ValueProblem, ValueUnavailable

__all__ = ["store_lines", "unavailable_lines", "unavailable_text", "uuid_lines"]

_GIVE: Final = "Give an artifact folder that has a VALUE_DB file in it, or that file."

_STORE: Final[Mapping[StoreProblem, tuple[str, str]]] = {
    StoreProblem.MISSING: (
        "there is no database {path}",
        _GIVE,
    ),
    StoreProblem.MOVED: (
        "{path} was removed, or moved away, while it was written to",
        "Run the expressions again, and leave the artifact folder alone until the end.",
    ),
    StoreProblem.FOREIGN: (
        "{path} is not a database of exekall",
        _GIVE,
    ),
    StoreProblem.TOO_NEW: (
        "{path} was written by a later version of exekall",
        "Upgrade exekall, or use the version that wrote it.",
    ),
    StoreProblem.TOO_OLD: (
        "{path} was written by an earlier version of exekall, in a form that this one cannot read",
        "Use the version that wrote it, or run the expressions again.",
    ),
    StoreProblem.DAMAGED: (
        "{path} is damaged",
        "Take it from a backup, or run the expressions again; what is in it cannot be trusted.",
    ),
    StoreProblem.FULL: (
        "{path} cannot be written: no space is left",
        "Free some space, or write elsewhere; what was stored before is intact.",
    ),
    StoreProblem.READ_ONLY: (
        "{path} cannot be written",
        "Write elsewhere, or change the permissions; what was stored before is intact.",
    ),
    StoreProblem.LOCKED: (
        "{path} is in use by another process",
        "Try again when that has ended.",
    ),
    StoreProblem.EXISTS: (
        "{path} exists, and is not replaced",
        "Give another name, or remove it.",
    ),
    StoreProblem.NEEDS_LOADING: (
        "{path} is a pickle: reading it runs code that it names",
        "If you trust where it is from, add --load; or give the artifact folder instead.",
    ),
    StoreProblem.UNSUPPORTED: (
        "{path} cannot be read or written by this interpreter",
        "Install what is missing, or choose another format.",
    ),
    StoreProblem.FAILED: (
        "{path} cannot be used",
        "See to what the system says, and try again; what was stored before is intact.",
    ),
}

_VALUE: Final[Mapping[ValueProblem, tuple[str, str]]] = {
    ValueProblem.UNKNOWN: (
        "there is no value {uuid} in the database",
        "'exekall show DB --all' lists all values.",
    ),
    ValueProblem.NOT_COMPUTED: (
        "{uuid} has no value: computing it failed, or was not attempted",
        "'exekall show DB {uuid}' says why.",
    ),
    ValueProblem.UNSERIALISABLE: (
        "the value {uuid} was not stored, because it cannot be pickled{subject}",
        "Compute it again, or make its class picklable.",
    ),
    ValueProblem.BUFFER_MISSING: (
        "the value {uuid} cannot be loaded: a file of its data is missing{subject}",
        "Put the folder of buffers back beside the database, or merge it again from its origin.",
    ),
    ValueProblem.DAMAGED: (
        "the value {uuid} cannot be loaded: its data is damaged{subject}",
        "Compute it again, or take the database from a backup.",
    ),
    ValueProblem.CLASS_MISSING: (
        "the value {uuid} cannot be loaded: there is no {name} any more",
        "Make it importable under that name (PYTHONPATH, or --load), or compute the value again.",
    ),
    ValueProblem.UNLOADABLE: (
        "the value {uuid} cannot be loaded{subject}",
        "Its class refuses what was stored; compute it again.",
    ),
}


def store_lines(error: StoreError) -> list[str]:
    """Return what is wrong with a database, and what to do about it."""
    text, remedy = _STORE[error.problem]
    detail = f": {error.detail}" if error.detail else ""
    return [f"{text.format(path=place(str(error.path)))}{detail}", f"  {remedy}"]


def unavailable_lines(error: ValueUnavailable) -> list[str]:
    """Return why a value cannot be had, and what to do about it."""
    _, remedy = _VALUE[error.problem]
    return [unavailable_text(error), f"  {remedy.format(uuid=error.uuid)}"]


def unavailable_text(error: ValueUnavailable) -> str:
    """Return why a value cannot be had, in one line."""
    text, _ = _VALUE[error.problem]
    name = error.subject or "class"
    subject = f" ({error.subject})" if error.subject else ""
    detail = f": {error.detail}" if error.detail else ""
    return f"{text.format(uuid=error.uuid, name=name, subject=subject)}{detail}"


def uuid_lines(word: str, candidates: Sequence[str]) -> list[str]:
    """Return that nothing, or more than one thing, has a UUID that begins with *word*."""
    if candidates:
        many = counted(len(candidates), "UUID")
        nearest = listed(sorted(candidates))
        return [f"{many} begin with '{word}': {nearest}", "  Give more digits."]
    return [
        f"the database has no value or expression with the UUID '{word}'",
        "  'exekall show DB --all' lists what there is.",
    ]
