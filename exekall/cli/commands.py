"""The commands: the built-in ones, and those of installed packages.

A package adds a command, or a whole group of them, by an entry point of the group
``exekall.commands``. It is loaded only when the command is asked for.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = ["BUILT_IN", "ENTRY_POINT_GROUP", "Command", "built_in", "installed_commands"]

ENTRY_POINT_GROUP: Final = "exekall.commands"

# Takes a fresh parser, whose name is set, and the words after the command's name. It adds its
# arguments to the parser (perhaps subparsers), parses the words, and returns the exit code.
# An ExekallError that it raises is reported, with exit code 2.
Command = Callable[[argparse.ArgumentParser, Sequence[str]], int]

# Name, module, and what help says.
BUILT_IN: Final[Mapping[str, tuple[str, str]]] = {
    "run": ("exekall.cli.run.command", "build expressions from annotated code and execute them"),
    "compare": ("exekall.cli.compare.command", "tell what differs between two databases"),
    "merge": ("exekall.cli.merge.command", "bring what several runs left together in one folder"),
    "show": ("exekall.cli.show.command", "look at what a run stored, without running its code"),
}


def built_in(name: str) -> Command | None:
    """Return the built-in command called *name*; None where there is none."""
    if name not in BUILT_IN:
        return None
    found: Command = import_module(BUILT_IN[name][0]).main
    return found


def installed_commands() -> Mapping[str, EntryPoint]:
    """Return the commands of installed packages by name, without loading them."""
    from importlib.metadata import entry_points

    found = entry_points(group=ENTRY_POINT_GROUP)
    return {entry.name: entry for entry in found if entry.name not in BUILT_IN}
