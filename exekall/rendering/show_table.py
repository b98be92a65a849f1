"""The table of values: one line each, in columns that fit the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final

from exekall.rendering.measures import duration_text
from exekall.rendering.plain import cut, first_line, one_line, shortened

__all__ = ["Row", "table_lines"]

# The widths of columns are found from so many rows; those that follow are written as they come.
_LOOKED_AT: Final = 500
_GAP: Final = "  "
_MAX_ID: Final = 80
_MIN_ID: Final = 12
_MIN_TEXT: Final = 16


@dataclass(frozen=True, slots=True)
class Row:
    """One line: *mark* is a UUID, or the beginning of one; *duration* is in seconds."""

    mark: str
    outcome: str
    duration: float | None
    id: str
    text: str


_TITLES: Final = ("UUID", "OUTCOME", "DURATION", "ID", "RESULT")


def table_lines(rows: Iterable[Row], width: int | None = None) -> Iterator[str]:
    """Yield a line of titles and one for each of *rows*, as they come; nothing where there is none.

    Lines have at most *width* characters: the middle of an ID and the end of a text are left out.
    Without a width nothing is, but for all lines of a text after the first.
    """
    pending = map(_cells, rows)
    first = list(islice(pending, _LOOKED_AT))
    if not first:
        return
    widths = [max(map(len, column)) for column in zip(_TITLES, *first, strict=True)]
    before = sum(widths[:3]) + 3 * len(_GAP)
    ids = min(widths[3], _MAX_ID)
    if width is not None:
        room = max(width - before - len(_GAP), _MIN_ID + _MIN_TEXT)
        ids = max(_MIN_ID, min(ids, room - min(widths[4], max(_MIN_TEXT, room // 3))))
    for cells in chain([_TITLES], first, pending):
        yield _line(cells, widths, ids, width)


def _cells(row: Row) -> tuple[str, str, str, str, str]:
    duration = "" if row.duration is None else duration_text(row.duration)
    return (row.mark, row.outcome, duration, one_line(row.id), first_line(row.text))


def _line(cells: tuple[str, ...], widths: list[int], ids: int, width: int | None) -> str:
    mark, outcome, duration, id_, text = cells
    if width is not None:
        id_ = shortened(id_, ids)
    columns = (
        mark.ljust(widths[0]),
        outcome.ljust(widths[1]),
        duration.rjust(widths[2]),
        id_.ljust(ids),
        text,
    )
    line = _GAP.join(columns).rstrip()
    return line if width is None else cut(line, width)
