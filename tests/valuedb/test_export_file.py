"""Exports: one file that holds everything."""

from __future__ import annotations

import builtins
import gzip
import importlib.util
import os
import pickle
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exekall.store.errors import StoreError, StoreProblem, ValueProblem, ValueUnavailable
from exekall.valuedb import ValueDB
from exekall.valuedb.export import Export
from exekall.valuedb.export_file import is_export, read_export
from tests.valuedb.kitchen import LOADED, Bread, Kitchen
from tests.valuedb.saving import Saved, save

HAS_LZMA = importlib.util.find_spec("_lzma") is not None
HAS_ZSTD = any(
    importlib.util.find_spec(name.partition(".")[0]) is not None
    for name in ("compression.zstd", "zstandard")
)
SUFFIXES = [
    ".pickle",
    ".pickle.gz",
    pytest.param(".pickle.xz", marks=pytest.mark.skipif(not HAS_LZMA, reason="no lzma")),
    pytest.param(".pickle.zst", marks=pytest.mark.skipif(not HAS_ZSTD, reason="no zstd")),
]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Saved:
    program = Kitchen()
    roots = [program.serve, program.overbake, program.lock]
    return save(tmp_path_factory.mktemp("kitchen"), roots)


@pytest.fixture
def database(saved: Saved) -> Iterator[ValueDB]:
    with saved.open() as database:
        yield database


@pytest.fixture(scope="module")
def export(saved: Saved, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export") / "x.pickle"
    with saved.open() as database:
        database.to_path(path)
    return path


def assert_same(exported: ValueDB, database: ValueDB) -> None:
    assert list(exported.get_all()) == list(database.get_all())
    assert list(exported.get_roots()) == list(database.get_roots())
    assert exported.runs == database.runs
    assert [exported.state_of(run) for run in exported.runs] == [
        database.state_of(run) for run in database.runs
    ]
    assert exported.expressions == database.expressions
    for value in database.get_all():
        seen = exported.get_by_uuid(value.uuid)
        assert seen.record == value.record
        assert seen.get_id() == value.get_id()
        assert (seen.failure, seen.text) == (value.failure, value.text)
        assert list(seen.log) == list(value.log)
        assert seen.param_map == value.param_map


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_all_of_a_database(database: ValueDB, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"export{suffix}"
    LOADED.clear()
    database.to_path(path)
    with ValueDB.from_path(path) as exported:
        assert exported.path == path
        assert_same(exported, database)
        assert not LOADED
        for bread in exported.get_by_type(Bread):
            if bread.computed:
                assert bread.value.flour is bread["flour"].value is bread["dough"].value.flour
        burnt, hot = (value.excep for value in exported.get_by_id("*overbake"))
        assert (str(burnt).endswith("Burnt: black"), hot and hot.args) == (True, ("too hot", 200))
        [lock] = exported.get_by_id("lock")
        with pytest.raises(ValueUnavailable) as caught:
            _ = lock.value
        assert caught.value.problem is ValueProblem.UNSERIALISABLE
    assert os.listdir(tmp_path) == [path.name]  # noqa: PTH208 - names


def test_an_export_of_an_export(database: ValueDB, tmp_path: Path) -> None:
    database.to_path(tmp_path / "first.pickle")
    with ValueDB.from_path(tmp_path / "first.pickle") as first:
        first.to_path(tmp_path / "second.pickle.gz")
        first.to_path(tmp_path / "first.pickle")
    for name in ("first.pickle", "second.pickle.gz"):
        with ValueDB.from_path(tmp_path / name) as exported:
            assert_same(exported, database)
            assert next(iter(exported.get_by_id("*serve"))).value == "[100]"


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("x.pickle", True),
        ("x.pickle.gz", True),
        ("a.b/x.y.pickle.zst", True),
        ("x.pickle.xz", True),
        ("x.gz", False),
        ("x.sqlite", False),
        ("x.pickle.bz2", False),
        ("x.pickle/y", False),
        ("pickle", False),
    ],
)
def test_names(name: str, answer: bool) -> None:
    assert is_export(Path(name)) is answer


def test_without_what_compresses(
    database: ValueDB, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("lzma", "compression.zstd", "zstandard"):
        monkeypatch.setitem(sys.modules, name, None)
    for suffix, missing in ((".xz", "lzma"), (".zst", "compression.zstd")):
        path = tmp_path / f"x.pickle{suffix}"
        for attempt in (database.to_path, ValueDB.from_path):
            with pytest.raises(StoreError) as caught:
                attempt(path)
            assert caught.value.problem is StoreProblem.UNSUPPORTED
            assert caught.value.detail == missing
        assert not path.exists()


class Canary:
    """Runs when it is unpickled."""

    def __reduce__(self) -> Any:
        return (builtins.exec, ("from tests.valuedb.kitchen import LOADED; LOADED.append('x')",))


@pytest.mark.parametrize("content", [Canary(), [Canary()], {"a": 1}, 3, object()])
def test_what_is_no_export(tmp_path: Path, content: object) -> None:
    from exekall.valuedb.export_file import _digest

    LOADED.clear()
    data = pickle.dumps(content)
    path = tmp_path / "x.pickle"
    path.write_bytes(data + _digest(data))
    with pytest.raises(StoreError) as caught:
        ValueDB.from_path(path)
    assert caught.value.problem is StoreProblem.FOREIGN
    assert not LOADED


def test_a_newer_export(tmp_path: Path, database: ValueDB) -> None:
    from exekall.valuedb.export_file import write_export

    path = tmp_path / "x.pickle"
    write_export(Export((), (), (), (), version=1000), path)
    with pytest.raises(StoreError) as caught:
        read_export(path)
    assert caught.value.problem is StoreProblem.TOO_NEW


@settings(max_examples=60, deadline=None)
@given(st.booleans(), st.booleans(), st.integers(0), st.integers(0, 7))
def test_damage_is_noticed(
    export: Path, is_compressed: bool, is_flipped: bool, number: int, bit: int
) -> None:
    content = bytearray(export.read_bytes())
    if is_compressed:
        content = bytearray(gzip.compress(content))
    # A bit of the header of gzip may mean nothing.
    position = 10 + number % (len(content) - 10)
    if is_flipped:
        content[position] ^= 1 << bit
    else:
        del content[position:]
    path = export.with_name("damaged.pickle.gz" if is_compressed else "damaged.pickle")
    path.write_bytes(content)
    with pytest.raises(StoreError) as caught:
        ValueDB.from_path(path)
    assert caught.value.problem is StoreProblem.DAMAGED


def test_where_nothing_can_be_written(database: ValueDB, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "missing" / "x.pickle", tmp_path / "file" / "x.pickle"):
        with pytest.raises(StoreError):
            database.to_path(path)
    (tmp_path / "x.pickle").mkdir()
    with pytest.raises(StoreError):
        database.to_path(tmp_path / "x.pickle")
    with pytest.raises(StoreError):
        ValueDB.from_path(tmp_path / "x.pickle")


def test_any_unpickler_reads_it(database: ValueDB, tmp_path: Path) -> None:
    database.to_path(tmp_path / "x.pickle.gz")
    with gzip.open(tmp_path / "x.pickle.gz") as file:
        found = pickle.load(file)
    assert isinstance(found, Export)
