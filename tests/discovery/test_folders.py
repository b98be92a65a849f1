from __future__ import annotations

from pathlib import Path

import pytest

from exekall.discovery.folders import modules_in, python_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (
        *("__init__.py", "b.py", "A.py", "__main__.py", "setup.py", "data.txt", ".hidden.py"),
        *("sub/__init__.py", "sub/c.py", "data/d.py", "data/inner/__init__.py", "01-x.py"),
        *("__pycache__/e.py", ".git/f.py", "env/pyvenv.cfg", "env/g.py"),
        *("artifacts/run/BY_UUID/link", "artifacts/run/ALL_SCRIPTS.py"),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_text("")
    return tmp_path


def test_python_files(folder: Path) -> None:
    assert [str(file.relative_to(folder)) for file in python_files(folder)] == [
        *("__init__.py", "01-x.py", "A.py", "b.py", "data/d.py", "data/inner/__init__.py"),
        *("sub/__init__.py", "sub/c.py"),
    ]


def test_modules_of_a_package(folder: Path) -> None:
    names = [name for name, _ in modules_in(folder, namespace=False)]
    assert names == ["A", "b", "sub", "sub.c"]


def test_modules_of_a_namespace_package(folder: Path) -> None:
    names = [name for name, _ in modules_in(folder, namespace=True)]
    assert names == ["A", "b", "data.d", "data.inner", "sub", "sub.c"]


def test_folder_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="missing"):
        list(python_files(tmp_path / "missing"))
