"""The names of types in databases."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

import pytest

from exekall.loaded.types import TypeNames
from exekall.operator import Operator
from tests.loaded import kitchen

T = TypeVar("T")


class Box(Generic[T]):
    pass


def listed(value: list[int], pot: kitchen.Pot | None = None) -> dict[str, kitchen.Water]: ...


NAMES = TypeNames([Operator(listed)])


@pytest.mark.parametrize(
    ("name", "type_"),
    [
        ("tests.loaded.kitchen.Pot", kitchen.Pot),
        ("tests.loaded.kitchen.Degrees", kitchen.Degrees),
        ("list[int]", list[int]),
        ("dict[str, tests.loaded.kitchen.Water]", dict[str, kitchen.Water]),
        ("collections.Counter", __import__("collections").Counter),
        ("int", int),
        ("None", type(None)),
        ("tests.loaded.kitchen.Tea | None", kitchen.Tea | None),
        ("dict[str, list[int | None]]", dict[str, list[int | None]]),
        ("tests.loaded.test_types.Box[tests.loaded.kitchen.Tea]", Box[kitchen.Tea]),
    ],
)
def test_found(name: str, type_: Any) -> None:
    found = NAMES.find(name)
    assert found == type_
    if isinstance(type_, type):
        assert found is type_


@pytest.mark.parametrize(
    "name",
    [
        "tests.loaded.kitchen.Gone",
        "tests.loaded.kitchen.pot",
        "no.such.module.Type",
        "list[gone]",
        "int[str]",
        "gone | int",
        "list[",
        "Literal['x']",
        "gone",
        "",
        "a b.c",
    ],
)
def test_not_found(name: str) -> None:
    with pytest.raises(LookupError):
        NAMES.find(name)


def test_the_class_that_the_sources_mean() -> None:
    """Another class of the same name, where the sources have one of their own."""
    other = type("Pot", (), {"__module__": "tests.loaded.kitchen"})

    def wants(pot: kitchen.Water) -> None: ...

    wants.__annotations__["pot"] = other
    assert TypeNames([Operator(wants)]).find("tests.loaded.kitchen.Pot") is other
