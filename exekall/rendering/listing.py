"""Lists of expressions: for people, for machines, and as reStructuredText."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator
from pathlib import Path

from exekall.rendering.wording import counted, place, type_text
from exekall.selection import MAX_SORTED, Candidate, Listed, distinctions

__all__ = ["heading", "json_lines", "listed_lines", "rst_lines", "streaming_note", "templates_note"]


def listed_lines(listed: Listed) -> Iterator[str]:
    """Yield one line for each expression: its short ID and what tells it from its namesakes.

    While a list is streamed, nobody knows yet which IDs will come again; so it is only those that
    do that tell themselves from the first.
    """
    if listed.is_streamed:
        # Hashes stand for the IDs: there may be millions of these.
        seen: set[int] = set()
        for candidate in listed.candidates:
            mark = hash(candidate.short)
            yield _line(candidate.short, candidate.full if mark in seen else "")
            seen.add(mark)
        return
    for candidate, distinction in _told_apart(listed.candidates):
        yield _line(candidate.short, distinction)


def _told_apart(candidates: Iterable[Candidate]) -> Iterator[tuple[Candidate, str]]:
    known = list(candidates)
    return zip(known, distinctions(known), strict=True)


def _line(short: str, distinction: str) -> str:
    return f"{short}  ({distinction})" if distinction else short


def json_lines(candidates: Iterable[Candidate]) -> Iterator[str]:
    """Yield the lines of a JSON array with one object for each expression."""
    import json

    opening, held_back = "[", ""
    for candidate in candidates:
        fact = {
            "id": candidate.short,
            "qualified_id": candidate.qualified,
            "full_id": candidate.full,
            "type": type_text(candidate.expr.op.product),
            "operator": candidate.expr.op.name,
            "digest": candidate.expr.digest.hex(),
        }
        if held_back:
            yield f"{opening}{held_back},"
            opening = " "
        held_back = json.dumps(fact)
    yield f"{opening}{held_back}]"


def rst_lines(candidates: Iterable[Candidate]) -> Iterator[str]:
    """Yield a list of IDs with the first line of what is said of the last operator."""
    for candidate, distinction in _told_apart(candidates):
        function = candidate.expr.op.function
        text = inspect.getdoc(function) or "" if function is not None else ""
        about = text.partition("\n")[0]
        id_ = f"* ``{candidate.short}``" + (f" (``{distinction}``)" if distinction else "")
        yield id_ + (f": {about}" if about else "")


def heading(listed: Listed, iterations: int) -> str:
    """Return what to say above a list of expressions that are about to be executed."""
    times = f", {iterations} times each" if iterations > 1 else ""
    if listed.is_streamed:
        return f"More than {MAX_SORTED:,} expressions, executed as they are found."
    return f"{counted(len(list(listed.candidates)), 'expression')}{times}:"


def streaming_note() -> str:
    """Return what to say where a list is not sorted."""
    return f"more than {MAX_SORTED:,} expressions: they are listed as they are found, not sorted"


def templates_note(count: int, folder: Path) -> str:
    """Return what to say after writing scripts with placeholders."""
    return f"{counted(count, 'script')} in {place(str(folder))}"
