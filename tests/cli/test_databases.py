"""Opening a database of a command line, and whose adaptor is used: never one from its own paths."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp

import pytest

from exekall.cli.console import Console
from exekall.cli.databases import (
    DATABASE_OPTIONS,
    DEFAULT_ADAPTOR,
    AdaptorChoice,
    adaptor_class,
    add_import_paths,
    open_database,
    reloaded,
)
from exekall.cli.words import Words
from exekall.customization import AdaptorBase
from exekall.errors import UnknownAdaptorError
from exekall.store.errors import StoreError, StoreProblem
from exekall.store.records import AdaptorRecord
from exekall.valuedb import ValueDB
from tests.rendering.databases import RUN, kitchen

Finder = Callable[..., tuple[type[AdaptorBase], str]]

MODULE = "kitchen_adaptors"
SOURCE = """
from exekall.customization import AdaptorBase

class Kitchen(AdaptorBase):
    name = "kitchen"

    def show_db(self, db):
        print("kitchen")

    @classmethod
    def reload_db(cls, db, path=None):
        return None if path is None else db.prune_by_predicate(lambda value: False)

class Silent(AdaptorBase):
    pass

not_an_adaptor = int
"""


@pytest.fixture(autouse=True)
def _clean_imports(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(sys, "path", [*sys.path])
    yield
    for name in [MODULE, "broken_adaptors"]:
        sys.modules.pop(name, None)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """Write the adaptor's module, where nobody looks for modules."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / f"{MODULE}.py").write_text(SOURCE)
    (folder / "broken_adaptors.py").write_text("raise SystemExit('no')")
    return folder


def database_with(folder: Path, record: AdaptorRecord, import_path: Path) -> str:
    run = replace(RUN, adaptor=record, import_paths=(str(import_path),))
    return str(kitchen(folder, run))


def recorded(class_: str = "Kitchen", module: str = MODULE, *hooks: str) -> AdaptorRecord:
    return AdaptorRecord("kitchen", module, class_, hooks or ("show_db",))


class TestOpening:
    @pytest.mark.parametrize("name", ["", "VALUE_DB.sqlite"])
    def test_a_folder_or_the_file(self, tmp_path: Path, name: str) -> None:
        kitchen(tmp_path)
        with open_database(str(tmp_path / name)) as database:
            assert len(database.get_all()) == 5

    def test_nothing_there(self, tmp_path: Path) -> None:
        with pytest.raises(StoreError) as caught:
            open_database(str(tmp_path / "nothing"))
        assert caught.value.problem is StoreProblem.MISSING

    @pytest.mark.parametrize("suffix", [".pickle", ".pickle.gz", ".pickle.xz"])
    def test_a_pickle_needs_loading(self, tmp_path: Path, suffix: str) -> None:
        path = tmp_path / f"x{suffix}"
        path.write_bytes(b"cos\nsystem\n.")
        with pytest.raises(StoreError) as caught:
            open_database(str(path))
        assert caught.value.problem is StoreProblem.NEEDS_LOADING

    def test_import_paths_are_added_for_loading_only(self, tmp_path: Path, elsewhere: Path) -> None:
        word = database_with(tmp_path, recorded(), elsewhere)
        open_database(word).close()
        assert str(elsewhere) not in sys.path
        open_database(word, load=True).close()
        assert sys.path[0] == str(elsewhere)

    def test_import_paths_are_added_once(self) -> None:
        before = [*sys.path]
        add_import_paths(["/b", "/a", "/b"])
        add_import_paths(["/a"])
        assert sys.path == ["/b", "/a", *before]


