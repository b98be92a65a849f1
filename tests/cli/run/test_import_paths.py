"""Scripts find what the run found."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from exekall.cli.run.import_paths import import_paths
from exekall.sources import load


def test_only_where_modules_of_the_user_come_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    used, unused = tmp_path / "used", tmp_path / "unused"
    used.mkdir()
    unused.mkdir()
    (used / "import_paths_one.py").write_text("import json\n")
    monkeypatch.setattr(sys, "path", [str(unused), *sys.path])
    monkeypatch.setattr(sys, "modules", {**sys.modules})
    load([used / "import_paths_one.py"])
    found = import_paths()
    assert found[0] == used.resolve()
    assert unused.resolve() not in found
    assert not any("site-packages" in path.parts for path in found)
