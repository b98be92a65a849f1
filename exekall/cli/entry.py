"""The entry of the command line: finds the command, and reports what it could not deal with.

Only what ``exekall --help`` needs is imported here; everything else when it is needed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import NoReturn

from exekall.cli.commands import BUILT_IN, Command, command, installed_commands
from exekall.cli.console import Console
from exekall.cli.exit_codes import ExitCode
from exekall.cli.streams import tolerant_streams
from exekall.errors import ExekallError

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
    debug = args.debug or "--debug" in args.words
    try:
        found = _command(parser, args.command)
        return found(_command_parser(args.command), args.words)
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except ExekallError as error:
        from exekall.cli.messages import error_lines

        if debug:
            raise
        return _report(args.command, error_lines(error))
    except Exception as error:
        if debug:
            raise
        from exekall.rendering.internal import internal_error_lines

        return _report(args.command, internal_error_lines(error))


def _report(name: str, lines: Sequence[str]) -> int:
    Console(f"exekall {name}").fail(lines)
    return ExitCode.ERROR


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


def _command(parser: argparse.ArgumentParser, name: str) -> Command:
    found = command(name)
    if found is None:
        from difflib import get_close_matches

        known = [*BUILT_IN, *installed_commands()]
        near = get_close_matches(name, known)
        hint = f"did you mean '{near[0]}'?" if near else f"there is {', '.join(known)}"
        parser.error(f"there is no command '{name}'; {hint}")
    return found


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
