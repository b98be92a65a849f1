"""The value database: small values by the thousand, shared arrays, and one value of many."""

from __future__ import annotations

import pickle
import subprocess
import sys
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from uuid import uuid4

import numpy as np

from benchmarks.figure import Figure
from benchmarks.processes import folder
from benchmarks.stopwatch import Contender, race
from exekall.computable import ComputableExpression
from exekall.expression import Expression
from exekall.operator import Operator
from exekall.solver import Solver
from exekall.store.reader import StoreReader
from exekall.store.recorder import StoreRecorder
from exekall.store.records import DB_FILENAME, ExpressionState, RunRecord, RunState
from exekall.store.writer import StoreWriter

__all__ = ["figures"]

_NUMBER = 10_000
_ARRAYS = 100
_ROOTS = 10
_MEGABYTE = 1 << 20

# One value by its UUID, in a process of its own, with what the system says it read.
_FETCH = """
import sys, time
import numpy, sqlite3, mmap, zlib
from exekall import load
from exekall.valuedb import ValueDB
import exekall.store.reader, exekall.store.objects.decoding

def read():
    lines = open("/proc/self/io").read().splitlines()
    return int(dict(line.split(": ") for line in lines)["rchar"])

before, start = read(), time.perf_counter()
db = ValueDB.from_path(sys.argv[1])
value = db.get_by_uuid(sys.argv[2]).value
print((time.perf_counter() - start) * 1e3, read() - before, value.nbytes)
"""


@dataclass(frozen=True)
class Point:
    """A small value, such as most are."""

    number: int
    name: str


class Array:
    """What is shared."""

    def __init__(self, index: int, content: np.ndarray) -> None:
        self.index = index
        self.content = content


class Arrays(list[Array]):
    """All arrays."""


def points() -> Iterator[Point]:
    for number in range(_NUMBER):
        yield Point(number, f"point {number}")


def figures(rounds: int) -> Iterator[Figure]:
    """Measure storing and loading."""
    yield from _small(rounds)
    yield from _shared()
    yield from _fetched(rounds)


def _small(rounds: int) -> Iterator[Figure]:
    workload = f"generator of {_NUMBER:,} small objects"
    (expression,) = Solver([op := Operator(points)], [op]).expressions()
    values = list(points())
    with folder() as root:
        timings = race(
            Contender(lambda _: pickle.dumps(values, protocol=5)),
            Contender(lambda _: _run(expression)),
            Contender(lambda _: _store(expression, root)),
            rounds=rounds,
        )
        stored, plain = timings.seconds(2) - timings.seconds(1), timings.seconds(0)
        size = _size(_store(expression, root)) / _NUMBER
    by_hand = len(pickle.dumps(values, protocol=5)) / _NUMBER
    each = stored / _NUMBER * 1e6
    yield Figure(
        workload,
        "storing, beside one pickle",
        each,
        "us/value",
        plain / _NUMBER * 1e6,
        stored / plain,
    )
    yield Figure(workload, "size", size, "B/value", by_hand, size / by_hand)


def _run(expression: Expression) -> None:
    ComputableExpression(expression).execute_all()


def _store(expression: Expression, root: Path) -> Path:
    """Execute *expression*, with everything stored, and return the folder of the database."""
    path = root / uuid4().hex
    path.mkdir()
    run = RunRecord(uuid=uuid4().hex, started=time.time())
    writer = StoreWriter(path / DB_FILENAME, run)
    recorder = StoreRecorder(writer, run.uuid)
    computable = ComputableExpression(expression)
    recorder.begin(computable)
    for value in computable.execute(reporter=recorder):
        recorder.result(value, str(value.value))
    recorder.end(computable, ExpressionState.COMPLETE)
    writer.close(RunState.COMPLETE)
    return path


def _size(path: Path) -> int:
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


def _shared() -> Iterator[Figure]:
    """Arrays that ten roots hold each: stored once, with little memory beyond what they take."""
    workload = f"{_ARRAYS} arrays of 1 MB, shared by {_ROOTS} roots"
    draw = np.random.default_rng(1)
    # Half of it noise, so that compression has something to do and something that resists.
    arrays = Arrays(
        Array(index, np.where(draw.random(_MEGABYTE // 8) < 0.5, draw.random(_MEGABYTE // 8), 0.0))
        for index in range(_ARRAYS)
    )
    live = sum(array.content.nbytes for array in arrays)
    # Everything in one pickle, which has each array once.
    by_hand = len(zlib.compress(pickle.dumps([arrays] * _ROOTS, protocol=5), 1))
    expressions = list(_holders(arrays))
    with folder() as root:
        tracemalloc.start()
        path = root / "shared"
        path.mkdir()
        run = RunRecord(uuid=uuid4().hex, started=time.time())
        writer = StoreWriter(path / DB_FILENAME, run)
        recorder = StoreRecorder(writer, run.uuid)
        for computable in ComputableExpression.from_expr_list(expressions):
            recorder.begin(computable)
            for value in computable.execute(reporter=recorder):
                recorder.result(value, None)
            recorder.end(computable, ExpressionState.COMPLETE)
        writer.close(RunState.COMPLETE)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        size = _size(path)
    yield Figure(
        workload,
        "size, beside zlib-1 of one pickle",
        size / 1e6,
        "MB",
        by_hand / 1e6,
        size / by_hand,
    )
    # The arrays themselves were made before the counting began.
    yield Figure(
        workload,
        "peak memory, beside the arrays",
        (live + peak) / 1e6,
        "MB",
        live / 1e6,
        (live + peak) / live,
    )


def _holders(arrays: Arrays) -> Iterator[Expression]:
    """Yield one expression for each root, which holds all arrays."""

    def source() -> Arrays:
        return arrays

    operators = [Operator(source)]
    for index in range(_ROOTS):
        root = type(f"Root{index}", (), {})

        def make(held, root=root):  # type: ignore[no-untyped-def]
            made = root()
            made.held = list(held)
            return made

        make.__annotations__ = {"held": Arrays, "return": root}
        make.__qualname__ = make.__name__ = f"make{index}"
        globals()[root.__name__] = root
        root.__module__ = __name__
        root.__qualname__ = root.__name__
        operators.append(Operator(make))
    yield from Solver(operators, operators[1:]).expressions()


def _fetched(rounds: int) -> Iterator[Figure]:
    """One array of a thousand, of a database of a gigabyte, in a fresh process."""
    workload = "a database of 1 GB: opening it and loading one array of 1 MB"
    draw = np.random.default_rng(2)

    def noise() -> Iterator[np.ndarray]:
        for _ in range(1_000):
            yield draw.random(_MEGABYTE // 8)

    (expression,) = Solver([op := Operator(noise)], [op]).expressions()
    with folder() as root:
        path = _store(expression, root)
        with StoreReader.open(path) as reader:
            uuid = reader.record(list(reader.keys())[500]).uuid
        fetched = [_fetch(path, uuid) for _ in range(rounds)]
    milliseconds, read, stored = (median(column) for column in zip(*fetched, strict=True))
    yield Figure(workload, "time, imports aside", milliseconds, "ms")
    yield Figure(workload, "read beyond the array", (read - stored) / 1e6, "MB")


def _fetch(path: Path, uuid: str) -> tuple[float, ...]:
    done = subprocess.run(
        [sys.executable, "-c", _FETCH, str(path), uuid], capture_output=True, text=True, check=True
    )
    return tuple(float(word) for word in done.stdout.split())
