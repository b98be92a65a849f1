"""Artifact folders of real runs in one folder."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from exekall.store.records import DB_FILENAME
from tests.artifacts.merging import done, files, objects_equal
from tests.artifacts.programs import names, run_file
from tests.filesystem.trees import SHARED_MEMORY
from tests.store.merge_inputs import content


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
