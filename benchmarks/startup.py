"""What a command costs that does nothing.

``exekall --help`` is compared with a Python that imports ``argparse``, ``logging`` and
``importlib.metadata``, which every command-line tool of this kind imports.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from benchmarks.figure import Figure
from benchmarks.processes import EXEKALL, process
from benchmarks.stopwatch import race

__all__ = ["figures"]

WORKLOAD = "starting"
ALMOST_NOTHING = "import argparse, logging, importlib.metadata"


def figures(rounds: int) -> Iterator[Figure]:
    """Measure ``exekall --help`` and ``import exekall``."""
    commands = {
        "exekall --help (by hand: 3 modules of Python)": (
            process([sys.executable, "-c", ALMOST_NOTHING]),
            process([EXEKALL, "--help"]),
        ),
        "import exekall (by hand: pass)": (
            process([sys.executable, "-c", "pass"]),
            process([sys.executable, "-c", "import exekall"]),
        ),
        "import exekall and what it takes to run (by hand: pass)": (
            process([sys.executable, "-c", "pass"]),
            process([sys.executable, "-c", "import exekall; exekall.run, exekall.discover"]),
        ),
    }
    for measured, contenders in commands.items():
        timings = race(*contenders, rounds=3 * rounds)
        ours, theirs = timings.seconds(1) * 1e3, timings.seconds(0) * 1e3
        yield Figure(WORKLOAD, measured, ours, "ms", theirs, timings.ratio(1, 0))
