"""The entry of the command line: finds the command, and reports what it could not deal with.

Only what ``exekall --help`` needs is imported here; everything else when it is needed.
"""

from __future__ import annotations

import argparse
import sys
import traceback
from collections.abc import Sequence
from typing import NoReturn

from exekall.cli.commands import BUILT_IN, Command, built_in, installed_commands
from exekall.cli.console import Console
from exekall.cli.exit_codes import ExitCode
from exekall.cli.streams import tolerant_streams
from exekall.errors import CommandError, ExekallError

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command that *argv* (by default the process's arguments) asks for.

    Returns the exit code, but for help and usage errors, after which argparse exits.
    """
    with tolerant_streams():
        return _run(list(sys.argv[1:] if argv is None else argv))


def _run(words: list[str]) -> int:
    parser = _parser()
    args = parser.parse_args(words)
    if args.command is None:
        parser.print_help()
        return ExitCode.ERROR
    shows_tracebacks = args.debug or "--debug" in args.words
    command_parser = _command_parser(args.command)
    try:
        found = built_in(args.command)
        if found is not None:
            return found(command_parser, args.words)
        return _run_installed(parser, command_parser, args.command, args.words)
    except KeyboardInterrupt as interruption:
        from exekall.cli.interruption import exit_code_after

        return exit_code_after(interruption)
    except Exception as error:
        if shows_tracebacks:
            traceback.print_exception(error)
        Console(command_parser.prog).fail(_lines(error))
        return ExitCode.ERROR


def _run_installed(
    parser: argparse.ArgumentParser,
    command_parser: argparse.ArgumentParser,
    name: str,
    words: Sequence[str],
) -> int:
    """Run the command that an installed package calls *name*.

    Raises :class:`CommandError` for what is the package's fault.
    """
    installed = installed_commands()
    if name not in installed:
        _refuse(parser, name, [*BUILT_IN, *installed])
    entry = installed[name]
    try:
        found: Command = entry.load()
    except Exception as error:
        raise CommandError(entry.value, is_loaded=False) from error
    try:
        return found(command_parser, words)
    except ExekallError:
        raise
    except Exception as error:
        raise CommandError(entry.value, is_loaded=True) from error


def _lines(error: Exception) -> list[str]:
    """Return what to tell of *error*."""
    if isinstance(error, ExekallError):
        from exekall.cli.messages import error_lines

        return error_lines(error)
    from exekall.rendering.internal import internal_error_lines

    return internal_error_lines(error)


def _refuse(parser: argparse.ArgumentParser, name: str, known: Sequence[str]) -> NoReturn:
    from difflib import get_close_matches

    near = get_close_matches(name, known)
    hint = f"did you mean '{near[0]}'?" if near else f"there is {', '.join(known)}"
    parser.error(f"there is no command '{name}'; {hint}")


def _parser() -> argparse.ArgumentParser:
    parser = _TopParser(
        prog="exekall",
        usage="%(prog)s [-h] [--debug] [--version] COMMAND ...",
        description="Find every type-correct way to make what you want from annotated Python code, "
        "and run it.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    _add_debug(parser)
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    parser.add_argument("command", metavar="COMMAND", nargs="?", help=argparse.SUPPRESS)
    parser.add_argument("words", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    return parser


def _command_parser(name: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"exekall {name}", allow_abbrev=False)
    _add_debug(parser)
    return parser


def _add_debug(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--debug", action="store_true", help="show tracebacks of exekall's own errors"
    )


class _TopParser(argparse.ArgumentParser):
    """Lists the commands in its help, without loading any of them."""

    def format_help(self) -> str:
        installed = installed_commands()
        lines = [(name, text) for name, (_, text) in BUILT_IN.items()]
        lines += [
            (name, f"from the package {entry.dist.name}" if entry.dist is not None else "")
            for name, entry in sorted(installed.items())
        ]
        width = max(len(name) for name, _ in lines)
        listed = "\n".join(f"  {name:<{width}}  {text}".rstrip() for name, text in lines)
        about = "'exekall COMMAND --help' tells about a command."
        return f"{super().format_help()}\ncommands:\n{listed}\n\n{about}\n"


class _Version(argparse.Action):
    """Reads the version only when somebody asks for it."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from importlib.metadata import version

        sys.stdout.write(f"{parser.prog} {version('exekall')}\n")
        parser.exit()
