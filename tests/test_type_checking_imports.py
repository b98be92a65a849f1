from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent
from types import ModuleType

import pytest

from exekall.type_checking_imports import import_for_type_checker

Written = Callable[[str], ModuleType]


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Written]:
    """Return a function that writes and imports ``tci_pkg.using``, next to ``tci_pkg.types``."""
    package = tmp_path / "tci_pkg"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "types.py").write_text("class T: ...\nclass U: ...\n")
    monkeypatch.syspath_prepend(str(tmp_path))

    def write(source: str) -> ModuleType:
        (package / "using.py").write_text(dedent(source))
        importlib.invalidate_caches()
        return importlib.import_module("tci_pkg.using")

    yield write
    for name in [name for name in sys.modules if name.startswith("tci_pkg")]:
        del sys.modules[name]


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("from tci_pkg.types import T", "T"),
        ("from tci_pkg.types import U, T", "T"),
        ("from tci_pkg.types import T as Alias", "Alias"),
        ("from .types import T", "T"),
        ("from . import types as t", "t"),
        ("import tci_pkg.types as t", "t"),
        ("from tci_pkg import types", "types"),
    ],
)
def test_imports(module: Written, statement: str, name: str) -> None:
    using = module(f"from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    {statement}\n")
    assert not hasattr(using, name)
    found = import_for_type_checker(vars(using), name)
    types = importlib.import_module("tci_pkg.types")
    assert found == (types.T if name in {"T", "Alias"} else types,)


def test_import_of_a_submodule_binds_the_package(module: Written) -> None:
    using = module("import typing\nif typing.TYPE_CHECKING:\n    import tci_pkg.types\n")
    assert import_for_type_checker(vars(using), "tci_pkg") == (sys.modules["tci_pkg"],)
    assert sys.modules["tci_pkg"].types.T


def test_only_the_wanted_import_is_carried_out(module: Written) -> None:
    using = module("""
        from typing import TYPE_CHECKING
        if TYPE_CHECKING:
            import tci_pkg.missing
            from .types import T
    """)
    assert import_for_type_checker(vars(using), "T") is not None
    with pytest.raises(ModuleNotFoundError):
        import_for_type_checker(vars(using), "tci_pkg")


@pytest.mark.parametrize(
    "source",
    [
        "",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    ...\nelse:\n    T_ = 1",
        "if 1 - 1:\n    from .types import T\n",
        "from typing import TYPE_CHECKING as x\nif x and not x:\n    from .types import T",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    T = int\n",
    ],
)
def test_other_names_are_unknown(module: Written, source: str) -> None:
    assert import_for_type_checker(vars(module(source)), "T") is None


def test_nested_statements(module: Written) -> None:
    using = module("""
        from typing import TYPE_CHECKING
        if TYPE_CHECKING:
            try:
                from .types import T
            except ImportError:
                from .missing import T
            if True:
                from .types import U
    """)
    assert import_for_type_checker(vars(using), "T") is not None
    assert import_for_type_checker(vars(using), "U") is not None


def test_negated_guard(module: Written) -> None:
    using = module("""
        from typing import TYPE_CHECKING
        if not TYPE_CHECKING:
            U = None
        else:
            from .types import T
    """)
    assert import_for_type_checker(vars(using), "T") is not None
    assert import_for_type_checker(vars(using), "U") is None


def test_several_submodules_of_one_package(module: Written) -> None:
    using = module("""
        from typing import TYPE_CHECKING
        if TYPE_CHECKING:
            import xml.dom
            import xml.sax
    """)
    (xml,) = import_for_type_checker(vars(using), "xml") or ()
    assert xml.dom
    assert xml.sax


@pytest.mark.parametrize("file", [None, "/no/such/file.py", "/no/such/file.so"])
def test_modules_without_a_source(file: str | None) -> None:
    assert import_for_type_checker({"__file__": file}, "T") is None
