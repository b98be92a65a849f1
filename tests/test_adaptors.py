"""Adaptors are found next to the sources, by name, or not at all."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from exekall.adaptors import (
    adaptor_of,
    adaptor_record,
    customization_modules,
    installed_adaptor,
    named_adaptor,
    overrides_hook,
)
from exekall.customization import AdaptorBase
from exekall.errors import AmbiguousAdaptorError, BrokenAdaptorError, UnknownAdaptorError
from exekall.sources import load
from exekall.store.records import AdaptorRecord


@pytest.fixture(autouse=True)
def _clean_imports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setattr(sys, "modules", {**sys.modules})


class First(AdaptorBase):
    name = "first"


class Second(AdaptorBase):
    name = "second"


class SecondAndHalf(Second):
    name = "half"


def module(*classes: type) -> ModuleType:
    """Return a module that holds *classes*."""
    made = ModuleType("made")
    vars(made).update({class_.__name__: class_ for class_ in classes}, number=1)
    return made


def found_for(source: Path) -> list[str]:
    modules, failures = customization_modules(load([source]).roots)
    assert not failures
    return [str(found.__file__) for found in modules]


def test_packages_around_a_module_are_searched_from_the_inside(tmp_path: Path) -> None:
    inner = tmp_path / "adaptors_pkg" / "inner"
    inner.mkdir(parents=True)
    for folder in (inner.parent, inner):
        (folder / "__init__.py").write_text("")
        (folder / "exekall_customization.py").write_text("")
    (tmp_path / "exekall_customize.py").write_text("")
    (inner / "work.py").write_text("")
    assert found_for(inner / "work.py") == [
        str(inner / "exekall_customization.py"),
        str(inner.parent / "exekall_customization.py"),
        str(tmp_path / "exekall_customize.py"),
    ]


def test_folders_up_to_the_current_one_are_searched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "project" / "src"
    folder.mkdir(parents=True)
    (folder / "adaptors_plain.py").write_text("")
    (tmp_path / "exekall_customization.py").write_text("")
    (tmp_path / "project" / "exekall_customization.py").write_text("")
    monkeypatch.chdir(tmp_path / "project")
    assert found_for(folder / "adaptors_plain.py") == [
        str(tmp_path / "project" / "exekall_customization.py")
    ]


def test_a_customization_that_fails_is_told(tmp_path: Path) -> None:
    (tmp_path / "exekall_customization.py").write_text("1 / 0\n")
    (tmp_path / "adaptors_failing.py").write_text("")
    modules, failures = customization_modules(load([tmp_path / "adaptors_failing.py"]).roots)
    assert not modules
    assert isinstance(failures[0].error, ZeroDivisionError)


def test_without_a_customization_the_default_serves() -> None:
    assert adaptor_of([]) is AdaptorBase
    assert adaptor_of([module(AdaptorBase, int)]) is AdaptorBase


def test_the_most_derived_class_is_meant() -> None:
    assert adaptor_of([module(Second, SecondAndHalf, AdaptorBase)]) is SecondAndHalf


def test_several_are_told_apart_by_any_name() -> None:
    modules = [module(First), module(Second, SecondAndHalf)]
    with pytest.raises(AmbiguousAdaptorError) as caught:
        adaptor_of(modules)
    assert caught.value.names == (f"{__name__}.First", f"{__name__}.SecondAndHalf")
    for name, expected in (
        ("first", First),
        ("Second", Second),
        (f"{__name__}.SecondAndHalf", SecondAndHalf),
        ("default", AdaptorBase),
    ):
        assert adaptor_of(modules, name) is expected


def test_an_unknown_name_comes_with_those_that_exist() -> None:
    with pytest.raises(UnknownAdaptorError) as caught:
        adaptor_of([module(First)], "frist")
    assert caught.value.known[0] == "first"
    assert caught.value.known[-1] == "default"


def test_installed_adaptors_come_by_entry_point(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "adaptors_installed.py").write_text(
        "from exekall.customization import AdaptorBase\n"
        "class Installed(AdaptorBase):\n    name = 'installed'\n"
    )
    metadata = tmp_path / "installed-1.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: installed\nVersion: 1\n")
    (metadata / "entry_points.txt").write_text(
        "[exekall.adaptors]\n"
        "installed = adaptors_installed:Installed\n"
        "wrong = os:path\n"
        "lost = adaptors_nowhere:Lost\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    found = installed_adaptor("installed")
    assert found is not None
    assert found.name == "installed"
    assert adaptor_of([module(First)], "installed") is found
    assert installed_adaptor("other") is None
    assert named_adaptor("installed") is found
    assert named_adaptor("default") is AdaptorBase
    with pytest.raises(UnknownAdaptorError) as unknown:
        named_adaptor("other")
    assert set(unknown.value.known) == {"installed", "wrong", "lost", "default"}
    for name, cause in (("wrong", type(None)), ("lost", ModuleNotFoundError)):
        with pytest.raises(BrokenAdaptorError) as caught:
            installed_adaptor(name)
        assert isinstance(caught.value.__cause__, cause)


class Hooked(Second):
    @classmethod
    def reload_db(cls, db: object, path: object = None) -> object:
        return db

    @staticmethod
    def register_show_param(parser: object) -> None:
        pass


class StillHooked(Hooked):
    name = "still"


def test_a_record_says_which_hooks_are_overridden() -> None:
    assert adaptor_record(AdaptorBase) == AdaptorRecord(
        "default", "exekall.customization", "AdaptorBase"
    )
    record = adaptor_record(StillHooked)
    assert record.overrides == ("register_show_param", "reload_db")
    assert (record.name, record.qualname) == ("still", "StillHooked")
    assert overrides_hook(StillHooked, "reload_db")
    assert not overrides_hook(StillHooked, "get_tags")
