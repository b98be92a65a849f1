"""Merging databases and artifact folders: by the number of values, and of folders."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from benchmarks.figure import Figure
from benchmarks.processes import folder
from benchmarks.stopwatch import Contender, exponent, race
from exekall.artifacts.merging import merge
from exekall.computable import ComputableExpression
from exekall.operator import Operator
from exekall.solver import Solver
from exekall.store.merging.databases import merge_databases
from exekall.store.recorder import StoreRecorder
from exekall.store.records import DB_FILENAME, ExpressionState, RunRecord, RunState
from exekall.store.writer import StoreWriter

__all__ = ["figures"]

_FEW = 10_000
_MANY = 100_000
_FOLDERS = 1_000


def figures(rounds: int) -> Iterator[Figure]:
    """Measure merging."""
    yield from _databases(rounds)
    yield from _folders(rounds)


def _databases(rounds: int) -> Iterator[Figure]:
    workload = f"two databases with {_MANY:,} small values together"
    with folder() as root:
        start = time.perf_counter()
        many = [_stored(root, _MANY // 2) for _ in range(2)]
        storing = time.perf_counter() - start
        few = [_stored(root, _FEW // 2) for _ in range(2)]
        timings = race(
            Contender(lambda out: merge_databases(few, out), lambda: _place(root)),
            Contender(lambda out: merge_databases(many, out), lambda: _place(root)),
            rounds=rounds,
        )
        tracemalloc.start()
        merge_databases(many, _place(root))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    merging = timings.seconds(1)
    each = 1e6 / _MANY
    yield Figure(
        workload,
        "merging, beside storing",
        merging * each,
        "us/value",
        storing * each,
        merging / storing,
    )
    growth = exponent(timings.seconds(0), merging, _MANY / _FEW)
    yield Figure(workload, "growth with the number of values, as a power of it", growth)
    yield Figure(workload, "peak memory", peak / _MANY, "B/value")


def _folders(rounds: int) -> Iterator[Figure]:
    workload = f"an artifact folder with {_FOLDERS:,} expressions of ten files"
    with folder() as root:
        path = _stored(root, 1).parent
        (path / "UUID").write_text(uuid4().hex)
        for _ in range(_FOLDERS):
            own = path / "expression" / uuid4().hex
            own.mkdir(parents=True)
            for number in range(10):
                (own / f"file{number}").write_text("x")
        timings = race(
            Contender(lambda out: merge([path], out), lambda: _place(root)), rounds=rounds
        )
    yield Figure(workload, "merging", timings.seconds(0) / _FOLDERS * 1e6, "us/folder")


def _stored(root: Path, number: int) -> Path:
    """Store so many values, with everything beside them, and return the database file."""

    def numbers() -> Iterator[dict[str, int]]:
        for index in range(number):
            yield {"number": index}

    path = root / uuid4().hex
    path.mkdir()
    run = RunRecord(uuid=uuid4().hex, started=time.time())
    writer = StoreWriter(path / DB_FILENAME, run)
    recorder = StoreRecorder(writer, run.uuid)
    (expression,) = Solver([op := Operator(numbers)], [op]).expressions()
    computable = ComputableExpression(expression)
    recorder.begin(computable)
    for value in computable.execute(reporter=recorder):
        recorder.result(value, str(value.value))
    recorder.end(computable, ExpressionState.COMPLETE)
    writer.close(RunState.COMPLETE)
    return path / DB_FILENAME


def _place(root: Path) -> Path:
    """Return a path at which there is nothing."""
    return root / uuid4().hex
