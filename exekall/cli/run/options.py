"""The options of ``exekall run``, as data: the first phase must know them without argparse's help.

That phase has to tell sources from the values of options that only an adaptor knows.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from typing import Final

from exekall.cli.options import COMMON, Option, add_groups, flag, repeated, several, value

__all__ = ["DEFAULT_LOG_LEVEL", "LOG_LEVELS", "OPTIONS", "add_options", "spelt_out"]

LOG_LEVELS: Final = ("debug", "info", "warning", "error", "critical")
DEFAULT_LOG_LEVEL: Final = "info"


def _iterations(word: str) -> int:
    if not word.isdecimal() or int(word) < 1:
        raise argparse.ArgumentTypeError(f"'{word}' is not a number of iterations, at least 1")
    return int(word)


def _seed(word: str) -> int:
    """Return the given seed; where there is none, one that nobody can foretell."""
    if not word:
        return int.from_bytes(os.urandom(4))
    try:
        return int(word)
    except ValueError:
        raise argparse.ArgumentTypeError(f"the seed '{word}' is not a whole number") from None


_HIDDEN: Final = argparse.SUPPRESS

_WHAT: Final = (
    repeated(
        "-s",
        "--select",
        metavar="PATTERN",
        help="run the expressions whose ID matches; !PATTERN leaves expressions out "
        "(may be repeated)",
    ),
    repeated("--select-multiple", metavar="PATTERNS", help=_HIDDEN),
    repeated(
        "--goal",
        metavar="TYPE_PATTERN",
        help="end expressions in operators that produce a matching type, or one with a matching "
        "base (default: the adaptor's, else '*Result')",
    ),
    repeated(
        "--callable-goal",
        metavar="PATTERN",
        help="end expressions in the callables whose name matches, instead of --goal",
    ),
    repeated(
        "--allow",
        metavar="PATTERN",
        help="use matching callables that are left out otherwise, for having no parameters above "
        "all",
    ),
    repeated(
        "--restrict",
        metavar="PATTERN",
        help="let matching callables alone provide the types that they produce",
    ),
    repeated(
        "--forbid",
        metavar="TYPE_PATTERN",
        help="use no callable that produces a matching type, or one with a matching base",
    ),
    several(
        "--param",
        "CALLABLE",
        "PARAM",
        "VALUE",
        help="pass a value to one parameter of the matching callables",
    ),
    several(
        "--sweep",
        "CALLABLE",
        "PARAM",
        "START",
        "STOP",
        "STEP",
        help="pass the numbers from START to STOP, inclusive, one after the other",
    ),
)

_SOURCES: Final = (
    repeated(
        "--dependency",
        metavar="SOURCE",
        help="look for operators in this module, file or folder too, but not for goals",
    ),
    value(
        "--adaptor",
        metavar="NAME",
        help="use the adaptor of this name: a class of the customization module, or an installed "
        "one",
    ),
    flag(
        "--keep-going",
        help="go on without the sources that cannot be found or imported",
    ),
)

_LOAD: Final = (
    repeated(
        "--load-db",
        metavar="DB",
        help="use values of an earlier run, an artifact folder or the database in it, instead of "
        "computing them: the results, unless other options say which (may be repeated)",
    ),
    repeated(
        "--load-type",
        metavar="TYPE_PATTERN",
        help="load the values of matching types, or of types with a matching base",
    ),
    repeated(
        "--load-uuid",
        metavar="UUID",
        help="load this value; the first digits of its UUID suffice (may be repeated)",
    ),
    repeated("--load-uuid-args", metavar="UUID", help=_HIDDEN),
    value(
        "--replay",
        metavar="UUID",
        help="compute this value of the database again, from the parameters that it had, and "
        "nothing else",
    ),
)

_SHOW: Final = (
    flag("--list", help="list the expressions and stop"),
    flag("--json", help="write the list as JSON"),
    flag("--rst-list", help=_HIDDEN),
    value(
        "--template-scripts",
        metavar="DIR",
        help="write a script with placeholders for each expression into a folder and stop",
    ),
    Option(
        ("-v", "--verbose"),
        "say what was left out and why; twice for every callable",
        0,
        {"action": "count", "default": 0},
    ),
)

_HOW: Final = (
    value(
        "-n",
        metavar="N",
        type=_iterations,
        default=1,
        dest="iterations",
        help="execute each expression N times (default: 1)",
    ),
    repeated(
        "--share",
        metavar="TYPE_PATTERN",
        help="compute values of matching types, and what they are made from, once for all "
        "iterations",
    ),
    Option(
        ("--random-order",),
        "execute the expressions in a random order; SEED gives the same order again",
        0,
        {"metavar": "SEED", "type": _seed, "default": None},
    ),
    flag("--pdb", help="debug the first operator that fails"),
)

_WHERE: Final = (
    value(
        "--artifact-dir",
        metavar="DIR",
        help="write the artifacts into this folder, which must be new or empty "
        "(environment: EXEKALL_ARTIFACT_DIR)",
    ),
    value(
        "--artifact-root",
        metavar="DIR",
        help="make a folder for the artifacts in this one (default: artifacts; environment: "
        "EXEKALL_ARTIFACT_ROOT)",
    ),
    value(
        "--symlink-artifact-dir-to",
        metavar="LINK",
        help="make a symbolic link to the folder of the artifacts",
    ),
    flag("--no-save-value-db", help="keep no database of what is computed"),
    value(
        "--log-level",
        metavar="LEVEL",
        default=DEFAULT_LOG_LEVEL,
        choices=LOG_LEVELS,
        type=str.lower,
        help="show log messages from this level upwards: debug, info (default), warning, error or "
        "critical",
    ),
)

_GROUPS: Final = (
    ("which expressions", _WHAT),
    ("sources and adaptor", _SOURCES),
    ("values of earlier runs", _LOAD),
    ("looking before running", _SHOW),
    ("execution", _HOW),
    ("output", _WHERE),
)

OPTIONS: Final[tuple[Option, ...]] = (
    *(option for _, options in _GROUPS for option in options),
    *COMMON,
)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the sources and all options but ``--debug`` and ``--help`` to *parser*."""
    parser.add_argument(
        "sources",
        metavar="SOURCES",
        nargs="*",
        help="Python files, folders, or modules; adaptors in or around them add options",
    )
    add_groups(parser, _GROUPS)


def spelt_out(words: Sequence[str]) -> list[str]:
    """Return *words* as argparse is to see them.

    The seed is attached to its option or missing: a word of its own after it is a source.
    """
    return [f"{word}=" if word == "--random-order" else word for word in words]
