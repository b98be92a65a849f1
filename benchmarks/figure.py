"""One measured figure, and the table of all of them."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TextIO

__all__ = ["Figure", "Table"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A row: what was measured, and what plain Python takes for the same calls.

    *exekall* and *by_hand* are in *unit*; *ratio* is a median of ratios, hence not quite the
    quotient of the two medians.
    """

    workload: str
    measured: str
    exekall: float
    unit: str = ""
    by_hand: float | None = None
    ratio: float | None = None


class Table:
    """Prints figures one after the other, as soon as they are known."""

    def __init__(self, stream: TextIO = sys.stdout) -> None:
        self._stream = stream
        self._workload = ""

    def head(self) -> None:
        """Print the names of the columns."""
        self._line("", "", "exekall", "", "by hand", "ratio")

    def add(self, figure: Figure) -> None:
        """Print *figure*, under its workload."""
        if figure.workload != self._workload:
            self._workload = figure.workload
            print(f"\n{figure.workload}", file=self._stream)
        self._line(
            "  ",
            figure.measured,
            _number(figure.exekall),
            figure.unit,
            _number(figure.by_hand),
            _number(figure.ratio),
        )

    def _line(self, *cells: str) -> None:
        indent, measured, ours, unit, theirs, ratio = cells
        text = f"{indent}{measured:<62}{ours:>9} {unit:<9}{theirs:>9}{ratio:>9}"
        print(text.rstrip(), file=self._stream, flush=True)


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
