"""Little code bases, written, imported and scanned for one test and forgotten afterwards."""

from __future__ import annotations

import importlib
import linecache
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from types import ModuleType

import pytest

from exekall.discovery.loading import Loaded, load
from exekall.discovery.modules import with_imports
from exekall.discovery.scan import Scan, scan
from exekall.discovery.sources import Sources, find_sources
from exekall.patterns import PatternSet


class Project:
    """A folder of Python files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, name: str, source: str = "") -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(source))
        return path

    def find(self, *words: str) -> Sources:
        return find_sources(words, self.folder)

    def load(self, *words: str, dependencies: tuple[str, ...] = ()) -> Loaded:
        return load(self.find(*words).found, self.find(*dependencies).found)

    def imported(self, *words: str, dependencies: tuple[str, ...] = ()) -> list[str]:
        """Return the names of the modules that are scanned when *words* are given."""
        loaded = self.load(*words, dependencies=dependencies)
        assert loaded.failures == ()
        return [m.__name__ for m in with_imports((*loaded.roots, *loaded.dependencies))]

    def scan(
        self, *words: str, dependencies: tuple[str, ...] = (), allow: str | None = None
    ) -> Scan:
        loaded = self.load(*words, dependencies=dependencies)
        assert loaded.failures == ()
        return scan(
            with_imports((*loaded.roots, *loaded.dependencies)),
            root_modules=loaded.roots,
            allow=None if allow is None else PatternSet((allow,)),
        )

    def scan_source(self, source: str, allow: str | None = None) -> Scan:
        """Scan one module called ``code_under_test``."""
        self.write("code_under_test.py", source)
        return self.scan("code_under_test.py", allow=allow)

    def module(self, name: str = "code_under_test") -> ModuleType:
        return importlib.import_module(name)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    path = list(sys.path)
    known = set(sys.modules)
    yield Project(tmp_path)
    sys.path[:] = path
    for name in set(sys.modules) - known:
        if name.startswith(("exk_", "code_under_test")) or _is_below(sys.modules[name], tmp_path):
            del sys.modules[name]
    importlib.invalidate_caches()
    linecache.clearcache()


def _is_below(module: ModuleType, folder: Path) -> bool:
    file = vars(module).get("__file__")
    places = [file] if file else vars(module).get("__path__", ())
    return any(str(place).startswith(str(folder)) for place in places)
