"""Values of earlier runs that cannot be used, or are, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from exekall.loaded.errors import LoadError, LoadProblem
from exekall.loaded.library import Held
from exekall.rendering.store_errors import unavailable_text
from exekall.rendering.wording import either, indented, listed
from exekall.store.errors import ValueUnavailable

__all__ = ["debugger_note", "load_lines", "lost_value_line"]

_MAX_LOST: Final = 10

_TEXTS: Final[Mapping[LoadProblem, tuple[str, ...]]] = {
    LoadProblem.NO_TYPE: ("--load-type '{word}' matches the type of no value in the database",),
    LoadProblem.NO_VALUE: (
        "there is no value '{word}' in the database",
        "'exekall show DB --all' lists all values.",
    ),
    LoadProblem.SEVERAL_VALUES: ("several UUIDs begin with '{word}'", "Give more digits."),
    LoadProblem.IS_EXPRESSION: ("{word} is the UUID of an expression, not of a value",),
    LoadProblem.NO_PARAMETERS: ("{name} made {word} without any parameters to load",),
    LoadProblem.NO_RESULTS: (
        "no expression in the database has a result to load",
        "--load-type '*' loads whatever there is.",
    ),
    LoadProblem.NOTHING_LEFT: ("none of the values to load can be loaded",),
    LoadProblem.NOT_COMPUTED: (
        "{word} cannot be replayed: it was given as {name}, no callable computed it",
    ),
    LoadProblem.NO_OPERATOR: (
        "{word} cannot be replayed: there is no callable {name} in the sources",
        "Give the sources that it was computed with.",
    ),
    LoadProblem.OTHER_PARAMETERS: (
        "{word} cannot be replayed: {name} takes other parameters now than it did then",
    ),
    LoadProblem.LOST_PARAMETERS: (
        "{word} cannot be replayed: parameters of {name} cannot be loaded",
    ),
}


def load_lines(error: LoadError) -> list[str]:
    """Return what is wrong with the values that were asked for, and what to do about it."""
    first, *rest = (line.format(word=error.word, name=error.name) for line in _TEXTS[error.problem])
    if error.near:
        first += _near(error)
    lost = [f"{name}: {unavailable_text(why)}" for name, why in error.lost[:_MAX_LOST]]
    if len(error.lost) > _MAX_LOST:
        lost.append(f"and {len(error.lost) - _MAX_LOST} more")
    return [first, *indented([*lost, *rest])]


def _near(error: LoadError) -> str:
    if error.problem is LoadProblem.IS_EXPRESSION:
        return f"; its values: {listed(error.near)}"
    if error.problem in {LoadProblem.OTHER_PARAMETERS, LoadProblem.SEVERAL_VALUES}:
        return f": {listed(error.near)}"
    return f"; did you mean {either(error.near)}?"


def lost_value_line(held: Held, why: ValueUnavailable) -> str:
    """Return that a value is done without, and why."""
    type_ = held.record.type if held.record.type is not None else held.node.product
    return f"a {type_.name} is left out: {unavailable_text(why)}"


def debugger_note() -> str:
    """Return what happens if a replayed value fails again."""
    return "If it fails, the debugger opens, since this is a terminal."
