from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exekall.discovery.sources import Source, Trouble, UnknownSource, find_sources

if TYPE_CHECKING:
    from conftest import Project


def found(project: Project, *words: str) -> dict[str, Source]:
    sources = project.find(*words)
    assert sources.unknown == ()
    return {source.module: source for source in sources.found}


def unknown(project: Project, word: str) -> UnknownSource:
    sources = project.find(word)
    assert sources.found == ()
    (problem,) = sources.unknown
    assert problem.word == word
    return problem


def test_plain_file_is_a_module_of_its_folder(project: Project) -> None:
    path = project.write("stage.py")
    assert found(project, "stage.py") == {
        "stage": Source("stage.py", "stage", path, project.folder)
    }


def test_file_is_named_from_the_first_folder_that_is_no_package(project: Project) -> None:
    project.write("src/pkg/__init__.py")
    project.write("src/pkg/sub/__init__.py")
    path = project.write("src/pkg/sub/stage.py")
    (source,) = found(project, "src/pkg/sub/stage.py").values()
    assert (source.module, source.path) == ("pkg.sub.stage", path)
    assert source.root == project.folder / "src"
    assert not source.synthetic


def test_init_file_alone_is_the_package_without_its_submodules(project: Project) -> None:
    project.write("pkg/__init__.py")
    project.write("pkg/stage.py")
    assert list(found(project, "pkg/__init__.py")) == ["pkg"]


def test_folder_stands_for_all_modules_below_it(project: Project) -> None:
    for name in (
        "b.py",
        "a.py",
        "pkg/__init__.py",
        "pkg/x.py",
        "pkg/deep/__init__.py",
        "notes.txt",
    ):
        project.write(name)
    assert list(found(project, ".")) == ["a", "b", "pkg", "pkg.x", "pkg.deep"]


def test_folder_without_init_in_a_folder_is_a_root_of_its_own(project: Project) -> None:
    project.write("scripts/run.py")
    assert found(project, ".")["run"].root == project.folder / "scripts"


@pytest.mark.parametrize(
    "name",
    [
        "__main__.py",
        "setup.py",
        "pkg/__main__.py",
        "pkg/setup.py",
        ".hidden/a.py",
        ".a.py",
        "__pycache__/a.py",
    ],
)
def test_folder_scan_never_takes(project: Project, name: str) -> None:
    project.write("pkg/__init__.py")
    project.write(name)
    assert list(found(project, ".")) == ["pkg"]


@pytest.mark.parametrize("mark", ["pyvenv.cfg", "conda-meta/history"])
def test_folder_scan_skips_virtual_environments(project: Project, mark: str) -> None:
    project.write("a.py")
    project.write(f"env/{mark}")
    project.write("env/lib/site-packages/b.py")
    assert list(found(project, ".")) == ["a"]


@pytest.mark.parametrize("name", ["pkg/__main__.py", "setup.py", ".hidden/a.py"])
def test_a_file_is_taken_when_it_is_given_itself(project: Project, name: str) -> None:
    project.write("pkg/__init__.py")
    path = project.write(name)
    (source,) = found(project, name).values()
    assert source.path == path


def test_a_hidden_folder_is_taken_when_it_is_given_itself(project: Project) -> None:
    project.write(".hidden/a.py")
    assert list(found(project, ".hidden")) == ["a"]


def test_links_to_folders_are_not_followed(project: Project) -> None:
    project.write("code/a.py")
    (project.folder / "code" / "loop").symlink_to(project.folder / "code")
    assert list(found(project, "code")) == ["a"]


@pytest.mark.parametrize(
    ("file", "module"),
    [("01-load.py", "_01_load"), ("a b.py", "a_b"), ("class.py", "class_"), ("x.y.py", "x_y")],
)
def test_name_that_is_no_identifier_is_made_one(project: Project, file: str, module: str) -> None:
    project.write(file)
    (source,) = found(project, file).values()
    assert (source.module, source.synthetic) == (module, True)


def test_odd_file_in_a_package_keeps_the_package(project: Project) -> None:
    project.write("pkg/__init__.py")
    project.write("pkg/01-load.py")
    assert found(project, "pkg")["pkg._01_load"].synthetic


def test_package_folder_with_an_odd_name_does_not_count_as_a_package(project: Project) -> None:
    project.write("my-pkg/__init__.py")
    project.write("my-pkg/a.py")
    sources = found(project, "my-pkg")
    assert list(sources) == ["my_pkg", "a"]
    assert sources["my_pkg"].synthetic
    assert sources["a"].root == project.folder / "my-pkg"


