"""The command ``exekall compare``: from the words of a command line to the exit code."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from exekall.cli.compare.options import OPTIONS, add_options
from exekall.cli.console import Console
from exekall.cli.words import Words

__all__ = ["main"]

# What an adaptor may have to say about comparing databases, and about loading their values.
_HOOKS: Final = ("compare_db_list",)
_HOOKS_OF_LOADING: Final = ("compare_db_list", "reload_db")


def main(parser: argparse.ArgumentParser, words: Sequence[str]) -> int:
    """Compare the two databases that *words* name, and return the exit code."""
    parser.usage = "%(prog)s A B [OPTIONS]"
    add_options(parser)
    first = Words(words, OPTIONS)
    if len(first.arguments) < 2:
        parser.parse_args(words)  # Shows the help, or says what is missing.
    from exekall.rendering.wording import shown_from

    with shown_from(Path.cwd()):
        return _opened(parser, words, first)


def _opened(parser: argparse.ArgumentParser, words: Sequence[str], first: Words) -> int:
    """Open the databases, parse the options that their adaptor adds, too, and compare them."""
    from exekall.cli.compare.comparing import compare_databases
    from exekall.cli.databases import AdaptorChoice, adaptor_class, open_database
    from exekall.cli.usage import Misuse, UsageError
    from exekall.hooks import asked
    from exekall.rendering.help import adaptor_options_title

    console = Console(parser.prog)
    names, loads = first.arguments[:2], first.has("--load")
    choice = AdaptorChoice.of(first)
    with (
        open_database(names[0], loads, choice) as before,
        open_database(names[1], loads, choice) as after,
    ):
        hooks = _HOOKS_OF_LOADING if loads else _HOOKS
        class_ = adaptor_class([before, after], hooks, choice, console)
        group = parser.add_argument_group(adaptor_options_title(class_.name))
        asked(class_.register_compare_param, group)
        args = parser.parse_intermixed_args(words)
        if [args.before, args.after] != names:
            raise UsageError(Misuse.DATABASE_NOT_FIRST, args.before)
        return compare_databases(before, after, args, class_, console)
