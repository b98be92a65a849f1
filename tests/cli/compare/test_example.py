"""The larger example, run with two seeds: every difference is traced to the seed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

EXAMPLE = Path(__file__).parents[3] / "examples" / "model_selection"


def exekall(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "exekall", *words],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model_selection")
    chosen = ["--dataset", "Iris", "--select", "*Unscaled*DecisionTree*"]
    for name, seed in (("one", "0"), ("again", "0"), ("other", "1")):
        words = [str(EXAMPLE), *chosen, "--seed", seed, "--artifact-dir", name]
        assert exekall(path, "run", *words).returncode == 0
    return path


def compared(folder: Path, *words: str) -> tuple[int, dict[str, Any]]:
    done = exekall(folder, "compare", *words, "--json")
    assert not done.stderr
    return done.returncode, json.loads(done.stdout)


def test_the_same_seed_gives_the_same(folder: Path) -> None:
    code, found = compared(folder, "one", "again", "--all", "--strict")
    assert code == 0
    assert found["counts"]["same"] == found["counts"]["total"] > 15


def test_another_seed_changes_results_fold_by_fold(folder: Path) -> None:
    code, found = compared(folder, "one", "other")
    assert code == 1
    assert found["counts"]["total"] == 5
    for difference in found["differences"]:
        assert difference["kind"] == "value"
        assert [label["name"] for label in difference["labels"]] == ["fold"]
        assert difference["changes"][0]["difference"]
        assert [cause["parameter"] for cause in difference["causes"]] == ["data"]


def test_all_values_lead_to_the_seed(folder: Path) -> None:
    _, found = compared(folder, "one", "other", "--all")
    causes = {
        difference["id"]: [cause["id"] for cause in difference["causes"]]
        for difference in found["differences"]
    }
    assert causes == {
        "Iris:folds:scaled(scaler=Unscaled):accuracy(model=DecisionTree)": [
            "Iris:folds:scaled(scaler=Unscaled)"
        ],
        "Iris:folds:scaled(scaler=Unscaled)": ["Iris:folds"],
        "Iris:folds": ["Seed"],
        "Seed": [],
    }
