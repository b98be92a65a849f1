"""The command ``exekall merge``: brings artifact folders and databases together."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from exekall.cli.console import Console
from exekall.cli.exit_codes import ExitCode
from exekall.cli.interruption import Interruption
from exekall.cli.merge.options import add_options

__all__ = ["main"]


def main(parser: argparse.ArgumentParser, words: Sequence[str]) -> int:
    """Merge as *words* ask for, and return the exit code."""
    add_options(parser)
    args = parser.parse_args(words)
    from exekall.artifacts.merging import merge
    from exekall.rendering.merging import merged_note, warning_lines

    console = Console(parser.prog)
    with Interruption():
        report = merge(
            map(Path, args.inputs),
            Path(args.output),
            copies=args.copy,
            updates=args.update,
            keeps_going=args.keep_going,
        )
    console.warn(warning_lines(report.databases, report.oddities))
    console.note([merged_note(report.path, report.databases)])
    return ExitCode.OK
