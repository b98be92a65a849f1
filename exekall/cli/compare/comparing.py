"""Comparing two open databases: as the adaptor does, or as exekall does."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Final

from exekall.adaptors import overrides_hook
from exekall.cli.compare.options import comparison_options
from exekall.cli.console import Console
from exekall.cli.exit_codes import ExitCode
from exekall.comparison.comparing import compare
from exekall.comparison.reading import read_side
from exekall.customization import AdaptorBase
from exekall.hooks import asked
from exekall.rendering.comparison import report_lines
from exekall.rendering.comparison_json import report_json
from exekall.rendering.comparison_notes import damage_lines, incomplete_note, scipy_lines
from exekall.store.reader import StoreReader
from exekall.store.records import RunState

if TYPE_CHECKING:
    from exekall.valuedb import ValueDB

__all__ = ["compare_databases"]

# Objects that cannot be loaded are told one by one; logs are not compared.
_NOT_COMPARED: Final = frozenset({"block", "buffer", "log"})


def compare_databases(
    before: ValueDB,
    after: ValueDB,
    args: argparse.Namespace,
    class_: type[AdaptorBase],
    console: Console,
) -> int:
    """Compare as *args* ask for, and return the exit code.

    Where the adaptor *class_* compares databases, the exit code that it returns is that of the
    command. Where it returns None, what follows is added to what it wrote.
    """
    are_damaged = [
        _tell_condition(name, database, console)
        for name, database in ((args.before, before), (args.after, after))
    ]
    if overrides_hook(class_, "compare_db_list"):
        code = _asked(asked(class_, args), [before, after])
        if code is not None:
            return code
    options = comparison_options(args)
    report = compare(
        read_side(args.before, before, are_damaged[0]),
        read_side(args.after, after, are_damaged[1]),
        options,
    )
    if report.needs_scipy:
        console.warn(scipy_lines())
    write = report_json if args.json else report_lines
    console.write(write(report, args.strict))
    if report.is_different(args.strict):
        return ExitCode.FAILED
    return ExitCode.ERROR if any(are_damaged) else ExitCode.OK


def _asked(adaptor: AdaptorBase, databases: list[ValueDB]) -> int | None:
    """Return the exit code that the adaptor gives; None where it leaves that to exekall."""

    def compare_db_list() -> int | None:
        code = adaptor.compare_db_list(databases)
        return None if code is None else int(code)

    return asked(compare_db_list)


def _tell_condition(name: str, database: ValueDB, console: Console) -> bool:
    """Say what a database lacks; return whether something that is compared may be lost."""
    states = {database.state_of(run) for run in database.runs} - {RunState.COMPLETE}
    console.warn([incomplete_note(name, state) for state in sorted(states)])
    if not isinstance(database.source, StoreReader):
        return False
    damage = [row for row in database.source.damage() if row.table not in _NOT_COMPARED]
    if damage:
        console.warn(damage_lines(name, len(damage)))
    return bool(damage)
