"""Every line of the examples' scripts that loads a value works when it is uncommented.

The artifact folder is moved before, and the processes are new ones, in another folder.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.scripts.dags import run_files
from tests.scripts.uncommenting import uncommented

EXAMPLES = Path(__file__).parent.parent.parent / "examples"


def moved_artifacts(folder: Path, *words: str) -> Path:
    """Run an example, move what it leaves, and return where that is."""
    before, after = folder / "before", folder / "somewhere" / "else"
    command = [sys.executable, "-m", "exekall", "run", *words, "--artifact-dir", str(before)]
    subprocess.run(command, cwd=folder, capture_output=True, check=True)
    after.parent.mkdir()
    return before.rename(after)


def scripts(artifacts: Path) -> list[Path]:
    found = [*artifacts.glob("[!B]*/*/EXPRESSION.py"), *artifacts.glob("B[!Y]*/*/EXPRESSION.py")]
    return [artifacts / "ALL_SCRIPTS.py", *sorted(found)]


def variants(script: Path) -> Iterator[tuple[str, Path]]:
    """Write a script beside *script* for each of its lines; yield what is loaded, and the path."""
    for number, (computed, text) in enumerate(uncommented(script.read_text("utf-8"))):
        path = script.with_name(f"variant_{number}.py")
        path.write_text(text, "utf-8")
        yield computed, path


def output(script: Path) -> tuple[str, str, int]:
    done = subprocess.run(
        [sys.executable, "-W", "error", str(script)],
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout, done.stderr, done.returncode


def test_stages(tmp_path: Path) -> None:
    example = str(EXAMPLES / "stages.py")
    artifacts = moved_artifacts(tmp_path, example, "--allow", "*Conf", "--goal", "*Stage2")
    lines = 0
    for script in scripts(artifacts):
        printed, _, _ = output(script)
        for computed, variant in variants(script):
            lines += 1
            is_stage = computed.startswith("stages.Stage1(")
            expected = printed.replace("building stage 1\n", "") if is_stage else printed
            assert output(variant) == (expected, "", 0), computed
    # The configuration, the first stage and the second one, in each of three expressions; and in
    # all of them together.
    assert lines == 3 * 3 + 5


def test_model_selection(tmp_path: Path) -> None:
    example = str(EXAMPLES / "model_selection")
    artifacts = moved_artifacts(tmp_path, example, "--dataset", "Wine")
    jobs: list[Path] = []
    originals: list[int] = []
    for script in scripts(artifacts):
        found = [script, *(path for _, path in variants(script))]
        originals += [len(jobs)] * len(found)
        jobs += found
    # One process for all: importing scikit-learn takes longer than everything else.
    ran = run_files([("", path) for path in jobs])
    for original, found in zip(originals, ran, strict=True):
        assert ran[original][0].count("%") in {5, 45}
        assert found[:3] == ran[original][:3]
    # Data, folds, scaler, scaled folds, model and accuracy in each of nine expressions; and in all
    # of them together.
    assert len(jobs) == 10 + 9 * 6 + 26
