from __future__ import annotations

from abc import ABC, abstractmethod
from collections import UserDict, namedtuple
from dataclasses import dataclass
from functools import wraps
from typing import Any, NamedTuple, Self

import pytest

from exekall.construction import (
    construction_namespace,
    constructor,
    defining_class,
    field_namespaces,
    missing_members,
)


class Init:
    def __init__(self, x: int) -> None: ...


class New:
    def __new__(cls, x: int) -> Self:
        return object.__new__(cls)


class Both(New):
    def __init__(self, x: int) -> None: ...


class Inherits(Init): ...


class Plain: ...


class BuiltIn(dict): ...


class Static:
    @staticmethod
    def __new__(cls: type, x: int) -> Any:
        return object.__new__(cls)


def transparent(function: Any) -> Any:
    @wraps(function)
    def wrapper(*args: Any) -> Any:
        return function(*args)

    return wrapper


class Decorated:
    @transparent
    def __init__(self, x: int) -> None: ...


@dataclass
class Data:
    x: int


@dataclass
class Derived(Data):
    y: str


class Tuple(NamedTuple):
    x: int


@pytest.mark.parametrize(
    ("class_", "name", "base"),
    [
        (Init, "__init__", Init),
        (New, "__new__", New),
        (Both, "__init__", Both),
        (Inherits, "__init__", Init),
        (Decorated, "__init__", Decorated),
        (Data, "__init__", Data),
        (Tuple, "__new__", Tuple),
        (UserDict, "__init__", UserDict),
    ],
)
def test_constructor(class_: type, name: str, base: type) -> None:
    function = vars(base)[name]
    found = function.__func__ if isinstance(function, staticmethod) else function
    assert constructor(class_) == (found, base)


def test_explicitly_static_new() -> None:
    assert constructor(Static) == (vars(Static)["__new__"].__func__, Static)


@pytest.mark.parametrize("class_", [Plain, BuiltIn, int, Exception])
def test_constructor_that_is_not_python(class_: type) -> None:
    assert constructor(class_) == (None, class_)


def test_names_of_generated_constructors_are_those_of_the_class() -> None:
    old = namedtuple("old", "x")  # noqa: PYI024 - the old kind
    for class_ in (Data, Tuple, old, Init, Plain):
        assert construction_namespace(*constructor(class_)).resolve("Data") is Data


def test_each_field_has_its_own_namespace() -> None:
    fields = field_namespaces(Derived)
    assert fields is not None
    assert set(fields) == {"x", "y"}
    assert fields["x"].resolve("Data") is Data
    assert field_namespaces(Plain) is None


class Base:
    def method(self) -> None: ...

    @classmethod
    def factory(cls) -> None: ...

    @staticmethod
    def static() -> None: ...

    class Nested:
        @staticmethod
        def inner() -> None: ...


class Child(Base):
    def other(self) -> None: ...


class Awkward(Base):
    class Raises:
        def __getattribute__(self, name: str) -> Any:
            raise RuntimeError(name)

    trap = Raises()


@pytest.mark.parametrize(
    ("owner", "function", "defined"),
    [
        (Child, Base.method, Base),
        (Child, vars(Base)["factory"].__func__, Base),
        (Child, Child.other, Child),
        (Awkward, Base.method, Base),
        (Child, len, Child),
        (None, Base.static, Base),
        (None, Base.Nested.inner, Base.Nested),
        (None, transparent, None),
        (None, len, None),
    ],
)
def test_defining_class(owner: type | None, function: Any, defined: type | None) -> None:
    assert defining_class(owner, function) is defined


def test_local_function_has_no_defining_class() -> None:
    def local() -> None: ...

    assert defining_class(None, local) is None


def test_missing_members() -> None:
    class Abstract(ABC):
        @abstractmethod
        def b(self) -> None: ...

        @property
        @abstractmethod
        def a(self) -> int: ...

    class Half(Abstract):
        def b(self) -> None: ...

    assert missing_members(Abstract) == ("a", "b")
    assert missing_members(Half) == ("a",)
    assert missing_members(Plain) == ()
