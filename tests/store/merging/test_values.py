"""Values of several databases in one."""

from __future__ import annotations

import shutil
from itertools import pairwise, permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exekall.store.reader import StoreReader
from exekall.store.records import (
    DB_FILENAME,
    RunState,
)
from tests.store.databases import identifier
from tests.store.merge_inputs import (
    Run,
    change,
    content,
    made,
    merged,
    objects,
    running,
    writing_to,
)

LARGE = b"large" * 100_000


@pytest.fixture
def one(tmp_path: Path) -> Path:
    return made(tmp_path / "one", 1_000, [1, "two", [3], {4, 5}, LARGE])


@pytest.fixture
def other(tmp_path: Path) -> Path:
    return made(tmp_path / "other", 2_000, ["another", {"key": [1.5]}, LARGE])


class Part:
    def __init__(self, name: str) -> None:
        self.name = name
        self.links: list[Any] = []


def chained(folder: Path, number: int) -> Path:
    """Make a database in which values share parts of one another."""
    shared = Part("shared")
    first = [Part("first"), shared, {"deep": [shared]}]
    shared.links.append(first)
    with running(folder, number) as run:
        run.add(first, number + 10)
        run.add({"again": shared}, number + 11)
        run.add([first, shared], number + 12)
    return run.path


