"""Databases of real runs in one database, without artifact folders."""

from __future__ import annotations

from pathlib import Path

import pytest

from exekall.artifacts.merging import merge
from exekall.filesystem.errors import ArtifactError
from exekall.store.merging.error import MergeProblem
from exekall.store.records import DB_FILENAME
from tests.artifacts.merging import done, objects_equal, refused
from tests.artifacts.programs import names
from tests.filesystem.trees import plant, tree
from tests.store.merge_inputs import content


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
