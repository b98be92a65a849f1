"""Random expressions over operators of a module that is written for them.

A value is the operator's name and a checksum of what it was made from, with the number of the call
where that is wanted, so that a value computed twice is not equal to the first.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_file_location
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from exekall.expression import Expression, NodeTable
from exekall.operator import Operator
from exekall.prebuilt import PrebuiltOperator

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import ModuleType

KINDS = ("plain", "generator", "coroutine", "stream", "prebuilt")

HEADER = """\
from __future__ import annotations
from collections.abc import AsyncIterator, Iterator
from collections import Counter
from zlib import crc32

CALLS = Counter()


class Fresh(str):
    pass


def made(name, *given):
    CALLS[name] += 1
    text = f"{name}:{crc32(repr(given).encode()):08x}"
    return f"{text}#{CALLS[name]}" if NUMBERED and name not in FRESH else text


def fails(value, odds):
    return odds and crc32(value.encode()) % odds == 0
"""

DRIVER = """\
import contextlib, io, json, runpy, sys
for module, script in json.load(sys.stdin):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            runpy.run_path(script, run_name="__main__")
        except SystemExit as end:
            code = end.code
    calls = dict(sys.modules[module].CALLS) if module in sys.modules else {}
    if module in sys.modules:
        sys.modules[module].CALLS.clear()
    print(json.dumps([out.getvalue(), err.getvalue(), code, calls]))
"""


@dataclass(frozen=True)
class Node:
    """*kind* of operator, how many values it gives, what it takes, one in how many calls fails."""

    kind: str = "plain"
    fresh: bool = False
    size: int = 1
    inputs: tuple[int, ...] = ()
    odds: int = 0

    def source(self, name: str) -> str:
        parameters = ", ".join(f"p{index}: str" for index, _ in enumerate(self.inputs))
        given = ", ".join([f"{name!r}", *(f"p{index}" for index, _ in enumerate(self.inputs))])
        result = "Fresh" if self.fresh else "str"
        lines = [f"    value = {result}(made({given}))"]
        failing = f"    if fails(value, {self.odds}):\n        raise ValueError(value)"
        if self.kind in {"plain", "coroutine"}:
            word = "def" if self.kind == "plain" else "async def"
            lines = [f"{word} {name}({parameters}) -> {result}:", *lines, failing]
            return "\n".join([*lines, "    return value"])
        word, type_ = (
            ("def", "Iterator")
            if self.kind == "generator"
            else (
                "async def",
                "AsyncIterator",
            )
        )
        return "\n".join(
            [
                f"{word} {name}({parameters}) -> {type_}[{result}]:",
                *lines,
                f"    for index in range({self.size}):",
                f"        if fails(f'{{value}}{{index}}', {self.odds}):",
                "            raise ValueError(value)",
                f"        yield {result}(f'{{value}}.{{index}}')",
            ]
        )


Dag = tuple[Node, ...]


@st.composite
def dags(draw: st.DrawFn, odds: int = 0, smallest: int = 1, max_nodes: int = 40) -> Dag:
    """Draw a graph whose last node is its root; *smallest* is the least number of values."""
    count = draw(st.integers(1, max_nodes))
    nodes: list[Node] = []
    generators = 0
    for index in range(count):
        width = draw(st.integers(0, min(3, index)))
        near = st.integers(max(0, index - 8), max(0, index - 1))
        inputs = tuple(draw(near) for _ in range(width))
        kind = draw(st.sampled_from(("plain", "plain", *KINDS)))
        if kind in {"generator", "stream"}:
            generators += 1
            if generators > 5:
                kind = "plain"
        if kind == "prebuilt":
            inputs = ()
        fresh = draw(st.integers(0, 4)) == 0
        nodes.append(Node(kind, fresh, draw(st.integers(smallest, 3)), inputs, odds))
    return tuple(nodes)


def load_module(name: str, source: str, folder: Path, file: str = "") -> ModuleType:
    """Write a module to *folder* and import it."""
    path = folder / (file or f"{name}.py")
    path.write_text(source)
    spec = spec_from_file_location(name, path, loader=SourceFileLoader(name, str(path)))
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class World:
    """The module written for one graph, and the expressions made of its operators."""

    def __init__(self, dag: Dag, folder: Path, name: str, numbered: bool = False) -> None:
        self.name = name
        fresh = {f"op_{index}" for index, node in enumerate(dag) if node.fresh}
        sources = [
            node.source(f"op_{index}") for index, node in enumerate(dag) if node.kind != "prebuilt"
        ]
        settings = f"NUMBERED = {numbered}\nFRESH = {fresh!r}\n"
        text = "\n\n\n".join([HEADER, settings, *sources]) + "\n"
        self.module = load_module(name, text, folder)
        table = NodeTable()
        self.nodes: list[Expression] = []
        for index, node in enumerate(dag):
            children = [self.nodes[given] for given in node.inputs]
            params = tuple((f"p{i}", child) for i, child in enumerate(children))
            self.nodes.append(table.node(self._operator(index, node), params))

    def _operator(self, index: int, node: Node) -> Operator:
        if node.kind == "prebuilt":
            values = [f"spark_{index}.{number}" for number in range(node.size)]
            type_ = self.module.Fresh if node.fresh else str
            return PrebuiltOperator(type_, values, None, {self.module.Fresh})
        function = getattr(self.module, f"op_{index}")
        return Operator(function, {self.module.Fresh})

    def close(self) -> None:
        sys.modules.pop(self.name, None)

    @property
    def calls(self) -> dict[str, int]:
        return {name: number for name, number in self.module.CALLS.items() if number}


def run_scripts(scripts: Sequence[tuple[str, str]], folder: Path) -> list[list[Any]]:
    """Run scripts, each given after the name of its module, in one fresh process.

    Return stdout, stderr, exit code and numbers of calls of each.
    """
    jobs = []
    for index, (module, text) in enumerate(scripts):
        path = folder / f"script_{index}.py"
        path.write_text(text, encoding="utf-8")
        jobs.append((module, path))
    return run_files(jobs)


def run_files(jobs: Sequence[tuple[str, Path]]) -> list[list[Any]]:
    """Run files, as :func:`run_scripts` does."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", DRIVER],
        input=json.dumps([(module, str(path)) for module, path in jobs]),
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def run_script(text: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run one script on its own in a fresh process, from another directory."""
    path = folder / "EXPRESSION.py"
    path.write_text(text, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-W", "error", str(path)],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
    )
