from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from exekall.discovery.modules import imported_names, with_imports

if TYPE_CHECKING:
    from conftest import Project


def test_imported_modules_of_the_same_folder_count(project: Project) -> None:
    project.write("exk_c.py")
    project.write("exk_b.py", "import exk_c")
    project.write("exk_a.py", "from exk_b import exk_c as c")
    project.write("exk_other.py")
    assert project.imported("exk_a.py") == ["exk_a", "exk_b", "exk_c"]


@pytest.mark.parametrize(
    "statement",
    [
        "import exk_pkg.b",
        "import exk_pkg.b as x",
        "from exk_pkg import b",
        "from exk_pkg.b import CONSTANT",
        "from exk_pkg.b import function",
        "from exk_pkg.b import *",
        "from . import b",
        "from .b import CONSTANT as x",
        "from .b import (\n    CONSTANT,\n)",
        "if True:\n    from .b import CONSTANT",
        "try:\n    from .b import CONSTANT\nexcept ImportError: pass",
    ],
)
def test_every_way_to_import(project: Project, statement: str) -> None:
    project.write("exk_pkg/__init__.py")
    project.write("exk_pkg/elsewhere.py", "def function(): ...")
    project.write("exk_pkg/b.py", "from .elsewhere import function\nCONSTANT = 1")
    project.write("exk_pkg/a.py", statement)
    assert {"exk_pkg.a", "exk_pkg.b", "exk_pkg.elsewhere"} <= {*project.imported("exk_pkg/a.py")}


@pytest.mark.parametrize(
    "source",
    [
        "def f():\n    from .b import X",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .b import X",
        '"""Use it so:\n\nfrom .b import X\n"""',
        "# from .b import X",
    ],
)
def test_what_is_not_imported_does_not_count(project: Project, source: str) -> None:
    project.write("exk_pkg/__init__.py")
    project.write("exk_pkg/b.py", "X = 1")
    project.write("exk_pkg/a.py", source)
    project.load("exk_pkg/b.py")
    assert project.imported("exk_pkg/a.py") == ["exk_pkg.a"]


def test_the_package_of_a_given_module_is_not_imported_by_it(project: Project) -> None:
    project.write("exk_pkg/__init__.py", "from . import b")
    project.write("exk_pkg/b.py")
    project.write("exk_pkg/a.py")
    assert project.imported("exk_pkg/a.py") == ["exk_pkg.a"]


def test_submodule_that_is_taken_from_its_package_is_meant_alone(project: Project) -> None:
    project.write("exk_pkg/__init__.py", "from . import unrelated")
    project.write("exk_pkg/unrelated.py")
    project.write("exk_pkg/b.py")
    project.write("exk_pkg/a.py", "from . import b")
    assert project.imported("exk_pkg/a.py") == ["exk_pkg.a", "exk_pkg.b"]


def test_what_a_package_imports_counts_when_names_are_taken_from_it(project: Project) -> None:
    project.write("exk_pkg/__init__.py", "from .b import X")
    project.write("exk_pkg/b.py", "X = 1")
    project.write("exk_main.py", "from exk_pkg import X")
    assert project.imported("exk_main.py") == ["exk_main", "exk_pkg", "exk_pkg.b"]


def test_constant_from_a_module_that_nothing_else_shows(project: Project) -> None:
    project.write("exk_d.py", "import exk_e")
    project.write("exk_e.py")
    project.write("exk_c.py", "from exk_d import __name__ as x\nX = 1")
    project.write("exk_b.py", "from exk_c import X")
    project.write("exk_a.py", "import exk_b")
    names = ["exk_a", "exk_b", "exk_c", "exk_d", "exk_e"]
    assert project.imported("exk_a.py") == names


def test_order_is_by_name_whatever_else_is_imported(project: Project) -> None:
    project.write("exk_z.py", "X = 1")
    project.write("exk_b.py", "class C: ...")
    project.write("exk_unrelated.py")
    project.write("exk_a.py", "import exk_z\nfrom exk_b import C")
    names = ["exk_a", "exk_b", "exk_z"]
    assert project.imported("exk_a.py") == names
    project.load("exk_unrelated.py")
    assert project.imported("exk_a.py") == names


def test_module_known_by_two_names_counts_once(project: Project) -> None:
    project.write("exk_b.py", "import sys\nsys.modules['exk_alias'] = sys.modules[__name__]")
    project.write("exk_a.py", "import exk_b\nfrom exk_alias import __name__ as x")
    assert project.imported("exk_a.py") == ["exk_a", "exk_b"]