def test_dotted_name_in_the_current_directory(project: Project) -> None:
    project.write("exk_pkg/__init__.py")
    path = project.write("exk_pkg/stage.py")
    assert found(project, "exk_pkg.stage") == {
        "exk_pkg.stage": Source("exk_pkg.stage", "exk_pkg.stage", path, project.folder)
    }


def test_dotted_name_on_the_path_needs_no_root(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write("lib/exk_pkg/__init__.py")
    monkeypatch.syspath_prepend(str(project.folder / "lib"))
    assert found(project, "exk_pkg")["exk_pkg"].root is None


def test_package_name_stands_for_its_submodules_too(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("__init__", "a", "sub/__init__", "sub/b", "__main__", "setup", "data/c", "01-x"):
        project.write(f"lib/exk_pkg/{name}.py")
    monkeypatch.syspath_prepend(str(project.folder / "lib"))
    names = ["exk_pkg", "exk_pkg.a", "exk_pkg.sub", "exk_pkg.sub.b"]
    assert list(found(project, "exk_pkg")) == names
    assert list(found(project, "exk_pkg.sub")) == names[2:]


def test_namespace_package_by_name(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.write("lib/exk_ns/inner/a.py")
    monkeypatch.syspath_prepend(str(project.folder / "lib"))
    sources = found(project, "exk_ns.inner")
    assert list(sources) == ["exk_ns.inner", "exk_ns.inner.a"]
    assert sources["exk_ns.inner"].path is None


def test_finding_imports_nothing(project: Project) -> None:
    project.write("exk_pkg/__init__.py", "raise AssertionError")
    project.write("exk_pkg/a.py", "raise AssertionError")
    path = list(sys.path)
    found(project, "exk_pkg.a")
    assert "exk_pkg" not in sys.modules
    assert sys.path == path


def test_module_that_has_no_file_but_is_imported(project: Project) -> None:
    assert list(found(project, "os.path")) == ["os.path"]
    assert list(found(project, "builtins")) == ["builtins"]


def test_folder_wins_over_a_module_of_the_same_name(project: Project) -> None:
    project.write("json/mine.py")
    assert list(found(project, "json")) == ["mine"]


def test_module_wins_over_a_folder_without_modules(project: Project) -> None:
    project.write("json/data.txt")
    assert "json.decoder" in found(project, "json")


def test_folder_without_modules_stands_for_none(project: Project) -> None:
    project.write("empty/data.txt")
    assert found(project, "empty") == {}


def test_each_module_is_found_once(project: Project) -> None:
    project.write("a.py")
    sources = project.find("a.py", ".", "./a.py")
    assert [(source.word, source.module) for source in sources.found] == [("a.py", "a")]


def test_file_that_is_not_python(project: Project) -> None:
    project.write("data.csv")
    assert unknown(project, "data.csv").trouble is Trouble.NOT_PYTHON


def test_misspelt_file_has_near_misses(project: Project) -> None:
    project.write("code/stage.py")
    problem = unknown(project, "code/stege.py")
    assert problem == UnknownSource("code/stege.py", Trouble.NOT_FOUND, ("code/stage.py",))


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("exk_pakcage", "exk_package"),
        ("exk_package.stege", "exk_package.stage"),
        ("exk_package.sub.lod", "exk_package.sub.load"),
        ("tokenise", "tokenize"),
    ],
)
def test_misspelt_module_has_near_misses(project: Project, word: str, near: str) -> None:
    for name in ("__init__", "stage", "sub/__init__", "sub/load"):
        project.write(f"exk_package/{name}.py")
    problem = unknown(project, word)
    assert problem.trouble is Trouble.NOT_FOUND
    assert near in problem.near


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every folder")
def test_folder_that_cannot_be_read(project: Project) -> None:
    project.write("code/inner/a.py")
    (project.folder / "code" / "inner").chmod(0)
    try:
        assert unknown(project, "code").trouble is Trouble.UNREADABLE
    finally:
        (project.folder / "code" / "inner").chmod(0o755)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(word=st.text(st.characters(exclude_characters="/."), max_size=12))
def test_any_word_is_answered(word: str, tmp_path: Path) -> None:
    sources = find_sources([word], tmp_path)
    assert bool(sources.found) or bool(sources.unknown) or (tmp_path / word).is_dir()
