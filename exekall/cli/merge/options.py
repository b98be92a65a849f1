"""The options of ``exekall merge``."""

from __future__ import annotations

import argparse
from typing import Final

from exekall.cli.options import Option, flag, value

__all__ = ["OPTIONS", "add_options"]

OPTIONS: Final[tuple[Option, ...]] = (
    value(
        "-o",
        "--output",
        metavar="OUT",
        required=True,
        help="make this folder, which must be new or empty; if all inputs are database files, a "
        "name that ends in .sqlite gives a database file",
    ),
    flag(
        "--update",
        help="if there is an OUT, add the inputs to it; it is replaced by the result as a whole",
    ),
    flag("--copy", help="copy files instead of making hard links"),
    flag("--keep-going", help="take what can be read of a database that is damaged"),
)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the inputs and all options but ``--debug`` and ``--help`` to *parser*."""
    parser.description = (
        "Bring artifact folders, or their databases, together in one. Nothing of what they hold "
        "is executed, or loaded. What is in several of them is taken once."
    )
    parser.add_argument(
        "inputs", metavar="INPUT", nargs="+", help="an artifact folder, or the database file of one"
    )
    for option in OPTIONS:
        option.add_to(parser)
