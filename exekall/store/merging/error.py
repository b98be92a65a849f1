"""Why databases, or the folders that they are in, are not merged."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from exekall.errors import ExekallError

__all__ = ["MergeError", "MergeProblem"]


class MergeProblem(StrEnum):
    """What is wrong with an input, or with where the result is to go."""

    OUTPUT_EXISTS = "output-exists"
    OUTPUT_IN_USE = "output-in-use"
    OUTPUT_IN_INPUT = "output-in-input"
    INPUT_IN_OUTPUT = "input-in-output"
    OUTPUT_KIND = "output-kind"
    DAMAGED = "damaged"


class MergeError(ExekallError):
    """Nothing is merged, because of *path*; *other* is what it clashes with."""

    def __init__(self, problem: MergeProblem, path: Path, other: Path | None = None) -> None:
        super().__init__(problem, path, other)
        self.problem = problem
        self.path = path
        self.other = path if other is None else other
