"""Where a command writes: lists and results to stdout, notes about them to stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TextIO

from exekall.cli.streams import is_abandoned

__all__ = ["Console"]


class Console:
    """Writes the lines of the command called *name*.

    They go to the given streams, or else to what ``sys.stdout`` and ``sys.stderr`` are by then.
    """

    def __init__(
        self, name: str, stdout: TextIO | None = None, stderr: TextIO | None = None
    ) -> None:
        self._name = name
        self._given = stdout, stderr

    def pinned(self) -> Console:
        """Return a console that writes to where this one does now, whoever redirects later."""
        return Console(self._name, self._stdout, self._stderr)

    @property
    def _stdout(self) -> TextIO:
        return self._given[0] or sys.stdout

    @property
    def _stderr(self) -> TextIO:
        return self._given[1] or sys.stderr

    @property
    def is_abandoned(self) -> bool:
        """Whether nobody reads stdout any more."""
        return is_abandoned(self._stdout)

    def write(self, lines: Iterable[str]) -> None:
        """Write *lines* to stdout, as long as somebody reads them."""
        for line in lines:
            self._stdout.write(f"{line}\n")
            if self.is_abandoned:
                return

    def flush(self) -> None:
        """Have what was written to stdout appear."""
        self._stdout.flush()

    def note(self, lines: Iterable[str]) -> None:
        """Write *lines* to stderr."""
        for line in lines:
            self._stderr.write(f"{line}\n")

    def warn(self, lines: Iterable[str]) -> None:
        """Write *lines* to stderr, as a warning each; indented ones go with the line before."""
        self._complain("warning", lines)

    def fail(self, lines: Iterable[str]) -> None:
        """Write *lines* to stderr, as an error each; indented ones go with the line before."""
        self._complain("error", lines)

    def tell(self, lines: Iterable[str]) -> None:
        """Write *lines* to stderr in the name of the command."""
        first, *others = lines
        self.note([f"{self._name}: {first}", *others])

    def _complain(self, kind: str, lines: Iterable[str]) -> None:
        for line in lines:
            self.note([line if line.startswith(" ") else f"{self._name}: {kind}: {line}"])
