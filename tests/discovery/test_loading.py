from __future__ import annotations

import importlib
import py_compile
import sys
from typing import TYPE_CHECKING

import pytest

from exekall.discovery.loading import ImportFailure, ModuleNameError

if TYPE_CHECKING:
    from conftest import Project


def names(modules: tuple[object, ...]) -> list[str]:
    return [module.__name__ for module in modules]  # type: ignore[attr-defined]


def failure(project: Project, *words: str) -> ImportFailure:
    (found,) = project.load(*words).failures
    return found


def test_plain_file_needs_no_path(project: Project) -> None:
    project.write("exk_helper.py", "VALUE = 3")
    project.write("exk_stage.py", "from exk_helper import VALUE")
    loaded = project.load("exk_stage.py")
    assert loaded.failures == ()
    assert loaded.roots[0].VALUE == 3
    assert sys.path[0] == str(project.folder)


def test_roots_come_first_in_their_order_and_once(project: Project) -> None:
    project.write("one/exk_a.py")
    project.write("one/exk_b.py")
    project.write("two/exk_c.py")
    before = list(sys.path)
    project.load("one", "two")
    added = [str(project.folder / "one"), str(project.folder / "two")]
    assert sys.path == added + before
    project.load("one", "two")
    assert sys.path == added + before


def test_dependencies_are_no_roots(project: Project) -> None:
    project.write("exk_a.py")
    project.write("exk_b.py")
    loaded = project.load("exk_a.py", dependencies=("exk_a.py", "exk_b.py"))
    assert names(loaded.roots) == ["exk_a"]
    assert names(loaded.dependencies) == ["exk_b"]


def test_odd_file_names(project: Project) -> None:
    project.write("exk-1.py", "VALUE = 1")
    project.write("exk_pkg/__init__.py")
    project.write("exk_pkg/other.py", "VALUE = 2")
    project.write("exk_pkg/01-load.py", "from .other import VALUE")
    loaded = project.load("exk-1.py", "exk_pkg/01-load.py")
    assert loaded.failures == ()
    assert names(loaded.roots) == ["exk_1", "exk_pkg._01_load"]
    assert [module.VALUE for module in loaded.roots] == [1, 2]


def test_odd_package_name(project: Project) -> None:
    project.write("exk-pkg/__init__.py", "from .inner import VALUE")
    project.write("exk-pkg/inner.py", "VALUE = 7")
    (module,) = project.load("exk-pkg/__init__.py").roots
    assert (module.__name__, module.VALUE) == ("exk_pkg", 7)


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("1 / 0", ZeroDivisionError),
        ("import exk_no_such_module", ModuleNotFoundError),
        ("raise SystemExit(3)", SystemExit),
        ("raise GeneratorExit", GeneratorExit),
    ],
)
def test_failure_names_the_last_place_in_user_code(
    project: Project, source: str, error: type[BaseException]
) -> None:
    path = project.write("exk_broken.py", f"x = 1\n\n{source}\n")
    found = failure(project, "exk_broken.py")
    assert type(found.error) is error
    assert (found.word, found.module) == ("exk_broken.py", "exk_broken")
    assert (found.place, found.line) == (f"{path}:3", source)
    assert "exk_broken" not in sys.modules


def test_failure_in_a_library_is_placed_where_it_was_called(project: Project) -> None:
    path = project.write("exk_broken.py", "import json\njson.loads('{')")
    found = failure(project, "exk_broken.py")
    assert (found.place, found.line) == (f"{path}:2", "json.loads('{')")


def test_failure_of_an_import_is_placed_in_the_imported_file(project: Project) -> None:
    path = project.write("exk_inner.py", "int('x')")
    project.write("exk_outer.py", "import exk_inner")
    assert failure(project, "exk_outer.py").place == f"{path}:1"


def test_syntax_error(project: Project) -> None:
    path = project.write("exk_broken.py", "ok = 1\ndef f(:\n")
    found = failure(project, "exk_broken.py")
    assert type(found.error) is SyntaxError
    assert (found.place, found.line) == (f"{path}:2", "def f(:")


def test_syntax_error_of_evaluated_text_is_placed_at_the_evaluation(project: Project) -> None:
    path = project.write("exk_broken.py", "eval('1 +')")
    assert failure(project, "exk_broken.py").place == f"{path}:1"


def test_syntax_error_of_a_module_with_an_odd_name(project: Project) -> None:
    project.write("exk-odd.py", "1 / 0")
    assert type(failure(project, "exk-odd.py").error) is ZeroDivisionError
    assert "exk_odd" not in sys.modules


def test_the_others_are_imported_nevertheless(project: Project) -> None:
    project.write("code/exk_a.py", "1 / 0")
    project.write("code/exk_b.py")
    loaded = project.load("code")
    assert [found.module for found in loaded.failures] == ["exk_a"]
    assert names(loaded.roots) == ["exk_b"]


