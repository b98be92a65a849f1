"""What ``exekall show`` writes, and its exit code."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from exekall.cli.entry import main
from exekall.store.records import DB_FILENAME
from tests.rendering.databases import BAKING, BREAD, STEAMED, Maker, kitchen, uuid


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return kitchen(tmp_path).parent


class TestShowing:
    def test_one_value(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["show", str(folder), BREAD[:12]]) == 0
        assert f"UUID        {BREAD}\n" in capsys.readouterr().out

    def test_one_value_as_json(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["show", str(folder), STEAMED, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["uuid"] == STEAMED

    def test_an_expression(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (folder / "bake" / "1").mkdir(parents=True)
        assert main(["show", str(folder), BAKING]) == 0
        printed = capsys.readouterr().out
        assert printed.startswith(f"Expression  {BAKING}\n")
        assert printed.count(f"Artifacts   {folder}/bake/1\n") == 2
        assert f"UUID        {BREAD}\n" in printed

    def test_a_folder_outside_is_none(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        inside = tmp_path / "inside"
        inside.mkdir()
        (tmp_path / "outside").mkdir()
        with Maker(inside) as maker:
            maker.expression(maker.node("m.f"), folder="../outside")
        assert main(["show", str(inside), uuid(1)]) == 0
        assert "Artifacts" not in capsys.readouterr().out

    def test_the_database_alone(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        alone = folder / "alone.sqlite"
        shutil.copy(folder / DB_FILENAME, alone)
        assert main(["show", str(alone)]) == 0
        assert capsys.readouterr().out.startswith(f"Database {alone}\n")

    def test_what_matches_nothing_is_a_warning(
        self, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["show", str(folder), "--type", "Bred"]) == 0
        printed = capsys.readouterr()
        assert "0 of 3 results." in printed.out
        assert "no result is like that" in printed.err
        assert "--type 'Bred' matches nothing; did you mean 'Bread'" in printed.err

    def test_intermediate_values_are_pointed_at(
        self, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["show", str(folder), "--tag", "=500"]) == 0
        assert "1 intermediate value is; --all shows them" in capsys.readouterr().err

    @pytest.mark.parametrize(
        "words",
        [
            [BREAD, "--failed"],
            [BREAD, "--all"],
            [BREAD, "--check"],
            ["f00d"],
            ["--adaptor", "nobody"],
        ],
    )
    def test_mistakes(
        self, folder: Path, capsys: pytest.CaptureFixture[str], words: list[str]
    ) -> None:
        assert main(["show", str(folder), *words]) == 2
        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err.startswith("exekall show: error: ")

    def test_no_database(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["show", str(tmp_path / "nothing")]) == 2
        assert "there is no database" in capsys.readouterr().err

    def test_help_needs_no_database(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit) as caught:
            main(["show", "--help"])
        assert caught.value.code == 0
        assert "--no-adaptor" in capsys.readouterr().out

    def test_damage_is_found(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = folder / DB_FILENAME
        content = path.read_bytes()
        path.write_bytes(content.replace(b"459 g of bread", b"459 g of bReAd"))
        assert main(["show", str(folder), "--check"]) == 2
        assert "Damaged: " in capsys.readouterr().out
        path.write_bytes(content)
        assert main(["show", str(folder), "--check"]) == 0
        assert "Everything can be read." in capsys.readouterr().out
