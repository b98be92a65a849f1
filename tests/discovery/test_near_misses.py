from __future__ import annotations

from pathlib import Path

import pytest

from exekall.discovery.near_misses import near_misses


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (
        *("stage.py", "stages/__init__.py", "stages/first.py", "stage.txt", ".stage.py"),
        "a/b.py",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    return tmp_path


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("stge.py", ("stage.py", "stages")),
        ("./stge.py", ("stage.py", "stages")),
        ("stages/frist.py", ("stages/first.py",)),
        ("stages.frist", ("stages.first",)),
        ("a/b", ("a/b.py",)),
        ("missing/first.py", ()),
        ("missing.first", ()),
        ("missing.pkg.first", ()),
        ("qqqqqqqq", ()),
        ("json.decodr", ("json.decoder", "json.encoder")),
    ],
)
def test_near_misses(folder: Path, word: str, near: tuple[str, ...]) -> None:
    assert near_misses(word, folder) == near


def test_files_and_modules(folder: Path) -> None:
    found = near_misses("stagse", folder)
    assert {"stage.py", "stages"} <= {*found}
    assert len(found) <= 3
