"""Everything that is wrong with the sources is told at once."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from exekall.sources import DiscoveryError, load, word


@pytest.fixture(autouse=True)
def _clean_imports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setattr(sys, "modules", {**sys.modules})


def test_words_paths_and_modules_are_sources(tmp_path: Path) -> None:
    file = tmp_path / "sources_one.py"
    file.write_text("X = 1\n")
    assert [word(source) for source in ("a", file, sys)] == ["a", str(file), "sys"]
    (module,) = load([file]).roots
    assert load([module]).roots == (module,)


def test_words_are_relative_to_the_given_path(tmp_path: Path) -> None:
    (tmp_path / "sources_two.py").write_text("")
    (tmp_path / "sources_three.py").write_text("")
    loaded = load(["sources_two.py"], ["sources_three.py"], path=tmp_path)
    assert [module.__name__ for module in loaded.roots] == ["sources_two"]
    assert [module.__name__ for module in loaded.dependencies] == ["sources_three"]


def test_all_that_is_wrong_comes_together(tmp_path: Path) -> None:
    (tmp_path / "sources_bad.py").write_text("1 / 0\n")
    (tmp_path / "sources_good.py").write_text("")
    with pytest.raises(DiscoveryError) as caught:
        load(["sources_bad.py", "lost.py", "sources_good.py"], ["lost too"], path=tmp_path)
    error = caught.value
    assert [unknown.word for unknown in error.unknown] == ["lost.py", "lost too"]
    assert [failure.module for failure in error.failures] == ["sources_bad"]
    assert [module.__name__ for module in error.loaded.roots] == ["sources_good"]
