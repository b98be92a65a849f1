"""What a script is told besides its expressions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from exekall.expression import Expression
    from exekall.operator import Operator
    from exekall.scripts.reloading import Saved

__all__ = ["ScriptOptions"]


def _no_facts(_: Expression) -> Mapping[str, Any]:
    return {}


def _nothing_saved(_: Expression) -> Saved | None:
    return None


@dataclass(frozen=True, slots=True)
class ScriptOptions:
    """How scripts are written.

    *import_paths* are put in front of ``sys.path``; *facts* gives what ``ExprData`` parameters
    receive in the expression of a root; operators that are *hidden* are left out of the IDs in
    comments.

    *database* is where the values are that were computed, as a path from the folder of the script;
    *saved* tells which ones there are for the expression of a root. Scripts get lines that load
    them only where there is a database.
    """

    import_paths: tuple[Path, ...] = ()
    facts: Callable[[Expression], Mapping[str, Any]] = _no_facts
    hidden: Callable[[Operator], bool] | None = None
    database: str | None = None
    saved: Callable[[Expression], Saved | None] = _nothing_saved
