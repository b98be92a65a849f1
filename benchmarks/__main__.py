"""``python -m benchmarks``: measure, and print one table."""

from __future__ import annotations

import argparse
import platform
from collections.abc import Callable, Iterator, Mapping

from benchmarks import codebase, commands, deep, fanout, merging, startup, storing, wide
from benchmarks.figure import Figure, Table

WORKLOADS: Mapping[str, Callable[[int], Iterator[Figure]]] = {
    "chain": deep.chain_figures,
    "dag": deep.dag_figures,
    "wide": wide.figures,
    "fanout": fanout.figures,
    "listing": commands.listing_figures,
    "run": commands.run_figures,
    "codebase": codebase.figures,
    "storing": storing.figures,
    "merging": merging.figures,
    "startup": startup.figures,
}


def main() -> None:
    """Measure the workloads that the user named, by default all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("workload", nargs="*", help=f"some of: {', '.join(WORKLOADS)}")
    parser.add_argument("--rounds", type=int, default=5, help="rounds, of which the median counts")
    args = parser.parse_args()
    unknown = set(args.workload) - WORKLOADS.keys()
    if unknown:
        parser.error(f"no such workload: {', '.join(sorted(unknown))}")
    if args.rounds < 1:
        parser.error("at least one round is needed")
    print(f"Python {platform.python_version()} on {platform.machine()}, medians of {args.rounds}")
    table = Table()
    table.head()
    for name in args.workload or WORKLOADS:
        for figure in WORKLOADS[name](args.rounds):
            table.add(figure)


if __name__ == "__main__":
    main()
