"""Showing what was asked for: one value, the results of one expression, or a summary."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from exekall.adaptors import overrides_hook
from exekall.cli.console import Console
from exekall.cli.exit_codes import ExitCode
from exekall.cli.show.filters import Filters
from exekall.cli.show.lookup import found
from exekall.cli.usage import Misuse, UsageError
from exekall.customization import AdaptorBase
from exekall.hooks import asked
from exekall.rendering.patterns import unused_pattern_lines
from exekall.rendering.show_header import check_lines
from exekall.rendering.show_json import expression_json, value_json
from exekall.rendering.show_summary import Summary, nothing_line
from exekall.rendering.show_value import expression_lines, value_lines
from exekall.rendering.terminal import terminal_width
from exekall.store.records import DB_FILENAME, ExpressionRecord
from exekall.valuedb.losses import find_losses

if TYPE_CHECKING:
    from exekall.valuedb import FrozenExprVal, ValueDB

__all__ = ["artifact_folder", "show"]


def show(
    database: ValueDB, args: argparse.Namespace, class_: type[AdaptorBase], console: Console
) -> int:
    """Show what *args* ask for, as the adaptor *class_* does if it has a say; return the exit code.

    Raises the :class:`ExekallError` that says what is wrong.
    """
    filters = Filters.of(args)
    if args.uuid is not None:
        if filters or args.all or args.check:
            raise UsageError(Misuse.UUID_AND_FILTERS, args.uuid)
        return _show_one(found(database, args.uuid), database, args, console)
    if args.check:
        return _check(database, console)
    if overrides_hook(class_, "show_db") and not (filters or args.all or args.json):
        return _left_to(asked(class_, args), database)
    return _summarise(database, filters, args, console)


def artifact_folder(database: ValueDB) -> Path | None:
    """Return the folder of the artifacts that *database* is in; None for one by itself."""
    path = database.path
    return path.absolute().parent if path is not None and path.name == DB_FILENAME else None


def _left_to(adaptor: AdaptorBase, database: ValueDB) -> int:
    """Have the adaptor show the database; what it returns is the exit code."""

    def show_db() -> int:
        return int(adaptor.show_db(database) or ExitCode.OK)

    return asked(show_db)


def _check(database: ValueDB, console: Console) -> int:
    """Read everything, and say what is lost; the exit code tells whether anything is."""
    losses = find_losses(database, is_thorough=True)
    console.write(Summary(database, ()).header())
    console.write(check_lines(losses))
    return ExitCode.ERROR if losses else ExitCode.OK


def _show_one(
    one: FrozenExprVal | ExpressionRecord,
    database: ValueDB,
    args: argparse.Namespace,
    console: Console,
) -> int:
    """Show a value; or an expression with its results, of which the only one is shown itself."""
    if not isinstance(one, ExpressionRecord):
        _show_value(one, database, args, console)
        return ExitCode.OK
    [results] = [found for found in database.sequences if found.expression.uuid == one.uuid]
    folder = _folder_of(one, database)
    if args.json:
        console.write(expression_json(one, results, folder, loads=args.load))
        return ExitCode.OK
    console.write(expression_lines(one, folder))
    console.write([""])
    if len(results) == 1:
        _show_value(results[0], database, args, console)
    else:
        console.write(Summary(database, results, loads=args.load).table(terminal_width()))
    return ExitCode.OK


def _show_value(
    value: FrozenExprVal, database: ValueDB, args: argparse.Namespace, console: Console
) -> None:
    folder = None if value.expression is None else _folder_of(value.expression, database)
    show_value = value_json if args.json else value_lines
    console.write(show_value(value, folder, loads=args.load))


def _folder_of(expression: ExpressionRecord, database: ValueDB) -> Path | None:
    """Return the existing artifact folder of *expression*, wherever the whole was moved to."""
    around = artifact_folder(database)
    if around is None or not expression.folder:
        return None
    folder = around / expression.folder
    is_within = folder.resolve().is_relative_to(around.resolve())
    return folder if is_within and folder.is_dir() else None


def _summarise(
    database: ValueDB, filters: Filters, args: argparse.Namespace, console: Console
) -> int:
    """Show the results, or all values, that the filters leave."""
    accepts = filters.accepts if filters else None
    values = database.get_all() if args.all else database.get_roots()
    summary = Summary(database, values, accepts, are_all=args.all, loads=args.load)
    console.write(summary.json() if args.json else summary.lines(terminal_width()))
    if filters and not summary.shown:
        console.warn(_why_nothing(database, filters, args.all))
    return ExitCode.OK


def _why_nothing(database: ValueDB, filters: Filters, is_all: bool) -> list[str]:
    """Return that nothing is left, which patterns match nothing, and what would be left of all."""
    others = () if is_all else filter(filters.accepts, database.get_all())
    lines = [nothing_line(sum(1 for _ in others), is_all=is_all)]
    for option, unused in filters.unused(database.get_all()):
        lines += unused_pattern_lines(option, [unused])
    return lines
