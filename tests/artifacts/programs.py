"""Small programs whose expressions the tests run, in folders of their own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import dedent
from typing import Any

from exekall.artifacts import ArtifactFolder, ValueRecorder
from exekall.computable import ComputableExpression
from exekall.expression import Expression, NodeTable
from exekall.operator import Operator, TagsGetter
from exekall.scripts import ScriptOptions
from exekall.values import ExprVal
from tests.scripts.dags import load_module

FAN_OUT = """\
    from collections.abc import Iterator


    class Conf:
        def __init__(self) -> None:
            self.factor = 10


    def numbers(conf: Conf) -> Iterator[int]:
        for number in range(4):
            print("number", number)
            yield number


    def scaled(number: int, conf: Conf) -> float:
        if number == 2:
            raise ValueError("two")
        return float(number * conf.factor)


    def shown(scale: float) -> str:
        return f"<{scale}>"
"""


class Program:
    """A module, and the expressions made of its callables; each call makes a node once."""

    def __init__(self, folder: Path, name: str, source: str = FAN_OUT) -> None:
        self.folder = folder
        self.name = name
        self.module = load_module(name, dedent(source), folder)
        self.table = NodeTable()
        self._operators: dict[str, Operator] = {}

    def __call__(
        self,
        name: str,
        tags_getter: TagsGetter | None = None,
        /,
        **params: Expression,
    ) -> Expression:
        """Return the node that calls the callable *name* of the module."""
        operator = self._operators.get(name)
        if operator is None:
            fresh: Any = getattr(self.module, "Fresh", None)
            types = {fresh} if fresh is not None else None
            operator = Operator(getattr(self.module, name), types, tags_getter)
            self._operators[name] = operator
        return self.table.node(operator, tuple(params.items()))

    @property
    def options(self) -> ScriptOptions:
        return ScriptOptions((self.folder,))

    def close(self) -> None:
        sys.modules.pop(self.name, None)


def fan_out(folder: Path, name: str) -> tuple[Program, list[Expression]]:
    """Return the program above and three of its expressions, each part of the next one."""
    program = Program(folder, name)
    conf = program("Conf")
    numbers = program("numbers", conf=conf)
    scaled = program("scaled", number=numbers, conf=conf)
    return program, [numbers, scaled, program("shown", scale=scaled)]


def run(
    folder: ArtifactFolder, expressions: Sequence[Expression], options: ScriptOptions
) -> Mapping[ComputableExpression, tuple[list[ExprVal], ValueRecorder, Path]]:
    """Execute *expressions* and write all their files."""
    computables = ComputableExpression.from_expr_list(expressions)
    folders = folder.expression_folders(computables, options)
    done = {}
    for computable, own in zip(computables, folders, strict=True):
        recorder = ValueRecorder(options.hidden)
        results = computable.execute_all(reporter=recorder)
        own.write_results(results, recorder)
        done[computable] = results, recorder, own.path
    folder.write_all_scripts(computables, options)
    return done


def run_file(path: Path) -> subprocess.CompletedProcess[str]:
    """Run a script in a fresh process, from another folder."""
    return subprocess.run(
        [sys.executable, "-W", "error", str(path)],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        timeout=60,
    )


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines()


def names(folder: Path) -> list[str]:
    """Return the names of all that is in *folder*, sorted."""
    return sorted(entry.name for entry in folder.iterdir())
