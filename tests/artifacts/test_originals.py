"""Artifact folders as they are read."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid4

import pytest

from exekall.artifacts.originals import (
    is_folder,
    is_merged,
    is_of_database,
    is_uuid,
    links_by_goal,
    merged_uuid,
    uuid_of,
)
from exekall.filesystem.directory import Directory
from exekall.filesystem.errors import ArtifactError, Problem
from tests.filesystem.trees import plant

RUNS = [uuid4().hex for _ in range(3)]


class TestUuids:
    def test_that_of_merged_runs_depends_on_them_alone(self) -> None:
        expected = merged_uuid(RUNS)
        assert is_uuid(expected)
        assert merged_uuid([*reversed(RUNS), RUNS[0]]) == expected
        assert len({merged_uuid(RUNS[:count]) for count in range(4)}) == 4

    def test_that_of_merged_runs_is_known_as_such(self) -> None:
        assert is_merged(merged_uuid(RUNS))
        assert UUID(merged_uuid(RUNS)).version == 5
        assert not any(map(is_merged, RUNS))
        assert not is_merged("0123456789abcdef" * 2)

    @pytest.mark.parametrize("name", ["", "x" * 32, "A" * 32, "0" * 31, "0" * 33, "0" * 32 + "\n"])
    def test_what_is_none(self, name: str) -> None:
        assert not is_uuid(name)

    def test_of_a_folder(self, tmp_path: Path) -> None:
        plant(tmp_path, {"UUID": f"{RUNS[0]}\n"})
        with Directory(tmp_path) as folder:
            assert uuid_of(folder) == RUNS[0]

    @pytest.mark.parametrize("text", ["", "\n", "../../x", "/", "-> /etc/hostname", f"{'a' * 90}"])
    def test_of_another_folder(self, tmp_path: Path, text: str) -> None:
        plant(tmp_path, {"UUID": text})
        with Directory(tmp_path) as folder, pytest.raises(ArtifactError) as error:
            uuid_of(folder)
        assert error.value.problem is Problem.NO_ARTIFACT_FOLDER
        assert error.value.path == tmp_path

    def test_of_an_empty_folder(self, tmp_path: Path) -> None:
        with Directory(tmp_path) as folder, pytest.raises(ArtifactError) as error:
            uuid_of(folder)
        assert error.value.problem is Problem.NO_ARTIFACT_FOLDER


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("VALUE_DB.sqlite", True),
        ("VALUE_DB.sqlite-journal", True),
        ("VALUE_DB.buffers", True),
        ("VALUE_DB.pickle", False),
        ("VALUE_DB.sqlite.bak", False),
        ("UUID", False),
    ],
)
def test_is_of_database(name: str, expected: bool) -> None:
    assert is_of_database(name) is expected


def test_is_folder(tmp_path: Path) -> None:
    plant(tmp_path, {"folder": "/", "file": "1", "link": "-> folder"})
    with Directory(tmp_path) as folder:
        found = [name for name in ("folder", "file", "link", "no") if is_folder(folder, name)]
    assert found == ["folder"]


def test_links_by_goal(tmp_path: Path) -> None:
    one, two, three = RUNS
    plant(
        tmp_path,
        {
            one: f"-> ../a/{one}",
            two: f"-> ../a/{one}",
            three: f"-> ../b c/{three}",
            uuid4().hex: f"-> ../../a/{one}",
            uuid4().hex: f"-> /a/{one}",
            uuid4().hex: "-> ../a/b",
            uuid4().hex: f"-> ../../{one}",
            uuid4().hex: "1",
            "other": f"-> ../a/{one}",
        },
    )
    with Directory(tmp_path) as folder:
        found = {goal: sorted(names) for goal, names in links_by_goal(folder).items()}
    assert found == {f"../a/{one}": sorted([one, two]), f"../b c/{three}": [three]}
