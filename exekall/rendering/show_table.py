"""The table of values: a line or two each, in columns that fit the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final

from exekall.rendering.measures import duration_text
from exekall.rendering.plain import cut, first_line, one_line, shortened

__all__ = ["Row", "table_lines"]

# The widths of columns are found from so many rows; those that follow are written as they come.
_LOOKED_AT: Final = 500
_GAP: Final = "  "
_INDENT: Final = "    "
_MAX_ID: Final = 80
_MIN_TEXT: Final = 16


@dataclass(frozen=True, slots=True)
class Row:
    """One value: *mark* is a UUID, or the beginning of one; *duration* is in seconds."""

    mark: str
    outcome: str
    duration: float | None
    id: str
    text: str


_Cells = tuple[str, str, str, str, str]
_TITLES: Final[_Cells] = ("UUID", "OUTCOME", "DURATION", "ID", "RESULT")


def table_lines(rows: Iterable[Row], width: int | None = None) -> Iterator[str]:
    """Yield the titles and then *rows*, as they come; nothing where there is none.

    Lines have at most *width* characters: the end of a text is left out and, where need be, the
    middle of an ID. Where IDs leave no room for texts, they are in lines of their own. Without a
    width a row is one line, whatever its length. Texts end after their first line in any case.
    """
    pending = map(_cells, rows)
    first = list(islice(pending, _LOOKED_AT))
    if not first:
        return
    widths = [max(map(len, column)) for column in zip(_TITLES, *first, strict=True)]
    every = chain([_TITLES], first, pending)
    if width is None:
        widths[3] = min(widths[3], _MAX_ID)
        yield from (_line(cells, widths) for cells in every)
        return
    needed = sum(widths[:4]) + min(widths[4], _MIN_TEXT) + 4 * len(_GAP)
    if needed <= width:
        for mark, outcome, duration, id_, text in every:
            cells = (mark, outcome, duration, shortened(id_, widths[3]), text)
            yield cut(_line(cells, widths), width)
        return
    for mark, outcome, duration, id_, text in every:
        yield cut(_line((mark, outcome, duration, "", text), [*widths[:3], 0]), width)
        yield f"{_INDENT}{shortened(id_, width - len(_INDENT))}"


def _cells(row: Row) -> _Cells:
    duration = "" if row.duration is None else duration_text(row.duration)
    return (row.mark, row.outcome, duration, one_line(row.id), first_line(row.text))


def _line(cells: _Cells, widths: Sequence[int]) -> str:
    """Return *cells* beside one another; a column of no width is left out."""
    mark, outcome, duration, id_, text = cells
    columns = [mark.ljust(widths[0]), outcome.ljust(widths[1]), duration.rjust(widths[2])]
    if widths[3]:
        columns.append(id_.ljust(widths[3]))
    return _GAP.join([*columns, text]).rstrip()
