"""The options of ``exekall compare``."""

from __future__ import annotations

import argparse
import math
from typing import Final

from exekall.cli.databases import DATABASE_OPTIONS
from exekall.cli.options import COMMON, Option, add_groups, flag, value
from exekall.comparison.options import DEFAULT_ALPHA, DEFAULT_DURATION_RATIO, ComparisonOptions
from exekall.comparison.tolerance import Tolerance

__all__ = ["OPTIONS", "add_options", "comparison_options"]


def _not_negative(word: str) -> float:
    number = _number(word)
    if not 0 <= number < math.inf:
        raise argparse.ArgumentTypeError(f"'{word}' is not a number from 0 upwards")
    return number


def _probability(word: str) -> float:
    number = _number(word)
    if not 0 < number < 1:
        raise argparse.ArgumentTypeError(f"'{word}' is not a number between 0 and 1")
    return number


def _ratio(word: str) -> float:
    number = _number(word)
    if not 1 <= number < math.inf:
        raise argparse.ArgumentTypeError(f"'{word}' is not a number from 1 upwards")
    return number


def _number(word: str) -> float:
    try:
        return float(word)
    except ValueError:
        return math.nan


_WHAT: Final = (
    flag("-a", "--all", help="compare all values, not only the results of expressions"),
    value(
        "--rtol",
        metavar="RATIO",
        type=_not_negative,
        default=0.0,
        help="let numbers count as the same that differ by this share of the larger one at most",
    ),
    value(
        "--atol",
        metavar="NUMBER",
        type=_not_negative,
        default=0.0,
        help="let numbers count as the same that differ by this at most",
    ),
    flag("--strict", help="count as different what cannot be told apart"),
    value(
        "--alpha",
        metavar="PROBABILITY",
        type=_probability,
        default=DEFAULT_ALPHA,
        help="where an ID has several samples, let a difference count that chance gives with this "
        f"probability at most (default: {DEFAULT_ALPHA})",
    ),
    flag("--pool", help="take all samples of an ID together, whatever tags tell them apart"),
    value(
        "--duration-ratio",
        metavar="RATIO",
        type=_ratio,
        default=DEFAULT_DURATION_RATIO,
        help="tell durations that became longer or shorter by this factor "
        f"(default: {DEFAULT_DURATION_RATIO}); they are no difference",
    ),
)

_HOW: Final = (
    flag("--json", help="write one JSON document"),
    *DATABASE_OPTIONS,
)

_GROUPS: Final = (("what counts as different", _WHAT), ("how", _HOW))

OPTIONS: Final[tuple[Option, ...]] = (*_WHAT, *_HOW, *COMMON)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the arguments and all options but ``--debug`` and ``--help`` to *parser*."""
    for name, text in (("before", "A"), ("after", "B")):
        parser.add_argument(name, metavar=text, help="an artifact folder, or a database file")
    add_groups(parser, _GROUPS)


def comparison_options(args: argparse.Namespace) -> ComparisonOptions:
    """Return what the parsed *args* say of the comparison."""
    return ComparisonOptions(
        tolerance=Tolerance(args.rtol, args.atol),
        alpha=args.alpha,
        all_values=args.all,
        loads=args.load,
        pools=args.pool,
        duration_ratio=args.duration_ratio,
    )
