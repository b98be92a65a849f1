"""Writers that are killed at any moment."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from exekall.store.reader import StoreReader
from exekall.store.records import DB_FILENAME, Outcome, RunState
from tests.store.databases import identifier

SEEDS = 50

# Values of all kinds as fast as they come, each told about when it was added and when committed.
CHILD = """
import sys
from pathlib import Path
from tests.store.databases import *

def generator():
    seed = random.Random(int(sys.argv[2]))
    number = 0
    while True:
        yield number, seed.choice([1, 100, 5000]), seed.random() < 0.05
        number += 1

writer = StoreWriter(Path(sys.argv[1]), run_record())
writer.add_node(SEED)
writer.add_node(DOUBLE)
writer.add_expression(expression_record())
shared = [{"number": number} for number in range(100)]
print("made", flush=True)
for number, size, is_large in generator():
    obj = [number, shared[number % 100], "x" * size]
    if is_large:
        obj.append(bytearray(random.Random(number).randbytes(150_000)))
    failed = number % 50 == 0
    changes = {"outcome": Outcome.FAILED} if failed else {}
    value = value_record(writer, number, **changes)
    encoded = writer.encoder.encode(ValueError(obj) if failed else obj, value.key)
    if failed:
        writer.add_value(value, None, failure_record(), encoded.stored, LOG)
    else:
        writer.add_value(value, encoded.stored, log=LOG)
        writer.add_result(identifier(1001), value.key, str(number))
    if number % 97 == 0:
        writer.flush()
        print(number, flush=True)
"""


@pytest.mark.parametrize("seed", range(SEEDS))
def test_what_was_committed_is_there(tmp_path: Path, seed: int) -> None:
    told = tmp_path / "told"
    with told.open("wb") as output:
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(tmp_path / DB_FILENAME), str(seed)],
            stdout=output,
            cwd=Path(__file__).parents[2],
        )
        while not told.stat().st_size:
            assert child.poll() is None
            time.sleep(0.002)
        time.sleep(random.Random(seed).random() * 0.5)
        child.send_signal(signal.SIGKILL)
        assert child.wait() == -signal.SIGKILL
    lines = told.read_text().splitlines()
    committed = int(lines[-1]) if len(lines) > 1 else -1
    with StoreReader(tmp_path) as reader:
        assert reader.damage() == []
        assert reader.missing_buffers() == []
        assert reader.state_of(reader.runs[0]) is RunState.INTERRUPTED
        records = list(reader.records())
        assert [record.uuid for record in records] == [
            identifier(number) for number in range(len(records))
        ]
        assert len(records) > committed
        shared = []
        for number, record in enumerate(records):
            obj = content(reader, record.key, record.outcome)
            assert obj[0] == number
            assert obj[1] == {"number": number % 100}
            assert set(obj[2]) == {"x"}
            if len(obj) > 3:
                assert obj[3] == random.Random(number).randbytes(150_000)
            shared.append(obj[1])
        assert len(set(map(id, shared))) == min(len(records), 100)
        results = reader.results(identifier(1001)) if reader.expressions() else []
        is_computed = [record for record in records if record.outcome is Outcome.COMPUTED]
        # A result is added after its value, so that the last one may be missing.
        assert len(is_computed) - 1 <= len(results) <= len(is_computed)


def content(reader: StoreReader, key: int, outcome: Outcome) -> list:
    if outcome is Outcome.COMPUTED:
        obj = reader.value(key)
    else:
        assert reader.failure(key) is not None
        error = reader.failure_object(key)
        assert isinstance(error, ValueError)
        [obj] = error.args
    assert isinstance(obj, list)
    return obj