def test_broken_package_is_reported_once(project: Project) -> None:
    project.write("exk_pkg/__init__.py", "1 / 0")
    project.write("exk_pkg/a.py")
    project.write("exk_pkg/b.py")
    loaded = project.load("exk_pkg")
    assert [found.module for found in loaded.failures] == ["exk_pkg"]
    assert loaded.roots == ()


def test_keyboard_interrupt_is_passed_on(project: Project) -> None:
    project.write("exk_slow.py", "raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        project.load("exk_slow.py")


def test_name_of_an_imported_module_of_another_file(project: Project) -> None:
    path = project.write("json.py")
    found = failure(project, "json.py")
    assert isinstance(found.error, ModuleNameError)
    assert found.error.module == "json"
    assert found.error.wanted == str(path)
    assert found.error.other.endswith("json/__init__.py")


def test_two_files_of_one_name(project: Project) -> None:
    first = project.write("one/exk_same.py")
    second = project.write("two/exk_same.py")
    loaded = project.load("one", "two")
    assert names(loaded.roots) == ["exk_same"]
    assert loaded.roots[0].__file__ == str(first)
    (found,) = loaded.failures
    assert isinstance(found.error, ModuleNameError)
    assert (found.error.wanted, found.error.other) == (str(second), str(first))


def test_package_of_an_imported_package_s_name(project: Project) -> None:
    project.write("one/exk_pkg/__init__.py")
    project.write("two/exk_pkg/__init__.py")
    project.write("two/exk_pkg/a.py")
    (found,) = project.load("one/exk_pkg/__init__.py", "two/exk_pkg/a.py").failures
    assert isinstance(found.error, ModuleNameError)
    assert (found.module, found.error.module) == ("exk_pkg.a", "exk_pkg")


def test_folder_on_the_path_that_hides_the_file(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write("one/exk_same.py")
    project.write("two/exk_same.py")
    monkeypatch.syspath_prepend(str(project.folder / "two"))
    monkeypatch.syspath_prepend(str(project.folder / "one"))
    found = failure(project, "two/exk_same.py")
    assert isinstance(found.error, ModuleNameError)
    assert found.error.other == str(project.folder / "one" / "exk_same.py")


def test_file_reached_through_a_link_is_the_same(project: Project) -> None:
    project.write("real/exk_a.py")
    (project.folder / "link").symlink_to(project.folder / "real")
    project.load("real/exk_a.py")
    loaded = project.load("link/exk_a.py")
    assert loaded.failures == ()
    assert names(loaded.roots) == ["exk_a"]


def test_compiled_module_beside_its_source_is_the_same(project: Project) -> None:
    path = project.write("exk_a.py", "VALUE = 1")
    compiled = py_compile.compile(str(path), cfile=str(path.with_suffix(".pyc")))
    path.unlink()
    sys.path.insert(0, str(project.folder))
    assert importlib.import_module("exk_a").__file__ == compiled
    project.write("exk_a.py", "VALUE = 1")
    loaded = project.load("exk_a.py")
    assert loaded.failures == ()
    assert loaded.roots[0].VALUE == 1


def test_module_that_is_imported_already_is_used(project: Project) -> None:
    project.write("exk_a.py")
    (first,) = project.load("exk_a.py").roots
    (second,) = project.load("exk_a.py").roots
    assert first is second


def test_namespace_packages_in_a_folder_are_imported_by_the_name_that_code_uses(
    project: Project,
) -> None:
    project.write("exk_main.py", "from exk_ns.inner import T")
    project.write("exk_ns/inner.py", "class T: pass")
    loaded = project.load(".")
    assert names(loaded.roots) == ["exk_main", "exk_ns.inner"]
    assert "inner" not in sys.modules


def test_later_import_by_a_longer_name_wins(project: Project) -> None:
    project.write("one/exk_first.py", "class T: pass")
    project.write("exk_last.py", "from one.exk_first import T")
    sys.path.insert(0, str(project.folder))
    loaded = project.load("one/exk_first.py", "exk_last.py")
    assert names(loaded.roots) == ["one.exk_first", "exk_last"]


def test_name_of_a_module_without_a_file(project: Project) -> None:
    project.write("sys.py")
    found = failure(project, "sys.py")
    assert isinstance(found.error, ModuleNameError)
    assert found.error.other == ""


def test_module_that_replaces_itself(project: Project) -> None:
    project.write("exk_a.py", "import sys\nclass M: pass\nsys.modules[__name__] = M()")
    for _ in range(2):
        loaded = project.load("exk_a.py")
        assert loaded.failures == ()
        assert type(loaded.roots[0]).__name__ == "M"