class TestAdaptor:
    @pytest.fixture
    def found(self, tmp_path: Path, elsewhere: Path, capsys: pytest.CaptureFixture[str]) -> Finder:
        def find(
            record: AdaptorRecord, choice: AdaptorChoice = DEFAULT_ADAPTOR
        ) -> tuple[type[AdaptorBase], str]:
            folder = Path(mkdtemp(dir=tmp_path))
            with open_database(database_with(folder, record, elsewhere)) as database:
                class_ = adaptor_class([database], ["show_db"], choice, Console("exekall show"))
            return class_, capsys.readouterr().err

        return find

    def test_one_that_is_recorded_is_used_where_it_can_be_imported(
        self, found: Finder, elsewhere: Path
    ) -> None:
        sys.path.append(str(elsewhere))
        class_, told = found(recorded())
        assert class_.name == "kitchen"
        assert "show_db()" in told
        assert "--no-adaptor" in told

    def test_it_is_not_looked_for_in_recorded_folders(self, found: Finder) -> None:
        class_, told = found(recorded())
        assert class_ is AdaptorBase
        assert MODULE not in sys.modules
        assert f"there is no module {MODULE} here" in told

    def test_one_with_nothing_to_say_is_not_imported(self, found: Finder, elsewhere: Path) -> None:
        sys.path.append(str(elsewhere))
        assert found(recorded("Kitchen", MODULE, "get_tags")) == (AdaptorBase, "")
        assert MODULE not in sys.modules

    def test_the_user_may_refuse(self, found: Finder, elsewhere: Path) -> None:
        sys.path.append(str(elsewhere))
        assert found(recorded(), AdaptorChoice(is_none=True)) == (AdaptorBase, "")
        assert MODULE not in sys.modules

    def test_the_user_may_choose(self, found: Finder) -> None:
        assert found(recorded(), AdaptorChoice("default")) == (AdaptorBase, "")
        with pytest.raises(UnknownAdaptorError):
            found(recorded(), AdaptorChoice("nobody"))

    @pytest.mark.parametrize(
        "record",
        [
            recorded(module="broken_adaptors"),
            recorded("not_an_adaptor"),
            recorded("Nobody"),
            recorded("Kitchen.<locals>.Inner"),
            recorded(module=""),
            recorded(module=".x"),
        ],
    )
    def test_a_broken_one_is_told_and_not_used(
        self, found: Finder, elsewhere: Path, record: AdaptorRecord
    ) -> None:
        sys.path.append(str(elsewhere))
        class_, told = found(record)
        assert class_ is AdaptorBase
        assert told.startswith("exekall show: warning: the adaptor 'kitchen' (")

    def test_several_are_not_guessed_at(
        self, tmp_path: Path, elsewhere: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        sys.path.append(str(elsewhere))
        folders = [tmp_path / "a", tmp_path / "b"]
        databases = []
        for folder, class_ in zip(folders, ["Kitchen", "Silent"], strict=True):
            folder.mkdir()
            databases.append(open_database(database_with(folder, recorded(class_), elsewhere)))
        console = Console("exekall show")
        assert adaptor_class(databases, ["show_db"], DEFAULT_ADAPTOR, console) is AdaptorBase
        assert "the runs had several" in capsys.readouterr().err
        for database in databases:
            database.close()

    def test_the_choice_of_a_command_line(self) -> None:
        def choice(*words: str) -> AdaptorChoice:
            return AdaptorChoice.of(Words(words, DATABASE_OPTIONS))

        assert choice() == DEFAULT_ADAPTOR
        assert choice().is_default
        assert choice("--adaptor", "x") == AdaptorChoice("x")
        assert choice("--no-adaptor") == AdaptorChoice(is_none=True)
        assert not choice("--no-adaptor").is_default

    def test_a_chosen_one_may_replace_the_database(self, tmp_path: Path, elsewhere: Path) -> None:
        sys.path.append(str(elsewhere))
        from importlib import import_module

        class_ = import_module(MODULE).Kitchen
        with open_database(str(kitchen(tmp_path))) as database:
            other = reloaded(database, class_, AdaptorChoice("kitchen"))
            assert other is not database
            assert len(other.get_all()) == len(database.get_all())
            assert reloaded(database, class_, DEFAULT_ADAPTOR) is database
            assert reloaded(database, AdaptorBase, AdaptorChoice("default")) is database

    def test_one_that_returns_no_database_changes_nothing(self, tmp_path: Path) -> None:
        class Forgetful(AdaptorBase):
            @classmethod
            def reload_db(cls, db: ValueDB, path: Path | None = None) -> ValueDB:
                return None

        with open_database(str(kitchen(tmp_path))) as database:
            assert reloaded(database, Forgetful, AdaptorChoice("x")) is database
