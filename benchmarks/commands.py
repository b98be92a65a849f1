"""The command line as a process, with everything that it writes."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import programs
from benchmarks.figure import Figure
from benchmarks.processes import EXEKALL, folder, process, python
from benchmarks.stopwatch import race

__all__ = ["listing_figures", "run_figures"]

LISTING_BY_HAND = """
import itertools
import layers

sides = [(vars(layers)[f"left{i}"], vars(layers)[f"right{i}"]) for i in range(1, 17)]
for functions in itertools.product(*sides):
    print("start:" + ":".join(function.__name__ for function in functions), flush=False)
"""

STAGES = """
from collections.abc import Iterator

class Raw: pass
class One: pass
class Two: pass
class Three: pass
class Four: pass
class FiveResult: pass

def raw() -> Iterator[Raw]: yield from range({number})
def stage1(x: Raw) -> One: return x
def stage2(x: One) -> Two: return x
def stage3(x: Two) -> Three: return x
def stage4(x: Three) -> Four: return x
def stage5(x: Four) -> FiveResult: return x
"""

STAGES_BY_HAND = """
import logging
from {module} import *

logging.basicConfig(filename="{module}.log", level=logging.INFO)
for x in raw():
    logging.info("Computed raw %s", x)
    for stage in (stage1, stage2, stage3, stage4, stage5):
        x = stage(x)
        logging.info("Computed %s %s", stage.__name__, x)
    print(x)
"""


def listing_figures(rounds: int) -> Iterator[Figure]:
    """Measure listing 65,536 expressions, of which somebody reads 20."""
    workload = "16 layers with 2 producers each, listed by a process"
    with folder() as root:
        (root / "layers.py").write_text("\n".join(programs.layers(16)))
        (root / "by_hand.py").write_text(LISTING_BY_HAND)
        listing = [EXEKALL, "run", "layers.py", "--list", "--allow", "*start", "--goal", "*T16"]
        for measured, filters in (("--list | head -20", " | head -20"), ("--list", "")):
            timings = race(
                process("python by_hand.py 2>/dev/null" + filters, root),
                process(shlex.join(listing) + filters, root),
                rounds=rounds,
            )
            ours, theirs = timings.seconds(1) * 1e3, timings.seconds(0) * 1e3
            yield Figure(workload, measured, ours, "ms", theirs, timings.ratio(1, 0))


def run_figures(rounds: int) -> Iterator[Figure]:
    """Measure a run that writes all its log lines and files."""
    workload = "generator of 10,000 values through 5 stages, exekall run with logs and files"
    few, many = 100, 10_000
    with folder() as root:
        for number in (few, many):
            (root / f"stages{number}.py").write_text(STAGES.format(number=number))
            by_hand = STAGES_BY_HAND.format(module=f"stages{number}")
            (root / f"by_hand{number}.py").write_text(by_hand)
        timings = race(
            python(root / f"by_hand{few}.py"),
            python(root / f"by_hand{many}.py"),
            process(_run(root, few), root),
            process(_run(root, many), root),
            rounds=rounds,
        )
    for contender, number in ((0, few), (1, many)):
        ours, theirs = timings.seconds(contender + 2) * 1e3, timings.seconds(contender) * 1e3
        measured = f"{6 * number:,} values"
        ratio = timings.ratio(contender + 2, contender)
        yield Figure(workload, measured, ours, "ms", theirs, ratio)
    more = 6 * (many - few)
    ours, theirs = (
        (timings.seconds(contender + 1) - timings.seconds(contender)) / more * 1e6
        for contender in (2, 0)
    )
    yield Figure(workload, "of each further value", ours, "us/value", theirs, ours / theirs)


def _run(root: Path, number: int) -> Sequence[str]:
    words = ["--allow", "*raw", "--artifact-root", str(root / "artifacts")]
    return [EXEKALL, "run", f"stages{number}.py", *words]
