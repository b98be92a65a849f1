"""Artifact folders that are added to others."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import uuid4

import pytest

from exekall.artifacts.originals import merged_uuid
from exekall.artifacts.origins import add_origin
from exekall.filesystem.directory import Directory
from exekall.filesystem.errors import ArtifactError, Problem
from tests.filesystem.trees import plant, tree

A, B, EXPRESSION, OTHER, VALUE = (uuid4().hex for _ in range(5))


def add(target: Path, *originals: Path, copy: bool = False) -> list[tuple[str, str]]:
    target.mkdir(exist_ok=True)
    odd = []
    with Directory(target) as folder:
        for path in originals:
            odd += add_origin(folder, path, copy)
    return [(oddity.kind.value, oddity.path.name) for oddity in odd]


def original(path: Path, uuid: str = A, expression: str = EXPRESSION) -> Path:
    return plant(
        path,
        {
            "UUID": f"{uuid}\n",
            "INFO.log": f"log of {uuid}",
            "VALUE_DB.sqlite": "database",
            "VALUE_DB.sqlite-journal": "journal",
            f"f:g/{expression}/ID": "f:g\n",
            f"f:g/{expression}/own/file": "1",
            f"f:g/{expression}/own/link": "-> ../ID",
            f"BY_UUID/{expression}": f"-> ../f:g/{expression}",
            f"BY_UUID/{VALUE}": f"-> ../f:g/{expression}",
        },
    )


def expected(uuid: str = A, expression: str = EXPRESSION) -> dict[str, str]:
    mirror = f"ORIGIN/{uuid}"
    return {
        "BY_UUID": "/",
        f"BY_UUID/{expression}": f"-> ../f:g/{expression}",
        f"BY_UUID/{VALUE}": f"-> ../f:g/{expression}",
        "f:g": "/",
        f"f:g/{expression}": "/",
        f"f:g/{expression}/ID": "f:g\n",
        f"f:g/{expression}/own": "/",
        f"f:g/{expression}/own/file": "1",
        f"f:g/{expression}/own/link": "-> ../ID",
        "ORIGIN": "/",
        mirror: "/",
        f"{mirror}/UUID": f"{uuid}\n",
        f"{mirror}/INFO.log": f"log of {uuid}",
        f"{mirror}/VALUE_DB.sqlite": "-> ../../VALUE_DB.sqlite",
        f"{mirror}/f:g": "/",
        f"{mirror}/f:g/{expression}": f"-> ../../../f:g/{expression}",
        f"{mirror}/BY_UUID": "/",
        f"{mirror}/BY_UUID/{expression}": f"-> ../f:g/{expression}",
        f"{mirror}/BY_UUID/{VALUE}": f"-> ../f:g/{expression}",
    }


@pytest.mark.parametrize("copy", [False, True])
class TestOneRun:
    def test_what_arrives(self, tmp_path: Path, copy: bool) -> None:
        path = original(tmp_path / "a")
        assert not add(tmp_path / "out", path, copy=copy)
        assert tree(tmp_path / "out") == expected()
        file = f"f:g/{EXPRESSION}/own/file"
        assert (tmp_path / "out" / file).samefile(path / file) is not copy

    def test_again(self, tmp_path: Path, copy: bool) -> None:
        path = original(tmp_path / "a")
        assert not add(tmp_path / "out", path, path, copy=copy)
        assert tree(tmp_path / "out") == expected()

    def test_the_links_lead_somewhere(self, tmp_path: Path, copy: bool) -> None:
        out = tmp_path / "out"
        plant(out, {"VALUE_DB.sqlite": "merged"})
        add(out, original(tmp_path / "a"), copy=copy)
        (tmp_path / "a").rename(tmp_path / "elsewhere")
        out.rename(tmp_path / "moved")
        mirror = tmp_path / "moved/ORIGIN" / A
        assert (mirror / "f:g" / EXPRESSION / "ID").read_text() == "f:g\n"
        assert (mirror / "BY_UUID" / VALUE / "ID").read_text() == "f:g\n"
        assert (mirror / "VALUE_DB.sqlite").read_text() == "merged"
        above = mirror / "f:g" / EXPRESSION / ".." / ".." / "VALUE_DB.sqlite"
        assert above.read_text() == "merged"


class TestSeveral:
    def test_two_runs(self, tmp_path: Path) -> None:
        add(tmp_path / "out", original(tmp_path / "a"), original(tmp_path / "b", B, OTHER))
        found = tree(tmp_path / "out")
        assert found == expected(B, OTHER) | expected()

    def test_any_order(self, tmp_path: Path) -> None:
        a, b = original(tmp_path / "a"), original(tmp_path / "b", B, OTHER)
        (b / "BY_UUID" / VALUE).unlink()
        add(tmp_path / "one", a, b)
        add(tmp_path / "other", b, a)
        assert tree(tmp_path / "one") == tree(tmp_path / "other")

    @pytest.mark.parametrize("is_merged", [True, False])
    def test_origins_of_origins_are_beside_one_another(
        self, tmp_path: Path, is_merged: bool
    ) -> None:
        a, b = original(tmp_path / "a"), original(tmp_path / "b", B, OTHER)
        (b / "BY_UUID" / VALUE).unlink()
        middle = plant(tmp_path / "middle", {"UUID": "x"})
        add(middle, a)
        uuid = merged_uuid([A]) if is_merged else uuid4().hex
        (middle / "UUID").write_text(f"{uuid}\n")
        add(tmp_path / "out", middle, b)
        add(tmp_path / "flat", a, b)
        found, flat = tree(tmp_path / "out"), tree(tmp_path / "flat")
        own = {name: text for name, text in found.items() if uuid in name}
        assert bool(own) is not is_merged
        assert {name: text for name, text in found.items() if name not in own} == flat
        assert f"ORIGIN/{uuid}/ORIGIN" not in found
        assert is_merged or f"ORIGIN/{uuid}/f:g/{EXPRESSION}" in own

    def test_one_run_at_two_times(self, tmp_path: Path) -> None:
        early, late = original(tmp_path / "early"), original(tmp_path / "late")
        plant(late, {"INFO.log": f"log of {A}, continued", f"f:g/{EXPRESSION}/EXPRESSION.py": "x"})
        for number, inputs in enumerate(([early, late], [late, early])):
            out = tmp_path / str(number)
            assert not add(out, *inputs)
            assert (out / f"ORIGIN/{A}/INFO.log").read_text() == f"log of {A}, continued"
            assert (out / f"f:g/{EXPRESSION}/EXPRESSION.py").read_text() == "x"

    def test_different_files(self, tmp_path: Path) -> None:
        one, other = original(tmp_path / "one"), original(tmp_path / "other")
        plant(other, {f"f:g/{EXPRESSION}/own/file": "2"})
        os.utime(other / f"f:g/{EXPRESSION}/own/file", (1_000, 1_000))
        assert add(tmp_path / "out", one, other) == [("two-contents", "file")]
        assert (tmp_path / f"out/f:g/{EXPRESSION}/own/file").read_text() == "1"


class TestWhatElseThereIs:
    def test_what_operators_left_at_the_top(self, tmp_path: Path) -> None:
        path = original(tmp_path / "a")
        plant(path, {"notes/a/file": "1", "notes/up": "-> ../INFO.log", "latest": "-> f:g"})
        plant(path, {"f:g/stray": "2", f"VALUE_DB.buffers/00/{'0' * 32}.raw": "buffer"})
        assert not add(tmp_path / "out", path)
        mirror = f"ORIGIN/{A}"
        assert tree(tmp_path / "out") == expected() | {
            f"{mirror}/notes": "/",
            f"{mirror}/notes/a": "/",
            f"{mirror}/notes/a/file": "1",
            f"{mirror}/notes/up": "-> ../INFO.log",
            f"{mirror}/latest": "-> f:g",
            f"{mirror}/f:g/stray": "2",
        }

    def test_what_people_put_into_a_merged_folder(self, tmp_path: Path) -> None:
        uuid = merged_uuid([A])
        path = plant(tmp_path / "m", {"UUID": uuid, "notes.txt": "1", "VALUE_DB.sqlite": "x"})
        add(tmp_path / "out", path)
        found = tree(tmp_path / "out")
        assert found == {"ORIGIN": "/", f"ORIGIN/{uuid}": "/", f"ORIGIN/{uuid}/notes.txt": "1"}

    def test_what_is_left_out(self, tmp_path: Path) -> None:
        path = original(tmp_path / "a")
        own = f"f:g/{EXPRESSION}"
        plant(path, {f"{own}/pipe": "special", f"{own}/out": "-> ../../../x", "far": "-> /etc"})
        found = sorted(add(tmp_path / "out", path))
        assert found == [("outward-link", "far"), ("outward-link", "out"), ("special-file", "pipe")]
        assert tree(tmp_path / "out") == expected()

    def test_links_in_place_of_folders_are_not_followed(self, tmp_path: Path) -> None:
        victim = plant(tmp_path / "victim", {"file": "1"})
        path = original(tmp_path / "a")
        plant(path, {f"g/{OTHER}": "-> ../../victim", "h": "-> ../victim"})
        found = add(tmp_path / "out", path)
        assert set(found) == {("outward-link", "h"), ("outward-link", OTHER)}
        assert tree(victim) == {"file": "1"}

    def test_a_folder_without_a_uuid(self, tmp_path: Path) -> None:
        path = plant(tmp_path / "a", {"VALUE_DB.sqlite": "x"})
        with pytest.raises(ArtifactError) as error:
            add(tmp_path / "out", path)
        assert error.value.problem is Problem.NO_ARTIFACT_FOLDER
        assert not tree(tmp_path / "out")

    @pytest.mark.parametrize("entry", ["/", "1"])
    def test_no_folder_at_all(self, tmp_path: Path, entry: str) -> None:
        plant(tmp_path, {"a": entry} if entry != "/" else {})
        with pytest.raises(ArtifactError) as error:
            add(tmp_path / "out", tmp_path / "a")
        assert error.value.problem is Problem.UNREADABLE


def test_many_values(tmp_path: Path) -> None:
    path = original(tmp_path / "a")
    links = {f"BY_UUID/{number:032x}": f"-> ../f:g/{EXPRESSION}" for number in range(3_000)}
    plant(path, links)
    add(tmp_path / "out", path)
    assert tree(tmp_path / "out").items() >= links.items()