def test_cycles(project: Project) -> None:
    project.write("exk_a.py", "import exk_b")
    project.write("exk_b.py", "import exk_a")
    assert project.imported("exk_a.py") == ["exk_a", "exk_b"]


def test_other_packages_do_not_count(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.write("lib/exk_lib/__init__.py", "import exk_more")
    project.write("lib/exk_more.py")
    project.write("src/exk_a.py", "import json, exk_lib\nfrom exk_more import __name__ as x")
    monkeypatch.syspath_prepend(str(project.folder / "lib"))
    assert project.imported("src/exk_a.py") == ["exk_a"]
    assert project.imported("src/exk_a.py", dependencies=("exk_lib",)) == [
        "exk_a",
        "exk_lib",
        "exk_more",
    ]


def test_same_top_level_package_counts_wherever_it_lies(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write("one/exk_ns/a.py", "import exk_ns.b")
    project.write("two/exk_ns/b.py")
    monkeypatch.syspath_prepend(str(project.folder / "one"))
    monkeypatch.syspath_prepend(str(project.folder / "two"))
    assert "exk_ns.b" in project.imported("exk_ns.a")


@pytest.mark.parametrize("folder", [".venv/lib", "venv/lib/python3/site-packages", "dist-packages"])
def test_packages_installed_below_the_folder_do_not_count(
    project: Project, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    project.write(f"{folder}/exk_lib.py")
    project.write("exk_a.py", "import exk_lib")
    monkeypatch.syspath_prepend(str(project.folder / folder))
    assert project.imported("exk_a.py") == ["exk_a"]


def test_other_packages_beside_an_installed_one_do_not_count(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write("site-packages/exk_lib.py")
    project.write("site-packages/exk_pkg/__init__.py", "import exk_lib\nfrom . import a")
    project.write("site-packages/exk_pkg/a.py")
    monkeypatch.syspath_prepend(str(project.folder / "site-packages"))
    assert project.imported("exk_pkg") == ["exk_pkg", "exk_pkg.a"]


def test_standard_library_counts_when_it_is_given(project: Project) -> None:
    project.write("exk_a.py", "import colorsys")
    names = project.imported("exk_a.py", "colorsys")
    assert names == ["exk_a", "colorsys"]


def test_exekall_itself_never_counts(project: Project) -> None:
    project.write("exekall_customization.py")
    project.write("exk_a.py", "import exekall.names, exekall_customization")
    assert project.imported("exk_a.py") == ["exk_a", "exekall_customization"]


def test_module_without_a_source(project: Project) -> None:
    project.write("exk_b.py", "def function(): ...\nclass Class: ...")
    project.write("exk_c.py", "class Class: ...")
    path = project.write("exk_a.py", "from exk_b import function\nfrom exk_c import Class")
    (module,) = project.load("exk_a.py").roots
    path.unlink()
    assert [m.__name__ for m in with_imports([module])] == ["exk_a", "exk_b", "exk_c"]


def test_the_running_script_is_not_imported_by_its_modules(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write("exk_a.py", "import __main__")
    script = ModuleType("__main__")
    script.__file__ = str(project.write("exk_script.py"))
    monkeypatch.setitem(sys.modules, "__main__", script)
    assert project.imported("exk_a.py") == ["exk_a"]


def test_modules_may_be_odd_objects(project: Project) -> None:
    class Hostile(ModuleType):
        def __getattr__(self, name: str) -> object:
            raise RuntimeError(name)

    module = Hostile("exk_hostile")
    vars(module)["self"] = module
    assert with_imports([module]) == (module,)


def test_each_module_once_and_the_given_ones_first(project: Project) -> None:
    project.write("exk_b.py")
    project.write("exk_a.py", "import exk_b")
    a, b = project.load("exk_a.py", "exk_b.py").roots
    assert with_imports([b, a, b]) == (b, a)


def test_source_with_another_encoding(project: Project) -> None:
    project.write("exk_b.py")
    path = project.folder / "exk_a.py"
    path.write_bytes("# coding: latin-1\nx = 'é'; import exk_b\n".encode("latin-1"))
    assert project.imported("exk_a.py") == ["exk_a", "exk_b"]


def test_imported_names(project: Project) -> None:
    project.write("exk_a.py", "import os.path, sys as s\nfrom json import load, dump as d\nx = 1")
    (module,) = project.load("exk_a.py").roots
    assert imported_names(module) >= {"os", "s", "load", "d"}
    assert "x" not in imported_names(module)
    assert imported_names(sys) == frozenset()
