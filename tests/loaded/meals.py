"""The program of the kitchen, executed and saved."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from exekall.computable import ComputableExpression
from exekall.expression import Expression
from exekall.loaded.library import Held, Library
from exekall.operator import Operator
from exekall.prebuilt import PrebuiltOperator
from exekall.solver import Solver
from tests.loaded import kitchen
from tests.valuedb.saving import Saved, save

__all__ = ["GOALS", "OPERATORS", "degrees", "expressions", "held", "library", "results", "saved"]

OPERATORS = [
    Operator(made)
    for made in (kitchen.pot, kitchen.boil, kitchen.brew, kitchen.Stove, kitchen.place)
] + [Operator(kitchen.asked)]
GOALS = [Operator(made) for made in (kitchen.pour, kitchen.cook, kitchen.serve)]


def degrees() -> PrebuiltOperator:
    return PrebuiltOperator(kitchen.Degrees, [7])


def expressions(*more: Operator) -> list[Expression]:
    return list(Solver([*OPERATORS, *more], GOALS).expressions())


def results(*more: Operator) -> list[str]:
    found = []
    for computable in ComputableExpression.from_expr_list(expressions(*more)):
        found += [str(v.value) for v in computable.execute() if v.computed]
    return found


def saved(folder: Path) -> Saved:
    return save(folder, expressions(degrees()))


@contextmanager
def library(*folders: Path) -> Iterator[Library]:
    with closing(Library.open([saved(folder).path for folder in folders])) as found:
        yield found


def held(library: Library, name: str, row: int = 0) -> Held:
    """Return a value that the callable *name* made, or failed to make."""
    found = [value for value in library.values() if value.node.names[2] == name]
    return found[row]
