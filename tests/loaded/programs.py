"""Random programs as source text, executed and saved as a run does it."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from hypothesis import strategies as st

from exekall.computable import ComputableExpression
from exekall.expression import Expression
from exekall.operator import Operator
from exekall.solver import Solver
from exekall.values import ExprVal
from tests.valuedb.saving import Saved, save

__all__ = ["NAME", "Program", "program", "results", "sources"]

NAME = "loaded_program"

_HEAD = """
from collections.abc import Iterator

calls = []

def text(name, *given):
    calls.append(name)
    return f"{name}({', '.join(value.text for value in given)})"

class Value:
    def __init__(self, text):
        self.text = text

    def __str__(self):
        return self.text

class Result(Value):
    pass
"""


@dataclass(frozen=True)
class Program:
    """A module, the operators in it, and those that make results."""

    module: ModuleType
    operators: tuple[Operator, ...]
    goals: tuple[Operator, ...]

    def expressions(self, more: Iterable[Operator] = ()) -> list[Expression]:
        """Return all expressions that end in a result, also made of *more* operators."""
        return list(Solver((*self.operators, *more), self.goals).expressions())

    def save(self, folder: Path) -> Saved:
        """Execute everything and save it to *folder*."""
        return save(folder, self.expressions())

    @property
    def calls(self) -> Counter[str]:
        """Which functions were called, how often."""
        return Counter(self.module.calls)


def program(source: str) -> Program:
    """Return the program that *source* defines; functions without underscore are operators."""
    module = ModuleType(NAME)
    sys.modules[NAME] = module
    exec(_HEAD + source, vars(module))
    functions = [
        Operator(found)
        for name, found in vars(module).items()
        if getattr(found, "__module__", "") == NAME and not isinstance(found, type)
        if name != "text"
    ]
    goals = [op for op in functions if op.product is module.Result]
    return Program(module, tuple(op for op in functions if op not in goals), tuple(goals))


def results(expressions: Iterable[Expression]) -> dict[str, list[str]]:
    """Execute *expressions* and return the results of each by its ID."""
    found = {}
    for computable in ComputableExpression.from_expr_list(expressions):
        values: list[ExprVal[Any]] = computable.execute_all()
        found[computable.get_id(max_length=None)] = [str(value.value) for value in values]
    return found


class _Draw:
    """Decisions, each made of one byte."""

    def __init__(self, data: bytes) -> None:
        self._data = iter(data)

    def below(self, count: int) -> int:
        return next(self._data, 0) % count

    def source(self) -> str:
        classes = 2 + self.below(4)
        lines = []
        for number in range(classes):
            base = f"C{self.below(number)}" if number and self.below(3) == 2 else "Value"
            lines.append(f"class C{number}({base}): pass\n")
        for number in range(classes + self.below(3)):
            product = number if number < classes else self.below(classes)
            wanted = [f"C{self.below(product)}" for _ in range(self.below(3)) if product]
            lines += self.function(f"f{number}", wanted, f"C{product}")
        for number in range(1 + self.below(2)):
            wanted = [f"C{self.below(classes)}" for _ in range(1 + self.below(3))]
            lines += self.function(f"goal{number}", wanted, "Result")
        return "\n".join(lines)

    def function(self, name: str, wanted: list[str], product: str) -> list[str]:
        given = "".join(f", p{index}" for index, _ in enumerate(wanted))
        parameters = ", ".join(f"p{index}: {type_}" for index, type_ in enumerate(wanted))
        if self.below(3) < 2:
            body = f"    return {product}(text('{name}'{given}))"
            return [f"def {name}({parameters}) -> {product}:\n{body}\n"]
        size = 1 + self.below(3)
        return [
            f"def {name}({parameters}) -> Iterator[{product}]:",
            f"    made = text('{name}'{given})",
            f"    for index in range({size}):",
            f"        yield {product}(f'{{made}}.{{index}}')\n",
        ]


@st.composite
def sources(draw: st.DrawFn) -> str:
    """Draw the source of a program."""
    return _Draw(draw(st.binary(min_size=60, max_size=60))).source()
