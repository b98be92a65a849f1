"""The command ``exekall show``: from the words of a command line to the exit code."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from exekall.cli.console import Console
from exekall.cli.show.options import OPTIONS, add_options
from exekall.cli.words import Words

__all__ = ["main"]

# What an adaptor may have to say about showing a database, and about loading its values.
_HOOKS: Final = ("show_db",)
_HOOKS_OF_LOADING: Final = ("show_db", "reload_db")


def main(parser: argparse.ArgumentParser, words: Sequence[str]) -> int:
    """Show what *words* ask for, and return the exit code."""
    parser.usage = "%(prog)s DB [UUID] [OPTIONS]"
    add_options(parser)
    first = Words(words, OPTIONS)
    if not first.arguments:
        parser.parse_args(words)  # Shows the help, or says that DB is missing.
    from exekall.rendering.wording import shown_from

    with shown_from(Path.cwd()):
        return _opened(parser, words, first)


def _opened(parser: argparse.ArgumentParser, words: Sequence[str], first: Words) -> int:
    """Open the database, parse the options that its adaptor adds, too, and show it."""
    from exekall.cli.databases import AdaptorChoice, adaptor_class, open_database, reloaded
    from exekall.cli.show.showing import artifact_folder, show
    from exekall.cli.usage import Misuse, UsageError
    from exekall.hooks import asked
    from exekall.rendering.help import adaptor_options_title

    console = Console(parser.prog)
    word, loads = first.arguments[0], first.has("--load")
    choice = AdaptorChoice.of(first)
    with open_database(word, loads, choice) as database:
        hooks = _HOOKS_OF_LOADING if loads else _HOOKS
        class_ = adaptor_class([database], hooks, choice, console)
        group = parser.add_argument_group(adaptor_options_title(class_.name))
        asked(class_.register_show_param, group)
        args = parser.parse_intermixed_args(words)
        if args.database != word:
            raise UsageError(Misuse.DATABASE_NOT_FIRST, args.database)
        args.artifact_dir = artifact_folder(database)
        shown = reloaded(database, class_, choice) if loads else database
        return show(shown, args, class_, console)
