"""The options of ``exekall show``."""

from __future__ import annotations

import argparse
from typing import Final

from exekall.cli.databases import DATABASE_OPTIONS
from exekall.cli.options import COMMON, Option, add_groups, flag, repeated

__all__ = ["OPTIONS", "add_options"]

_WHICH: Final = (
    flag("-a", "--all", help="show all values, not only the results of expressions"),
    repeated(
        "--id",
        metavar="PATTERN",
        help="show values whose ID matches, with its tags or without; !PATTERN leaves values out "
        "(may be repeated)",
    ),
    repeated(
        "--type",
        metavar="TYPE_PATTERN",
        help="show values of a matching type, or one with a matching base (may be repeated)",
    ),
    repeated(
        "--tag",
        metavar="NAME[=VALUE]",
        help="show values that have this tag; a tag without name is =VALUE (may be repeated)",
    ),
    flag("--failed", help="show what failed, or was not computed since something failed"),
)

_HOW: Final = (
    flag("--json", help="write one JSON document"),
    flag("--check", help="read everything, and say what is damaged, instead of listing values"),
    *DATABASE_OPTIONS,
)

_GROUPS: Final = (("which values", _WHICH), ("how", _HOW))

OPTIONS: Final[tuple[Option, ...]] = (*_WHICH, *_HOW, *COMMON)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the arguments and all options but ``--debug`` and ``--help`` to *parser*."""
    parser.add_argument("database", metavar="DB", help="an artifact folder, or a database file")
    parser.add_argument(
        "uuid",
        metavar="UUID",
        nargs="?",
        help="show one value, or the results of one expression; the first digits suffice",
    )
    add_groups(parser, _GROUPS)
