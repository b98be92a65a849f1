"""The examples, as users run them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import exekall

EXAMPLES = Path(__file__).parent.parent / "examples"
STAGES = (str(EXAMPLES / "stages.py"), "--allow", "*Conf", "--goal", "*Stage2")
MODEL_SELECTION = str(EXAMPLES / "model_selection")


def run(folder: Path, *words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    """Run ``exekall run`` with *words* in *folder*."""
    done = subprocess.run(
        [sys.executable, "-m", "exekall", "run", *words],
        cwd=folder,
        env={**os.environ, "EXEKALL_ARTIFACT_DIR": str(folder / "artifacts")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == code, done.stderr
    return done


@pytest.fixture
def fresh_imports(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let a test import modules of its own, whatever others of the same names there are."""
    before = dict(sys.modules)
    for name in before:
        if name.partition(".")[0] in {"stages", "model_selection"}:
            del sys.modules[name]
    monkeypatch.setattr(sys, "path", [*sys.path])
    yield
    for name in sys.modules.keys() - before.keys():
        if name.partition(".")[0] in {"stages", "model_selection"}:
            del sys.modules[name]
    sys.modules.update(before)


class TestStages:
    def test_exactly_three_expressions_are_found(self, tmp_path: Path) -> None:
        assert run(tmp_path, *STAGES, "--list").stdout.splitlines() == [
            "Conf:Stage1:process_method",
            "Conf:Stage1:process1",
            "Conf:Stage1:process2(conf=Conf)",
        ]

    def test_they_share_one_stage(self, tmp_path: Path) -> None:
        done = run(tmp_path, *STAGES)
        assert done.stdout.count("building stage 1\n") == 1
        assert done.stdout.count(": passed\n") == 3
        log = (tmp_path / "artifacts" / "INFO.log").read_text()
        computed = re.findall(r"Computed (\S+) UUID", log)
        assert computed == [
            "Conf",
            "Conf:Stage1",
            "Conf:Stage1:Stage1.process_method",
            "Conf:Stage1:process1",
            "Conf:Stage1:process2(conf=Conf)",
        ]

    def test_each_expression_is_a_script(self, tmp_path: Path) -> None:
        run(tmp_path, *STAGES)
        scripts = list(tmp_path.glob("artifacts/Conf*/*/EXPRESSION.py"))
        assert len(scripts) == 3
        for script in scripts:
            done = subprocess.run(
                [sys.executable, str(script)], capture_output=True, text=True, check=True
            )
            assert done.stdout == "building stage 1\npassed\n"

    def test_nothing_is_found_without_the_configuration(self, tmp_path: Path) -> None:
        done = run(tmp_path, STAGES[0], "--goal", "*Stage2", code=5)
        assert "--allow '*Conf'" in done.stderr

    @pytest.mark.usefixtures("fresh_imports")
    def test_the_library_computes_the_same(self, monkeypatch: pytest.MonkeyPatch) -> None:
        # Other tests of this process may have imported a module of this name from elsewhere.
        monkeypatch.delitem(sys.modules, "stages", raising=False)
        program = exekall.discover(STAGES[0], allow=["*Conf"])
        values = list(exekall.run(exekall.build(program, "*Stage2")))
        assert [str(value.value) for value in values] == ["passed"] * 3
        assert len({value["self" if "self" in value else "x"] for value in values}) == 1


class TestModelSelection:
    def test_every_combination_is_found(self, tmp_path: Path) -> None:
        listed = json.loads(run(tmp_path, MODEL_SELECTION, "--list", "--json").stdout)
        assert len(listed) == 27
        assert {expression["type"] for expression in listed} == {"AccuracyResult"}
        assert listed[0]["id"] == (
            "BreastCancer:folds:scaled(scaler=Robust):accuracy(model=DecisionTree)"
        )

    @pytest.mark.usefixtures("fresh_imports")
    def test_the_adaptor_itself_is_no_part_of_the_program(self) -> None:
        program = exekall.discover(MODEL_SELECTION, allow=["*"])
        names = {op.get_name(qual=False) for op in program.operators}
        assert {"Iris", "folds", "SupportVectors"} <= names
        assert "ModelSelectionAdaptor" not in names

    def test_the_adaptor_has_an_option(self, tmp_path: Path) -> None:
        assert "--dataset {Iris,Wine,BreastCancer}" in run(
            tmp_path, MODEL_SELECTION, "--help"
        ).stdout.replace("\n", " ")
        wine = run(tmp_path, MODEL_SELECTION, "--list", "--dataset", "Wine").stdout.splitlines()
        assert len(wine) == 9
        assert all(expression.startswith("Wine:") for expression in wine)

    def test_scaling_matters_to_some_models(self, tmp_path: Path) -> None:
        table = summary(run(tmp_path, MODEL_SELECTION, "--dataset", "Wine").stdout)
        assert len(table) == 9
        assert table["Standard, SupportVectors"] > table["Unscaled, SupportVectors"] + 20
        assert table["Standard, DecisionTree"] == table["Unscaled, DecisionTree"]

    def test_results_are_tagged_and_the_same_again(self, tmp_path: Path) -> None:
        words = (MODEL_SELECTION, "--dataset", "Iris", "--select", "*Standard*SupportVectors*")
        folders = [tmp_path / "first", tmp_path / "second"]
        for folder in folders:
            folder.mkdir()
        first, second = (run(folder, *words).stdout for folder in folders)
        assert first == second
        results = re.findall(r"folds\[fold=(\d)\].*accuracy\[accuracy=([\d.]+)%\]", first)
        assert [fold for fold, _ in results] == ["1", "2", "3", "4", "5"]
        (mean,) = summary(first).values()
        assert mean == pytest.approx(sum(float(share) for _, share in results) / 5, abs=0.1)


def summary(printed: str) -> dict[str, float]:
    """Return the mean accuracies in percent, for one data set."""
    rows = re.findall(r"(\w+, \w+) +([\d.]+)%", printed.partition("mean accuracy")[2])
    return {name: float(mean) for name, mean in rows}
