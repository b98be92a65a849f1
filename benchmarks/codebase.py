"""A large code base in which little matters: 10,000 annotated callables, of which 10 do."""

from __future__ import annotations

import compileall
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figure import Figure
from benchmarks.processes import folder, python
from benchmarks.stopwatch import race

__all__ = ["figures"]

WORKLOAD = "10,000 annotated callables, of which 10 matter"
MODULES = 100
CALLABLES = 100
CHAIN = 10

IMPORTING = "import codebase"
BY_HAND = """
from codebase import chain
value = chain.step0()
for step in chain.STEPS:
    value = step(value)
assert value == 9
"""
ENGINE = """
import exekall
exekall.discover, exekall.build, exekall.run
"""
SCANNING = """
program = exekall.discover(codebase, allow=["*step0"])
"""
BUILDING = """
(expression,) = exekall.build(program, "*.T9")
"""
RUNNING = """
(value,) = exekall.run([expression])
assert value.value == 9
"""


def figures(rounds: int) -> Iterator[Figure]:
    """Measure importing alone, and with scanning, building and running."""
    with folder() as root:
        _write_package(root / "codebase")
        scripts = {
            "import": IMPORTING,
            "hand": IMPORTING + BY_HAND,
            "engine": IMPORTING + ENGINE,
            "scan": IMPORTING + ENGINE + SCANNING,
            "build": IMPORTING + ENGINE + SCANNING + BUILDING,
            "run": IMPORTING + ENGINE + SCANNING + BUILDING + RUNNING,
        }
        for name, text in scripts.items():
            (root / f"{name}.py").write_text(text)
        contenders = [python(root / f"{name}.py") for name in scripts]
        timings = race(*contenders, rounds=rounds)
    by_hand = timings.seconds(1) * 1e3
    for index, measured in (
        (0, "import"),
        (2, "import both it and exekall"),
        (3, "import, scan"),
        (4, "import, scan, build"),
        (5, "import, scan, build, run"),
    ):
        yield Figure(
            WORKLOAD,
            f"{measured} (by hand: import, call)",
            timings.seconds(index) * 1e3,
            "ms",
            by_hand,
            timings.ratio(index, 1),
        )
    beyond = (timings.seconds(5) - timings.seconds(2)) / (MODULES * CALLABLES) * 1e6
    yield Figure(WORKLOAD, "scan, build and run, of each callable", beyond, "us/call.")


def _write_package(package: Path) -> None:
    package.mkdir()
    names = [f"part{i}" for i in range(MODULES)]
    imports = "\n".join(f"from codebase import {name}" for name in [*names, "chain"])
    (package / "__init__.py").write_text(imports)
    for name in names:
        (package / f"{name}.py").write_text("\n".join(_part()))
    (package / "chain.py").write_text("\n".join(_chain()))
    compileall.compile_dir(package, quiet=1)


def _part() -> Iterator[str]:
    """Write functions and classes with methods that nothing needs."""
    yield "from __future__ import annotations"
    for i in range(CALLABLES // 5):
        yield f"class C{i}:"
        yield f"    def __init__(self, before: C{max(0, i - 1)}) -> None: pass"
        yield f"    def method(self, count: int) -> C{i}: return self"
        yield f"def f{i}(x: C{i}, y: C{max(0, i - 2)}) -> C{i}: return x"
        yield f"def g{i}(x: C{i}, y: list[C{i}], z: int = 3) -> C{i}: return x"
        yield f"def h{i}(x: C{i} | None) -> dict[str, C{i}]: return {{}}"


def _chain() -> Iterator[str]:
    """Write the functions that matter."""
    yield "from __future__ import annotations"
    for i in range(CHAIN):
        yield f"class T{i}: pass"
    yield "def step0() -> T0: return 0"
    for i in range(1, CHAIN):
        yield f"def step{i}(x: T{i - 1}) -> T{i}: return x + 1"
    yield f"STEPS = [{', '.join(f'step{i}' for i in range(1, CHAIN))}]"
