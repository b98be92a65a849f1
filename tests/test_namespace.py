from __future__ import annotations

import dataclasses
import importlib
import sys
import types
import typing
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal, Optional, TypeVar

import pytest

from exekall.namespace import NameProblem, Namespace, associated
from exekall.reasons import Cause


class Local:
    class Inner:
        class Deep: ...

    Alias = list[int]
    Made = typing.NewType("Made", int)

    def method(self) -> None: ...

    def list(self) -> None: ...  # hides a builtin, but is no type

    @property
    def Path(self) -> None: ...  # hides a global, but is no type

    int = None


NAMESPACE = Namespace(globals())


@pytest.mark.parametrize(
    ("annotation", "resolved"),
    [
        (int, int),
        (None, type(None)),
        ("None", type(None)),
        ("int", int),
        ("Local", Local),
        ("Local.Inner", Local.Inner),
        ("typing.Optional[Local]", Optional[Local]),  # noqa: UP045 - what is written in the text
        ("int | None", int | None),
        ("list['Local']", list[Local]),
        (list["Local"], list[Local]),
        (dict["str", "list[Local]"], dict[str, list[Local]]),
        (typing.ForwardRef("Local"), Local),
        (Optional["Local"], Optional[Local]),  # noqa: UP045
        (Callable[["Local"], "int"], Callable[[Local], int]),
        ("typing.Annotated[Local, 'note']", typing.Annotated[Local, "note"]),
        (Literal["Local"], Literal["Local"]),
        ("Literal['Local']", Literal["Local"]),
        (list[int], list[int]),
    ],
)
def test_annotations_of_a_function(annotation: Any, resolved: Any) -> None:
    assert NAMESPACE.resolve(annotation) == resolved


@pytest.mark.parametrize(
    ("annotation", "resolved"),
    [
        ("Inner", Local.Inner),
        ("Inner.Deep", Local.Inner.Deep),
        ("Local", Local),
        ("Alias", list[int]),
        ("Made", Local.Made),
        ("Made | None", Local.Made | None),
        ("list[int]", list[int]),
        ("list", list),
        ("int", int),
        ("Path", Path),
        ("Path | None", Path | None),
    ],
)
def test_annotations_in_a_class(annotation: str, resolved: Any) -> None:
    assert Namespace.of_class(Local).resolve(annotation) == resolved
    assert Namespace.of_function(Local.method, Local).resolve(annotation) == resolved


def test_names_of_the_enclosing_classes() -> None:
    assert Namespace.of_class(Local.Inner.Deep).resolve("Inner") is Local.Inner
    assert Namespace.of_class(Local.Inner.Deep).resolve("Deep | None") == Local.Inner.Deep | None


def test_dataclass_field_of_the_name_of_its_type() -> None:
    @dataclasses.dataclass
    class Event:
        Local: Local | None = None  # type: ignore[valid-type]

    assert Namespace.of_class(Event).resolve("Local | None") == Local | None


def test_names_of_the_enclosing_function() -> None:
    class Hidden: ...

    def function(x: Hidden) -> None:
        print(Hidden)

    namespace = Namespace.of_function(function)
    assert namespace.resolve("Hidden") is Hidden
    assert namespace.resolve("list[Hidden]") == list[Hidden]


def test_local_class_knows_itself() -> None:
    class Hidden:
        def method(self) -> Hidden: ...

    assert Namespace.of_function(Hidden.method, Hidden).resolve("Hidden | None") == Hidden | None


def test_variable_of_a_function_that_is_not_assigned_yet() -> None:
    def function() -> None:
        print(later)

    with pytest.raises(NameProblem) as caught:
        Namespace.of_function(function).resolve("later")
    assert (caught.value.cause, caught.value.subject) == (Cause.UNRESOLVED_NAME, "later")
    later = 1
    assert later


@pytest.mark.parametrize(
    ("annotation", "cause", "subject"),
    [
        ("Missing", Cause.UNRESOLVED_NAME, "Missing"),
        ("list[Missing]", Cause.UNRESOLVED_NAME, "Missing"),
        (list[typing.ForwardRef("Missing")], Cause.UNRESOLVED_NAME, "Missing"),
        ("Local.Missing", Cause.INVALID_ANNOTATION, "Local.Missing: AttributeError"),
        ("1 +", Cause.INVALID_ANNOTATION, "1 +: SyntaxError"),
        ("1 / 0", Cause.INVALID_ANNOTATION, "1 / 0: ZeroDivisionError"),
        ("", Cause.INVALID_ANNOTATION, ": "),
    ],
)
def test_problems(annotation: Any, cause: Cause, subject: str) -> None:
    for namespace in (NAMESPACE, Namespace.of_class(Local)):
        with pytest.raises(NameProblem) as caught:
            namespace.resolve(annotation)
        assert caught.value.cause is cause
        assert caught.value.subject.startswith(subject)


@pytest.fixture
def guarded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[types.ModuleType]:
    (tmp_path / "ns_types.py").write_text("class T: ...\n")
    (tmp_path / "ns_using.py").write_text(
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n"
        "    from ns_types import T, Absent\n"
        "    from ns_missing import M\n"
        "def f(): ...\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.invalidate_caches()
    yield importlib.import_module("ns_using")
    for name in ("ns_types", "ns_using"):
        sys.modules.pop(name, None)


def test_names_for_type_checkers(guarded: types.ModuleType) -> None:
    namespace = Namespace.of_function(guarded.f)
    found = namespace.resolve("T")
    assert found is sys.modules["ns_types"].T
    assert namespace.resolve("list[T] | None") == list[found] | None  # type: ignore[valid-type]
    assert not hasattr(guarded, "T")


@pytest.mark.parametrize("name", ["M", "Absent"])
def test_import_for_type_checkers_that_fails(guarded: types.ModuleType, name: str) -> None:
    with pytest.raises(NameProblem) as caught:
        Namespace.of_function(guarded.f).resolve(f"list[{name}]")
    assert caught.value.cause is Cause.UNRESOLVED_NAME
    assert caught.value.subject.startswith(name)


def test_function_without_globals() -> None:
    assert Namespace.of_function(len).resolve("int") is int
    assert Namespace.of_function(Namespace(globals()).resolve).resolve("Cause") is Cause


V = TypeVar("V")


class WithAssociated:
    KIND = V


class Overrides(WithAssociated):
    KIND = str  # type: ignore[assignment]


def test_associated_types() -> None:
    assert associated(V, Overrides) is str
    assert associated(V, WithAssociated) is V
    assert associated(TypeVar("Other"), Overrides).__name__ == "Other"
