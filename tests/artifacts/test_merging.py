"""Artifact folders and databases of real runs, merged."""

from __future__ import annotations

import os
import shutil
import subprocess
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from exekall.artifacts import merging
from exekall.artifacts.merging import MergeReport, merge
from exekall.filesystem.errors import ArtifactError
from exekall.store.errors import StoreError, StoreProblem
from exekall.store.merge_error import MergeError, MergeProblem
from exekall.store.reader import StoreReader
from exekall.store.records import DB_FILENAME
from tests.artifacts.merging import files, run
from tests.artifacts.programs import names, run_file
from tests.filesystem.trees import SHARED_MEMORY, plant, tree
from tests.store.merging import Run, change, content, objects, writing_to


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the artifact folders of two runs, ``a`` and ``b``; not to be changed."""
    folder = tmp_path_factory.mktemp("runs")
    run(folder, "a")
    run(folder, "b", "-n", "2")
    return folder


@pytest.fixture
def a(runs: Path) -> Path:
    return runs / "a"


@pytest.fixture
def b(runs: Path) -> Path:
    return runs / "b"


@pytest.fixture
def own(runs: Path, tmp_path: Path) -> Path:
    """Copies of the runs, which may be changed."""
    for name in ("a", "b"):
        shutil.copytree(runs / name, tmp_path / "own" / name, symlinks=True)
    return tmp_path / "own"


def done(out: Path, *inputs: Path, **options: Any) -> MergeReport:
    report = merge(inputs, out, **options)
    assert not list(out.parent.glob(".*"))
    return report


def refused(out: Path, *inputs: Path, **options: Any) -> MergeProblem:
    before = tree(out.parent)
    with pytest.raises(MergeError) as error:
        merge(inputs, out, **options)
    assert tree(out.parent) == before
    return error.value.problem


class TestFolders:
    def test_everything_is_there(self, tmp_path: Path, a: Path, b: Path) -> None:
        report = done(tmp_path / "out", a, b)
        assert report.path == tmp_path / "out"
        assert not report.oddities
        assert not report.databases.conflicts
        found = content(tmp_path / "out")
        for path in (a, b):
            assert found["values"].items() >= content(path)["values"].items()
            for name, text in files(path).items():
                if "/" in name:
                    assert files(tmp_path / "out")[name] == text
                elif not name.startswith("UUID") and text != "/":
                    uuid = (path / "UUID").read_text().strip()
                    assert (tmp_path / "out/ORIGIN" / uuid / name).read_text() == text
        assert len(found["runs"]) == 2
        assert len(found["expressions"]) == 6

    def test_scripts_find_the_database(self, tmp_path: Path, a: Path, b: Path) -> None:
        done(tmp_path / "out", a, b)
        (tmp_path / "out").rename(tmp_path / "moved")
        scripts = [
            *(tmp_path / "moved").glob("*/*/EXPRESSION.py"),
            *(tmp_path / "moved").glob("ORIGIN/*/ALL_SCRIPTS.py"),
            *(tmp_path / "moved").glob("ORIGIN/*/*/*/EXPRESSION.py"),
        ]
        assert len(scripts) >= 8
        for script in scripts:
            database = os.path.relpath(script.parent / "../..", script.parent)
            above = script.parent if script.name == "ALL_SCRIPTS.py" else script.parent / database
            assert (above / DB_FILENAME).samefile(tmp_path / "moved" / DB_FILENAME)

    def test_commented_lines_load(self, tmp_path: Path, a: Path, b: Path) -> None:
        done(tmp_path / "out", a, b)
        scripts = [*(tmp_path / "out").glob("*Result/*/EXPRESSION.py")]
        scripts += (tmp_path / "out").glob("ORIGIN/*/ALL_SCRIPTS.py")
        assert len(scripts) == 8
        summaries = "".join(path.read_text() for path in (a / "SUMMARY", b / "SUMMARY"))
        for script in scripts:
            text = script.read_text()
            assert "# db.value" in text
            uncommented = script.with_name("uncommented.py")
            uncommented.write_text(text.replace("# db.value", "db.value"))
            printed = run_file(uncommented)
            assert not printed.stderr
            assert all(f": {line}\n" in summaries for line in printed.stdout.splitlines())

    def test_links_by_uuid(self, tmp_path: Path, a: Path, b: Path) -> None:
        done(tmp_path / "out", a, b)
        links = list((tmp_path / "out/BY_UUID").iterdir())
        assert len(links) == sum(len(list((path / "BY_UUID").iterdir())) for path in (a, b))
        for link in links:
            assert (
                link.name
                in (link / "UUID").read_text() + (link / "COMPUTED_VALUES_UUID").read_text()
            )

    @pytest.mark.parametrize("copies", [False, True])
    def test_links_or_copies(self, tmp_path: Path, a: Path, copies: bool) -> None:
        done(tmp_path / "out", a, copies=copies)
        for path in a.glob("*/*/own/file.txt"):
            ours = tmp_path / "out" / path.relative_to(a)
            assert ours.samefile(path) is not copies
            assert (ours.parent / "link").readlink() == Path("file.txt")
        [buffer] = (path for path in a.glob("VALUE_DB.buffers/*/*"))
        assert (tmp_path / "out" / buffer.relative_to(a)).samefile(buffer) is not copies

    def test_another_file_system(self, a: Path, b: Path) -> None:
        if not SHARED_MEMORY.is_dir() or SHARED_MEMORY.stat().st_dev == a.stat().st_dev:
            pytest.skip("there is no other file system")
        out = SHARED_MEMORY / f"exekall-{os.getpid()}"
        try:
            done(out, a, b)
            assert objects_equal(out, a)
        finally:
            shutil.rmtree(out)

    def test_a_run_without_results_on_disk(self, tmp_path: Path, own: Path, b: Path) -> None:
        for name in ("SUMMARY", "ALL_SCRIPTS.py"):
            (own / "a" / name).unlink()
        done(tmp_path / "out", own / "a", b)
        uuid = (own / "a/UUID").read_text().strip()
        assert "SUMMARY" not in names(tmp_path / "out/ORIGIN" / uuid)


def objects_equal(out: Path, original: Path) -> bool:
    found, expected = content(out)["values"], content(original)["values"]
    return bool(found.items() >= expected.items())


class TestIdempotence:
    def test_in_any_order_and_number(self, tmp_path: Path, a: Path, b: Path) -> None:
        done(tmp_path / "ab", a, b)
        expected = files(tmp_path / "ab"), content(tmp_path / "ab")
        done(tmp_path / "aa", a, a)
        combinations = [
            [b, a],
            [a, b, a, b],
            [tmp_path / "ab"],
            [tmp_path / "ab", b],
            [tmp_path / "aa", b],
            [b, tmp_path / "aa", tmp_path / "ab"],
        ]
        for number, inputs in enumerate(combinations):
            out = tmp_path / str(number)
            report = done(out, *inputs)
            assert (files(out), content(out)) == expected
            assert not report.databases.conflicts

    def test_a_link_to_an_input(self, tmp_path: Path, a: Path) -> None:
        (tmp_path / "link").symlink_to(a)
        done(tmp_path / "out", tmp_path / "link", a)
        done(tmp_path / "plain", a)
        assert files(tmp_path / "out") == files(tmp_path / "plain")

    def test_folders_of_other_runs_have_other_uuids(self, tmp_path: Path, a: Path, b: Path) -> None:
        for number, inputs in enumerate(([a], [b], [a, b])):
            done(tmp_path / str(number), *inputs)
        uuids = {(tmp_path / str(number) / "UUID").read_text() for number in range(3)}
        uuids |= {(path / "UUID").read_text() for path in (a, b)}
        assert len(uuids) == 5


class TestDatabases:
    def test_alone(self, tmp_path: Path, a: Path, b: Path) -> None:
        out = tmp_path / "some/out.sqlite"
        done(out, a / DB_FILENAME, b / DB_FILENAME)
        assert names(out.parent) == ["out.buffers", "out.sqlite"]
        assert objects_equal(out, a)
        assert objects_equal(out, b)

    def test_in_a_folder(self, tmp_path: Path, a: Path, b: Path) -> None:
        done(tmp_path / "out", a / DB_FILENAME, b)
        done(tmp_path / "both", a, b)
        assert content(tmp_path / "out") == content(tmp_path / "both")
        assert (tmp_path / "out/UUID").read_text() == (tmp_path / "both/UUID").read_text()
        uuid = (b / "UUID").read_text().strip()
        assert names(tmp_path / "out/ORIGIN") == [uuid]

    def test_update(self, tmp_path: Path, a: Path, b: Path) -> None:
        out = tmp_path / "out.sqlite"
        done(out, a / DB_FILENAME)
        assert refused(out, b / DB_FILENAME) is MergeProblem.OUTPUT_EXISTS
        done(out, b / DB_FILENAME, updates=True)
        assert objects_equal(out, a)
        assert objects_equal(out, b)
        assert names(tmp_path) == ["out.buffers", "out.sqlite"]

    def test_folders_do_not_go_into_a_database(self, tmp_path: Path, a: Path, b: Path) -> None:
        out = tmp_path / "out.sqlite"
        assert refused(out, a / DB_FILENAME, b) is MergeProblem.OUTPUT_KIND

    def test_something_in_place_of_the_buffers(self, tmp_path: Path, a: Path) -> None:
        out = tmp_path / "out.sqlite"
        plant(tmp_path, {"out.buffers": "1"})
        with pytest.raises(ArtifactError):
            merge([a / DB_FILENAME], out)
        assert tree(tmp_path) == {"out.buffers": "1"}
        plant(tmp_path, {"other.buffers/notes": "1"})
        done(tmp_path / "other.sqlite", a / DB_FILENAME)
        assert (tmp_path / "other.buffers/notes").read_text() == "1"

    def test_a_folder_may_be_called_anything(self, tmp_path: Path, a: Path, b: Path) -> None:
        out = tmp_path / "out.sqlite"
        out.mkdir()
        done(out, a)
        done(out, b, updates=True)
        assert objects_equal(out, a)
        assert objects_equal(out, b)

    def test_a_link_in_place_of_the_buffers(self, tmp_path: Path, a: Path) -> None:
        victim = plant(tmp_path / "victim", {})
        plant(tmp_path / "x", {"out.buffers": "-> ../victim"})
        with pytest.raises(ArtifactError):
            merge([a / DB_FILENAME], tmp_path / "x/out.sqlite")
        assert not tree(victim)
        assert tree(tmp_path / "x") == {"out.buffers": "-> ../victim"}


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
        assert report.databases.running == [own / "b" / DB_FILENAME]


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


def test_a_run_that_goes_on_is_merged_as_far_as_it_is(tmp_path: Path, a: Path) -> None:
    one = Run(tmp_path / "going", 1_000)
    one.add([1], 1_010)
    one.writer.flush()
    report = done(tmp_path / "out", a, one.path)
    one.add([2], 1_011)
    one.close()
    assert report.databases.running == [one.path]
    assert len(objects(one.path)) == 2
    for number, inputs in enumerate(permutations([tmp_path / "out", one.path])):
        report = done(tmp_path / str(number), *inputs)
        assert objects_equal(tmp_path / str(number), one.path)
