"""Damaged files: what is still readable is what was written, whatever happened to the rest."""

from __future__ import annotations

import random
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from exekall.store.damage import Damage
from exekall.store.errors import StoreError, StoreProblem, ValueProblem, ValueUnavailable
from exekall.store.reader import StoreReader
from exekall.store.records import ValueRecord
from tests.store.databases import (
    SEED,
    Content,
    add_values,
    content_of,
    identifier,
    make_database,
    writing,
)

SEEDS = 300

# How a file is refused of which nothing can be read.
REFUSALS = {StoreProblem.DAMAGED, StoreProblem.FOREIGN, StoreProblem.TOO_NEW, StoreProblem.TOO_OLD}


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_database(tmp_path_factory.mktemp("original"), 120)


@pytest.fixture(scope="module")
def expected(original: Path) -> Content:
    with StoreReader(original) as reader:
        assert reader.damage() == []
        return content_of(reader)


def check(path: Path, expected: Content) -> tuple[int, list[Damage]] | None:
    """Read a damaged file; return how many values were read, and the damage; None if refused."""
    try:
        reader = StoreReader(path)
    except StoreError as error:
        if error.problem not in REFUSALS or error.path != path:
            raise
        return None
    with reader:
        found = content_of(reader)
        damage = reader.damage()
    for kind in ("runs", "nodes", "expressions"):
        assert getattr(found, kind).items() <= getattr(expected, kind).items()
    known = {record.uuid for record in expected.records.values()}
    for key, record in found.records.items():
        check_record(record, expected.records[key], known)
        assert found.stored[key] in (expected.stored[key], "damaged")
        assert found.failures[key] in (expected.failures[key], "damaged")
        assert is_part(found.logs[key], expected.logs[key])
    for uuid, results in found.results.items():
        assert is_part(results, expected.results[uuid])
    if found != expected:
        assert damage
    return len(found.records), damage


def check_record(found: ValueRecord, expected: ValueRecord, known: set[str]) -> None:
    """Compare but for lost parents."""
    assert len(found.parents) == len(expected.parents)
    for one, other in zip(found.parents, expected.parents, strict=True):
        assert one == other or one not in known
    without = {name: getattr(found, name) for name in ValueRecord.__slots__ if name != "parents"}
    assert without == {name: getattr(expected, name) for name in without}


def is_part(some: list[object], whole: list[object]) -> bool:
    """Tell whether *some* are in *whole* in this order."""
    remaining: Iterator[object] = iter(whole)
    return all(each in remaining for each in some)


def flipped(content: bytes, random_: random.Random, count: int) -> bytes:
    changed = bytearray(content)
    for _ in range(count):
        changed[random_.randrange(len(changed))] ^= 1 << random_.randrange(8)
    return bytes(changed)


@pytest.mark.parametrize("count", [1, 3, 40])
def test_flipped_bits(original: Path, expected: Content, tmp_path: Path, count: int) -> None:
    content = original.read_bytes()
    path = tmp_path / "damaged.sqlite"
    read = []
    for seed in range(SEEDS // 3):
        path.write_bytes(flipped(content, random.Random(f"{count}, {seed}"), count))
        try:
            read.append(check(path, expected))
        except Exception as error:
            error.add_note(f"seed {seed}")
            raise
    # Most of these files are of use.
    if count == 1:
        assert sum(each is not None for each in read) > 0.9 * len(read)
        whole = len(expected.records)
        assert sum(each is not None and each[0] > 0.8 * whole for each in read) > 0.6 * len(read)


def test_overwritten_pages(original: Path, expected: Content, tmp_path: Path) -> None:
    content = original.read_bytes()
    path = tmp_path / "damaged.sqlite"
    pages = len(content) // 4096
    for page in range(pages):
        for seed, other in ((0, None), (1, (page + 7) % pages)):
            changed = bytearray(content)
            new = (
                random.Random(seed).randbytes(4096)
                if other is None
                else content[other * 4096 :][:4096]
            )
            changed[page * 4096 : (page + 1) * 4096] = new
            path.write_bytes(changed)
            check(path, expected)


def test_truncated_files(original: Path, expected: Content, tmp_path: Path) -> None:
    content = original.read_bytes()
    path = tmp_path / "damaged.sqlite"
    random_ = random.Random(0)
    for length in [
        0,
        1,
        15,
        16,
        99,
        100,
        4095,
        4096,
        4097,
        *random_.sample(range(len(content)), 30),
    ]:
        path.write_bytes(content[:length])
        check(path, expected)


def test_a_run_that_goes_on_is_not_damaged(tmp_path: Path) -> None:
    def write() -> None:
        for start in range(2, 8000, 40):
            add_values(writer, start, 20)
            writer.flush()

    with writing(tmp_path) as writer:
        thread = threading.Thread(target=write)
        thread.start()
        surveys = 0
        while thread.is_alive():
            with StoreReader(tmp_path) as reader:
                assert reader.damage() == []
                surveys += 1
        thread.join()
    assert surveys > 1


def test_what_is_lost_is_named(tmp_path: Path) -> None:
    path = make_database(tmp_path, 10)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE value SET repr = 'changed' WHERE key = 3")
        connection.execute("UPDATE failure SET message = 'changed' WHERE key = 1")
        connection.execute("UPDATE block SET data = x'00'")
    with StoreReader(path) as reader:
        damage = reader.damage()
        uuids = {record.key: record.uuid for record in reader.records()}
    assert Damage("value", 3, identifier(4)) in damage
    assert Damage("failure", 1) in damage
    objects = [each for each in damage if each.table == "block"]
    assert objects[0] == Damage("block", 1)
    assert {each.uuid for each in objects[1:]} <= set(uuids.values())


def test_what_needs_a_lost_row_is_lost(tmp_path: Path) -> None:
    path = make_database(tmp_path, 3)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE node SET place = 'changed' WHERE short_name = 'double'")
    with StoreReader(path) as reader:
        damage = reader.damage()
        assert reader.nodes() == [SEED]
        assert reader.expressions() == []
        assert reader.keys() == [1, 3, 5]
        key = reader.key_of(identifier(3))
        assert key is not None
        with pytest.raises(ValueUnavailable) as raised:
            reader.record(key)
    assert (raised.value.problem, raised.value.uuid) == (ValueProblem.DAMAGED, identifier(3))
    assert {Damage("node", 2), Damage("node", 2, identifier(3))} <= set(damage)


def test_a_file_that_was_cut_short_is_read_as_far_as_it_goes(
    original: Path, expected: Content, tmp_path: Path
) -> None:
    path = tmp_path / "damaged.sqlite"
    content = original.read_bytes()
    path.write_bytes(content[: len(content) * 9 // 10])
    read = check(path, expected)
    assert read is not None
    count, damage = read
    assert count > len(expected.records) // 2
    assert Damage("log") in damage
