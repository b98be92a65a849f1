from __future__ import annotations

from functools import cache, cached_property
from typing import Any

import pytest

from exekall.discovery.members import SpecialMember, is_dunder, is_shadowed, special_member
from exekall.operator import Kind


def function() -> None: ...


class Called:
    def __call__(self) -> None: ...


@pytest.mark.parametrize(
    ("value", "kind"),
    [(staticmethod(function), Kind.FUNCTION), (classmethod(function), Kind.CLASSMETHOD)],
)
def test_bound_kinds(value: Any, kind: Kind) -> None:
    assert special_member("name", value) == SpecialMember("name", function, kind)


def test_decorated_methods() -> None:
    cached = cache(function)
    assert special_member("name", cached) == SpecialMember("name", cached, Kind.METHOD)


@pytest.mark.parametrize(
    "value", [property(function), cached_property(function), Called(), 3, None, len, Called]
)
def test_what_is_no_method(value: object) -> None:
    assert special_member("name", value) is None


def test_shadowing() -> None:
    class Base:
        a = 1

    class Derived(Base):
        b = 2

    assert is_shadowed("b", (Derived,))
    assert is_shadowed("a", (Derived, Base))
    assert not is_shadowed("a", (Derived,))
    assert not is_shadowed("a", ())


@pytest.mark.parametrize(
    ("name", "expected"),
    [("__str__", True), ("__x", False), ("x__", False), ("__", False), ("____", False)],
)
def test_dunder(name: str, expected: bool) -> None:
    assert is_dunder(name) is expected
