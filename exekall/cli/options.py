"""Options as data: the first phase of parsing must know them without argparse's help.

That phase tells what a command line is about from the values of options that only an adaptor
knows (:mod:`exekall.cli.words`).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

__all__ = ["COMMON", "Option", "add_groups", "flag", "repeated", "several", "value"]


@dataclass(frozen=True, slots=True, eq=False)
class Option:
    """One option: its names, how many words follow it, and what argparse is told besides."""

    names: tuple[str, ...]
    help: str
    words: int = 1
    settings: Mapping[str, Any] = field(default_factory=dict)

    def add_to(self, parser: argparse._ActionsContainer) -> None:
        """Add the option to *parser*."""
        parser.add_argument(*self.names, help=self.help, **self.settings)


def flag(*names: str, help: str, **settings: Any) -> Option:  # noqa: A002 - argparse's word
    """Return an option without a value."""
    return Option(names, help, 0, {"action": "store_true", **settings})


def value(*names: str, help: str, metavar: str, **settings: Any) -> Option:  # noqa: A002 - likewise
    """Return an option with one value, of which the last counts."""
    return Option(names, help, 1, {"metavar": metavar, **settings})


def repeated(*names: str, help: str, metavar: str, **settings: Any) -> Option:  # noqa: A002 - likewise
    """Return an option with one value that may be given several times."""
    return value(*names, help=help, metavar=metavar, action="append", default=[], **settings)


def several(name: str, *metavar: str, help: str) -> Option:  # noqa: A002 - likewise
    """Return an option with several values each time that it is given."""
    settings = {"nargs": len(metavar), "metavar": metavar, "action": "append", "default": []}
    return Option((name,), help, len(metavar), settings)


def add_groups(
    parser: argparse.ArgumentParser, groups: Iterable[tuple[str, Sequence[Option]]]
) -> None:
    """Add *groups* of options, each under its title, to *parser*."""
    for title, options in groups:
        group = parser.add_argument_group(title)
        for option in options:
            option.add_to(group)


# What the parser of every command has already.
COMMON: Final = (flag("--debug", help=""), flag("-h", "--help", help=""))
