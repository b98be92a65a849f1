"""The source text of synthetic programs, so that they are compiled as those of users are."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from types import ModuleType

__all__ = ["chain", "compiled", "dag", "dag_inputs", "layers"]

POSTPONED = "from __future__ import annotations"


def compiled(lines: Iterator[str], *, postponed: bool = False) -> ModuleType:
    """Return a module made of *lines*, with annotations that are text if *postponed*."""
    module = ModuleType("program")
    source = "\n".join([POSTPONED if postponed else "", *lines])
    exec(compile(source, "program.py", "exec", dont_inherit=True), vars(module))
    return module


def chain(length: int) -> Iterator[str]:
    """Write a start and *length* - 1 functions, each of which takes what the one before returns."""
    for i in range(length):
        yield f"class T{i}: pass"
    yield "def f0() -> T0: return 0"
    for i in range(1, length):
        yield f"def f{i}(x: T{i - 1}) -> T{i}: return x + 1"


def dag_inputs(size: int, width: int = 10) -> list[tuple[int, ...]]:
    """Return for each of *size* nodes the three nodes of earlier layers that it takes.

    Nodes of the first layer take none. One of the three is the node above in the layer before, so
    that everything is needed; the other two are drawn from all earlier layers.
    """
    draw = random.Random(size)
    inputs: list[tuple[int, ...]] = [()] * width
    for node in range(width, size):
        earlier = node - node % width
        above = node - width
        others = [other for other in draw.sample(range(earlier), 3) if other != above]
        inputs.append((above, *others[:2]))
    return inputs


def dag(inputs: Sequence[tuple[int, ...]], width: int = 10) -> Iterator[str]:
    """Write a function a node, and ``goal``, which takes the last layer."""
    for i in range(len(inputs)):
        yield f"class T{i}: pass"
    for i, taken in enumerate(inputs):
        if taken:
            a, b, c = taken
            yield f"def f{i}(a: T{a}, b: T{b}, c: T{c}) -> T{i}: return (a + b + c) % 1000003"
        else:
            yield f"def f{i}() -> T{i}: return {i}"
    yield "class Goal: pass"
    last = range(len(inputs) - width, len(inputs))
    parameters = ", ".join(f"x{i}: T{i}" for i in last)
    yield f"def goal({parameters}) -> Goal: return {' + '.join(f'x{i}' for i in last)}"


def layers(depth: int) -> Iterator[str]:
    """Write *depth* types with two producers each, of which every one takes the type before."""
    yield "class T0: pass"
    yield "def start() -> T0: return 0"
    for i in range(1, depth + 1):
        yield f"class T{i}: pass"
        yield f"def left{i}(x: T{i - 1}) -> T{i}: return 2 * x"
        yield f"def right{i}(x: T{i - 1}) -> T{i}: return 2 * x + 1"