class TestIdentity:
    def test_shared_objects_stay_one(self, tmp_path: Path, one: Path) -> None:
        path = chained(tmp_path / "chained", 3_000)
        out, _ = merged(tmp_path, one, path)
        with StoreReader(out) as reader:
            values = [reader.value(reader.key_of(identifier(3_010 + n)) or 0) for n in range(3)]
        first, again, both = values
        assert first[1] is again["again"] is both[1] is first[2]["deep"][0]
        assert both[0] is first is first[1].links[0]

    def test_references_into_a_pickle_that_is_otherwise(self, tmp_path: Path) -> None:
        """The same value was pickled twice; others refer into each of the pickles."""
        paths = []
        for number, extra in ((1_000, []), (2_000, [Part("more"), Part("before")])):
            shared = Part(f"of {number}")
            with running(tmp_path / str(number), number) as run:
                run.add([*extra, shared], 77, digest=b"the same")
                run.add({"shared": shared}, number + 11)
            paths.append(run.path)
        for inputs in permutations(paths):
            out, report = merged(tmp_path, *inputs)
            found = objects(out)
            for number in (1_000, 2_000):
                assert found[identifier(number + 11)]["shared"].name == f"of {number}"
            assert not report.conflicts
            assert report.values == 4
            again, _ = merged(tmp_path, out, *inputs)
            assert content(again) == content(out)

    def test_a_pickle_that_is_otherwise_in_several_databases(self, tmp_path: Path) -> None:
        paths = []
        for number, extra in ((1_000, []), (2_000, [Part("more")]), (3_000, [Part("more")])):
            shared = Part("first" if number == 1_000 else "other")
            with running(tmp_path / str(number), number) as run:
                run.add([*extra, shared], 77, digest=b"the same")
                run.add({"shared": shared}, number + 11)
            paths.append(run.path)
        for inputs in permutations(paths):
            out, report = merged(tmp_path, *inputs)
            found = objects(out)
            assert found[identifier(1_011)]["shared"].name == "first"
            for number in (2_000, 3_000):
                assert found[identifier(number + 11)]["shared"].name == "other"
            # The value with both pickles, and what refers into them.
            assert report.values == 5

    def test_a_pickle_that_is_otherwise_but_not_referred_to(self, tmp_path: Path) -> None:
        paths = []
        for number in (1_000, 2_000):
            with running(tmp_path / str(number), number) as run:
                first = run.add([number], 77, digest=b"the same")
                run.add(["other"], number + 11, first)
            paths.append(run.path)
        out, report = merged(tmp_path, *paths)
        assert objects(out)[identifier(77)] == [1_000]
        assert report.values == 3

    @given(
        st.lists(st.lists(st.integers(0, 9), max_size=4), min_size=1, max_size=6),
        st.lists(st.lists(st.integers(0, 9), max_size=4), min_size=1, max_size=6),
    )
    @settings(
        deadline=None,
        max_examples=25,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    def test_any_graphs(
        self,
        tmp_path_factory: pytest.TempPathFactory,
        first: list[list[int]],
        second: list[list[int]],
    ) -> None:
        tmp_path = tmp_path_factory.mktemp("graphs")
        paths, shapes = [], {}
        for number, lists in ((1_000, first), (2_000, second)):
            parts = [Part(f"{number} {place}") for place in range(10)]
            values = [[parts[place] for place in places] for places in lists]
            for part, neighbour in pairwise(parts):
                part.links.append(neighbour)
            paths.append(made(tmp_path / str(number), number, values))
            shapes[number] = [[part.name for part in value] for value in values]
        out, _ = merged(tmp_path, *paths, paths[0])
        found = objects(out)
        for number, expected in shapes.items():
            values = [found[identifier(number + 10 + place)] for place in range(len(expected))]
            assert [[part.name for part in value] for value in values] == expected
            same: dict[str, Part] = {}
            stack = [part for value in values for part in value]
            while stack:
                part = stack.pop()
                if same.setdefault(part.name, part) is not part:
                    pytest.fail(f"{part.name} is two objects")
                stack += part.links


class TestMoreInformation:
    def test_a_copy_made_during_the_run(self, tmp_path: Path) -> None:
        run = Run(tmp_path / "run", 1_000)
        run.add([1], 1_010)
        run.writer.flush()
        early = tmp_path / "early"
        early.mkdir()
        shutil.copy(run.path, early)
        run.add([2], 1_011)
        run.close()
        expected = content(run.path)
        for inputs in permutations([early / DB_FILENAME, run.path]):
            out, report = merged(tmp_path, *inputs)
            assert content(out) == expected
            # The copy looks as if its run, which is this process, went on.
            assert list(report.running) == [early / DB_FILENAME]

    def test_a_run_that_was_killed(self, tmp_path: Path) -> None:
        path = made(tmp_path / "killed", 1_000, [1])
        with writing_to(path) as connection:
            change(connection, "run", state="running", pid=2**22 + 1)
        out, report = merged(tmp_path, path)
        assert not report.running
        with StoreReader(out) as reader:
            [run] = reader.runs
        assert run.state is RunState.INTERRUPTED

    @pytest.mark.parametrize("is_first", [True, False])
    def test_an_object_rather_than_none(self, tmp_path: Path, is_first: bool) -> None:
        path = made(tmp_path / "one", 1_000, [[1]])
        other = tmp_path / "other"
        shutil.copytree(path.parent, other)
        with writing_to(other / DB_FILENAME) as connection:
            nothing = dict.fromkeys(("kind", "block", "offset", "length", "buffers", "refs"))
            change(connection, "value", **nothing)
        inputs = [path, other] if is_first else [other, path]
        out, _ = merged(tmp_path, *inputs)
        assert content(out) == content(path)

    @pytest.mark.parametrize("is_first", [True, False])
    def test_what_was_found_to_be_stale(self, tmp_path: Path, is_first: bool) -> None:
        path = made(tmp_path / "one", 1_000, [[1]])
        other = tmp_path / "other"
        shutil.copytree(path.parent, other)
        with writing_to(path) as connection:
            change(connection, "value", is_stale=1)
        inputs = [path, other] if is_first else [other, path]
        out, _ = merged(tmp_path, *inputs)
        assert content(out) == content(path)

    def test_a_conflict(self, tmp_path: Path) -> None:
        paths = []
        for number in (1_000, 2_000):
            with running(tmp_path / str(number), number) as run:
                run.add([number], 77)
            paths.append(run.path)
        out, report = merged(tmp_path, *paths)
        [conflict] = report.conflicts
        assert (conflict.uuid, conflict.path) == (identifier(77), paths[1])
        assert objects(out)[identifier(77)] == [1_000]


class TestBuffers:
    def files(self, path: Path) -> list[Path]:
        return [each for each in path.with_suffix(".buffers").rglob("*") if each.is_file()]

    @pytest.mark.parametrize("copies", [False, True])
    def test_files(self, tmp_path: Path, one: Path, copies: bool) -> None:
        out, _ = merged(tmp_path, one, copies=copies)
        [ours], [theirs] = self.files(out), self.files(one)
        assert ours.samefile(theirs) is not copies
        assert ours.read_bytes() == theirs.read_bytes()
        assert objects(out) == objects(one)

    def test_missing_ones(self, tmp_path: Path, one: Path, other: Path) -> None:
        shutil.rmtree(one.with_suffix(".buffers"))
        out, report = merged(tmp_path, one)
        assert report.missing == 1
        with StoreReader(out) as reader:
            assert len(reader.missing_buffers()) == 1
        for inputs in permutations([out, other]):
            again, report = merged(tmp_path, *inputs)
            assert report.missing == 0
            assert objects(again)[identifier(1_014)] == LARGE

    def test_a_value_that_is_there_already_without_its_file(
        self, tmp_path: Path, one: Path
    ) -> None:
        lacking = tmp_path / "lacking"
        lacking.mkdir()
        shutil.copy(one, lacking)
        for inputs in permutations([lacking, one.parent]):
            out, report = merged(tmp_path, *inputs)
            assert report.missing == 0
            assert objects(out) == objects(one)
