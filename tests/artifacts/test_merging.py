"""Merging as a whole: what is refused, updated, and left behind when it fails."""

from __future__ import annotations

import os
import shutil
import subprocess
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from exekall.artifacts import merging
from exekall.artifacts.merging import merge
from exekall.filesystem.errors import ArtifactError
from exekall.store.errors import StoreError, StoreProblem
from exekall.store.merging.error import MergeError, MergeProblem
from exekall.store.reader import StoreReader
from exekall.store.records import DB_FILENAME, RunState
from tests.artifacts.merging import done, files, objects_equal, refused
from tests.filesystem.trees import plant, tree
from tests.store.merge_inputs import Run, change, content, objects, writing_to


class TestUpdate:
    def test_one_by_one(self, tmp_path: Path, a: Path, b: Path) -> None:
        done(tmp_path / "both", a, b)
        out = tmp_path / "out"
        for inputs in ([a], [b], [a, b], [out]):
            done(out, *inputs, updates=True)
        assert files(out) == files(tmp_path / "both")
        assert content(out) == content(tmp_path / "both")

    def test_the_folder_of_a_run(self, own: Path, a: Path, b: Path) -> None:
        done(own / "a", b, updates=True)
        done(own / "both", a, b)
        assert files(own / "a") == files(own / "both")

    def test_not_unless_asked_for(self, tmp_path: Path, a: Path, b: Path) -> None:
        done(tmp_path / "out", a)
        for inputs in ([b], [tmp_path / "out"], [tmp_path / "out", b]):
            assert refused(tmp_path / "out", *inputs) is MergeProblem.OUTPUT_EXISTS

    @pytest.mark.parametrize("updates", [False, True])
    def test_an_empty_folder(self, tmp_path: Path, a: Path, updates: bool) -> None:
        (tmp_path / "out").mkdir()
        done(tmp_path / "out", a, updates=updates)
        assert objects_equal(tmp_path / "out", a)

    @pytest.mark.parametrize("entries", [{"notes": "1"}, {"b": "-> nowhere"}])
    def test_a_folder_of_something_else(
        self, tmp_path: Path, a: Path, entries: dict[str, str]
    ) -> None:
        plant(tmp_path / "out", entries)
        with pytest.raises(StoreError) as error:
            merge([a], tmp_path / "out", updates=True)
        assert error.value.problem is StoreProblem.MISSING
        assert tree(tmp_path / "out") == entries

    def test_a_run_that_goes_on(self, tmp_path: Path, a: Path, own: Path) -> None:
        with writing_to(own / "b" / DB_FILENAME) as connection:
            # This process is there.
            start = f"{Path('/proc/sys/kernel/random/boot_id').read_text().strip()}/"
            start += Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19]
            change(connection, "run", state="running", pid=os.getpid(), process_started=start)
        assert refused(own / "b", a, updates=True) is MergeProblem.OUTPUT_IN_USE
        report = done(tmp_path / "out", a, own / "b")
        assert list(report.databases.running) == [own / "b" / DB_FILENAME]


class TestPlaces:
    def test_within_an_input(self, own: Path, b: Path) -> None:
        assert refused(own / "a/out", own / "a", b) is MergeProblem.OUTPUT_IN_INPUT
        assert refused(own / "a/ORIGIN", own / "a", b) is MergeProblem.OUTPUT_IN_INPUT

    def test_an_input_within(self, own: Path, b: Path) -> None:
        shutil.copytree(b, own / "a/inner", symlinks=True)
        assert refused(own / "a", own / "a/inner", updates=True) is MergeProblem.INPUT_IN_OUTPUT

    def test_through_a_link(self, tmp_path: Path, own: Path, b: Path) -> None:
        (tmp_path / "link").symlink_to(own / "a")
        with pytest.raises(MergeError) as error:
            merge([own / "a", b], tmp_path / "link/out")
        assert error.value.problem is MergeProblem.OUTPUT_IN_INPUT
        done(tmp_path / "target", b)
        (tmp_path / "latest").symlink_to("target")
        merge([own / "a"], tmp_path / "latest", updates=True)
        assert (tmp_path / "latest").is_symlink()
        assert objects_equal(tmp_path / "target", own / "a")


