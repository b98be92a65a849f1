"""How scripts reach what lives in modules."""

from __future__ import annotations

import email.message
import functools
import os.path
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest

from exekall.operator import Operator, UnboundMethod
from exekall.prebuilt import PrebuiltOperator
from exekall.scripts.references import References
from exekall.scripts.variables import Variables
from tests.scripts.dags import load_module

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = dedent(
    """\
    import functools

    class Base:
        def work(self) -> int: ...
        renamed = work
        @classmethod
        def make(cls) -> 'Base': ...
        @staticmethod
        def free(x: int) -> int: ...
        class Inner:
            pass

    class Derived(Base):
        def work(self) -> int: ...

    @functools.lru_cache
    def cached(x: int) -> int: ...

    def _wrapped(x: int) -> int: ...
    public = _wrapped
    del _wrapped

    def shadowed(x: int) -> int: ...
    first = shadowed
    def shadowed(x: int) -> int: ...

    class Callable:
        def __call__(self, x: int) -> int: ...
    instance = Callable()

    globals()["odd name"] = lambda x: x
    """
)


@pytest.fixture
def module(tmp_path: Path) -> Any:
    return load_module("refs", SOURCE, tmp_path)


def text(callable_: Any) -> str | None:
    return References(Variables()).operator(Operator(callable_))


def test_operators_by_name(module: Any) -> None:
    base, derived = module.Base, module.Derived
    assert text(base) == "refs.Base"
    assert text(base.Inner) == "refs.Base.Inner"
    assert text(base.make) == "refs.Base.make"
    assert text(derived.make) == "refs.Derived.make"
    assert text(base.free) == "refs.Base.free"
    assert text(UnboundMethod(base.work, base)) == "refs.Base.work"
    assert text(UnboundMethod(derived.work, derived)) == "refs.Derived.work"
    assert text(module.cached) == "refs.cached"
    assert text(dict) == "dict"


def test_objects_whose_own_name_leads_elsewhere(module: Any) -> None:
    assert text(module.public) == "refs.public"
    assert text(module.first) == "refs.first"
    assert text(module.instance) == "refs.instance"
    assert text(vars(module)["odd name"]) == "getattr(refs, 'odd name')"


def test_what_no_name_leads_to(module: Any) -> None:
    lost = module.Base
    del module.Base
    assert text(lost) is None
    assert text(UnboundMethod(lost.work, lost)) is None
    assert text(lambda x: x) is None
    assert text(functools.partial(len)) is None
    # Looked up on the derived class, the name gives another function.
    derived = module.Derived
    assert text(UnboundMethod(lost.work, derived)) == "refs.Derived.renamed"
    assert References(Variables()).operator(PrebuiltOperator(int, [1])) is None


def test_what_lives_in_the_main_module(module: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.cached, "__module__", "__main__")
    assert text(module.cached) is None


def test_imports_are_sorted_and_written_once() -> None:
    references = References(Variables())
    for found in (email.message, os.path, email, email.message):
        references.module(found)
    assert references.imports() == [
        "import email",
        "import email.message",
        f"import {os.path.__name__}",
    ]
    assert references.calls() == []
    assert not references.uses_importlib


def test_a_module_whose_name_is_taken_gets_another(tmp_path: Path) -> None:
    module = load_module("taken", "", tmp_path)
    references = References(Variables(["taken"]))
    assert references.module(module) == "taken_module"
    assert references.calls() == ["taken_module = importlib.import_module('taken')"]
    assert references.uses_importlib
    assert not references.uses_files


def test_an_imported_name_is_no_variable_any_more(tmp_path: Path) -> None:
    variables = Variables()
    References(variables).module(load_module("fresh", "", tmp_path))
    assert variables.new("fresh") == "fresh_2"


@pytest.mark.parametrize("file", ["x.y.py", "script", "other.py", "odd.txt"])
def test_a_module_that_its_name_does_not_lead_to(file: str, tmp_path: Path) -> None:
    module = load_module("odd", "", tmp_path, file=file)
    references = References(Variables())
    assert references.module(module) == "odd_module"
    path = str(tmp_path / file)
    assert references.calls() == [f"odd_module = module_in_file('odd', {path!r})"]
    assert references.uses_files
