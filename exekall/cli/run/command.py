"""The command ``exekall run``: from the words of a command line to the exit code."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from exekall.cli.console import Console
from exekall.cli.exit_codes import ExitCode
from exekall.cli.logs import StderrLog
from exekall.cli.run.options import add_options
from exekall.cli.run.words import RunWords

if TYPE_CHECKING:
    from exekall.cli.run.preparation import Prepared
    from exekall.selection import Listed

__all__ = ["main"]


def main(parser: argparse.ArgumentParser, words: Sequence[str]) -> int:
    """Run expressions as *words* ask for, and return the exit code."""
    parser.usage = "%(prog)s SOURCES... [OPTIONS]"
    add_options(parser)
    first = RunWords(words)
    if first.has("--help") and not first.sources and first.adaptor is None:
        parser.print_help()
        return ExitCode.OK
    from exekall.cli.run.preparation import prepare
    from exekall.rendering.wording import shown_from

    console = Console(parser.prog)
    with (
        StderrLog(first.log_level),
        shown_from(Path.cwd()),
        closing(prepare(parser, words, first, console)) as prepared,
    ):
        return _run(prepared, console)


def _run(prepared: Prepared, console: Console) -> int:
    from exekall.rendering.listing import json_lines

    listed = _listed(prepared, console)
    if listed is None:
        if prepared.settings.as_json:
            console.write(json_lines(()))
        return ExitCode.NOTHING_TO_RUN
    if prepared.settings.only_looks:
        return _look(listed, prepared, console)
    from exekall.cli.run.session import execute

    return execute(listed, prepared, console)


def _listed(prepared: Prepared, console: Console) -> Listed | None:
    """Return the expressions to list or to execute; None, with an explanation, without any."""
    if prepared.replay is not None:
        from exekall.patterns import PatternSet
        from exekall.selection import Selection

        only = [prepared.replay]
        return Selection(only, PatternSet(), prepared.program.is_hidden).listed()
    from exekall.cli.run.search import Search

    return Search(prepared, console).listed()


def _look(listed: Listed, prepared: Prepared, console: Console) -> int:
    """List the expressions, or write scripts for them, instead of executing them."""
    from exekall.cli.run.import_paths import import_paths
    from exekall.cli.run.listing import show_list, write_templates
    from exekall.rendering.listing import templates_note
    from exekall.scripts import ScriptOptions

    folder = prepared.settings.template_folder
    if folder is None:
        show_list(listed, prepared, console)
    else:
        options = ScriptOptions(import_paths(), hidden=prepared.program.is_hidden)
        count = write_templates(listed.candidates, folder, options)
        console.note([templates_note(count, folder)])
    return ExitCode.OK
