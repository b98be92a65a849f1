from __future__ import annotations

import functools
import math
import sys
import weakref
from types import FunctionType, ModuleType
from typing import Any

import pytest

from exekall.discovery import statics


class Meta(type):
    def __getattribute__(cls, name: str) -> Any:
        raise RuntimeError(name)


class Closed(metaclass=Meta):
    attribute = 3


class Base:
    attribute = 1


class Derived(Base):
    other = 2


class Liar:
    __dict__ = property(lambda self: {"__module__": "elsewhere"})  # type: ignore[assignment]
    __module__ = property(lambda self: 1 / 0)  # type: ignore[assignment]

    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError(name)


class Borrower:
    __slots__ = ()
    __dict__ = FunctionType.__dict__["__dict__"]


class Slotted:
    __slots__ = ("__wrapped__",)


def function() -> None: ...


def test_classes_are_read_past_their_metaclass() -> None:
    assert statics.class_vars(Closed)["attribute"] == 3
    assert statics.class_name(Closed) == "Closed"
    assert statics.class_qualname(Closed) == "Closed"
    assert statics.class_home(Closed) == __name__
    assert statics.mro(Closed) == (Closed, object)
    assert statics.static_attribute(Closed, "attribute") == 3


def test_static_attribute() -> None:
    assert statics.static_attribute(Derived, "attribute") == 1
    assert statics.static_attribute(Derived, "other") == 2
    assert statics.static_attribute(Derived, "missing") is None


def test_instance_vars() -> None:
    derived = Derived()
    derived.own = 1  # type: ignore[attr-defined]
    assert statics.instance_vars(derived) == {"own": 1}
    assert statics.instance_vars(math) is vars(math)
    for without in (3, len, object(), Liar(), Borrower(), Slotted(), None):
        assert statics.instance_vars(without) == {}


def test_home() -> None:
    assert statics.home_of(function) == __name__
    assert statics.home_of(functools.cache(function)) == __name__
    assert statics.home_of(Derived()) == __name__
    assert statics.home_of(Liar()) == ""
    assert statics.home_of(weakref.proxy(function)) != __name__
    assert statics.class_home(Liar) == ""


def test_home_of_a_function_without_one() -> None:
    def orphan() -> None: ...

    orphan.__module__ = None  # type: ignore[assignment]
    assert statics.home_of(orphan) == ""


def test_text() -> None:
    assert statics.text_of(function, "__qualname__") == "function"
    assert statics.text_of(functools.lru_cache(function), "__qualname__") == "function"
    assert statics.text_of(function, "__code__") == ""
    assert statics.text_of(sys, "__name__") == "sys"
    assert statics.text_of(ModuleType("named"), "__name__") == "named"


def test_wrapped() -> None:
    wrapper = functools.wraps(function)(lambda: None)
    assert statics.wrapped_by(wrapper) is function
    assert statics.wrapped_by(functools.cache(function)) is function
    slotted = Slotted()
    assert statics.wrapped_by(slotted) is None
    slotted.__wrapped__ = function  # type: ignore[attr-defined]
    assert statics.wrapped_by(slotted) is function
    for plain in (function, Liar(), 3):
        assert statics.wrapped_by(plain) is None


@pytest.mark.parametrize("value", [1, "", None, (), [], {}, sys, property(), Slotted.__wrapped__])  # type: ignore[attr-defined]
def test_passive_types(value: object) -> None:
    assert id(type(value)) in statics.PASSIVE_TYPES


@pytest.mark.parametrize("value", [function, int, functools.cache(function), staticmethod(len)])
def test_other_types(value: object) -> None:
    assert id(type(value)) not in statics.PASSIVE_TYPES
