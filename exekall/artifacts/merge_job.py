"""What is to be merged to where, and how."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["MergeJob"]


@dataclass(frozen=True, slots=True)
class MergeJob:
    """Merge the *inputs*, in this order, to *out*.

    There is nothing at *out*, or an empty folder, unless the job *replaces* it; then *out* is an
    input, too. Files become copies where *copies* asks for that, else hard links if possible. Of
    a damaged database, what can be read is taken if the job *keeps_going*.
    """

    inputs: tuple[Path, ...]
    out: Path
    copies: bool = False
    keeps_going: bool = False
    replaces: bool = False