class TestNothingIsLeftBehind:
    def inputs(self, tmp_path: Path, own: Path, kind: str) -> list[Path]:
        last = own / "b"
        if kind == "missing":
            last = tmp_path / "nothing"
        elif kind == "empty":
            last = plant(tmp_path / "empty", {})
        elif kind == "foreign":
            plant(own / "b", {}) / DB_FILENAME
            (own / "b" / DB_FILENAME).write_text("foreign")
        elif kind == "damaged":
            with writing_to(own / "b" / DB_FILENAME) as connection:
                connection.execute("UPDATE value SET repr = 'x'")
        elif kind == "no uuid":
            (own / "b/UUID").unlink()
        elif kind == "newer":
            with writing_to(own / "b" / DB_FILENAME) as connection:
                connection.execute("PRAGMA user_version = 99")
        return [own / "a", last]

    KINDS = ("missing", "empty", "foreign", "damaged", "no uuid", "newer")

    @pytest.mark.parametrize("kind", KINDS)
    def test_of_what_is_refused(self, tmp_path: Path, own: Path, kind: str) -> None:
        inputs = self.inputs(tmp_path, own, kind)
        (tmp_path / "place").mkdir()
        with pytest.raises((StoreError, MergeError, ArtifactError)) as error:
            merge(inputs, tmp_path / "place/some/out")
        assert inputs[1] in (error.value.path, error.value.path.parent)
        assert not tree(tmp_path / "place")

    @pytest.mark.parametrize("kind", KINDS)
    def test_of_an_update_that_is_refused(self, tmp_path: Path, own: Path, kind: str) -> None:
        inputs = self.inputs(tmp_path, own, kind)
        out = tmp_path / "place/out"
        merge([own / "a"], out)
        before = tree(tmp_path / "place"), out.stat().st_ino
        with pytest.raises((StoreError, MergeError, ArtifactError)):
            merge(inputs, out, updates=True)
        assert (tree(tmp_path / "place"), out.stat().st_ino) == before

    def test_damage_is_no_obstacle_on_demand(self, tmp_path: Path, own: Path) -> None:
        inputs = self.inputs(tmp_path, own, "damaged")
        report = done(tmp_path / "out", *inputs, keeps_going=True)
        assert list(report.databases.lost) == [own / "b" / DB_FILENAME]
        with StoreReader(tmp_path / "out") as reader:
            found = {record.uuid for record in reader.records()}
        assert found == content(own / "a")["values"].keys()

    @pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
    @pytest.mark.parametrize("updates", [False, True])
    @pytest.mark.parametrize("step", range(6))
    def test_of_what_is_interrupted(
        self,
        tmp_path: Path,
        a: Path,
        b: Path,
        monkeypatch: pytest.MonkeyPatch,
        error: type[BaseException],
        updates: bool,
        step: int,
    ) -> None:
        """Something happens at one of several links, spread over the whole."""
        out = tmp_path / "place/out"
        (tmp_path / "place").mkdir()
        if updates:
            merge([a], out)
        before = tree(tmp_path / "place")
        count = 0

        def interrupted(*args: Any, **words: Any) -> None:
            nonlocal count
            count += 1
            if count == 1 + 4 * step or (error is OSError and count > 4 * step):
                raise error
            original(*args, **words)

        original = os.link
        monkeypatch.setattr(os, "link", interrupted)
        with pytest.raises((KeyboardInterrupt, ArtifactError, StoreError)):
            merge([a, b], out, updates=updates)
        assert tree(tmp_path / "place") == before

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts file systems")
    @pytest.mark.parametrize("name", ["out", "out.sqlite"])
    @pytest.mark.parametrize("size", [40, 100, 200])
    def test_of_a_full_disk(self, tmp_path: Path, a: Path, name: str, size: int) -> None:
        place = tmp_path / "place"
        place.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", str(place)]
        if subprocess.run(mount, check=False, capture_output=True).returncode:
            pytest.skip("no file system can be mounted here")
        try:
            with pytest.raises((ArtifactError, StoreError)) as error:
                merge([a / DB_FILENAME if "." in name else a], place / name)
            assert not tree(place)
        finally:
            subprocess.run(["umount", str(place)], check=True)
        assert (place / name) in (error.value.path, *error.value.path.parents)

    def test_of_ones_that_are_refused_at_the_end(
        self, tmp_path: Path, a: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Somebody else makes what was not there."""
        out = tmp_path / "place/out"
        make = merging.make_merged_folder

        def late(job: Any) -> Any:
            plant(out, {"theirs": "1"})
            return make(job)

        monkeypatch.setattr(merging, "make_merged_folder", late)
        with pytest.raises(ArtifactError):
            merge([a], out)
        assert tree(tmp_path / "place") == {"out": "/", "out/theirs": "1"}


def test_a_run_that_goes_on_is_merged_as_far_as_it_is(tmp_path: Path, a: Path, b: Path) -> None:
    one = Run(tmp_path / "going", 1_000)
    one.add([1], 1_010)
    one.writer.flush()
    report = done(tmp_path / "out", a, one.path)
    assert list(report.databases.running) == [one.path]
    # Nobody is writing to what it was merged into.
    report = done(tmp_path / "out", b, updates=True)
    assert not report.databases.running
    assert content(tmp_path / "out")["runs"][one.uuid].state is RunState.INTERRUPTED
    one.add([2], 1_011)
    one.close()
    assert len(objects(one.path)) == 2
    for number, inputs in enumerate(permutations([tmp_path / "out", one.path])):
        done(tmp_path / str(number), *inputs)
        found = content(tmp_path / str(number))
        assert objects_equal(tmp_path / str(number), one.path)
        assert found["runs"][one.uuid].state is RunState.COMPLETE
