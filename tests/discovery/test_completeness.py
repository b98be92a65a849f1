from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from exekall.discovery.completeness import has_no_parameters
from exekall.operator import Operator, UnboundMethod
from exekall.prebuilt import PrebuiltOperator

if TYPE_CHECKING:
    from conftest import Project


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def f() -> int: ...", True),
        ("def f(x=3) -> int: ...", True),
        ("def f(*args: int, **kwargs: int) -> int: ...", True),
        ("def f(x: int) -> int: ...", False),
        ("def f(*, x: int) -> int: ...", False),
        ("def f(x: int = 3) -> int: ...", False),
        ("def f(x: Missing) -> int: ...", False),
        ("def f(x: int, *args) -> int: ...", False),
        ("@cache\ndef f() -> int: ...", True),
        ("@cache\ndef f(x: int) -> int: ...", False),
        ("class f: ...", True),
        ("class f:\n    def __init__(self): ...", True),
        ("class f:\n    def __init__(self) -> None: ...", True),
        ("class f:\n    def __init__(self, x=3) -> None: ...", True),
        ("class f:\n    def __init__(self, x: int) -> None: ...", False),
        ("class f:\n    def __init__(self, x: int = 3, *args): ...", False),
        ("class f:\n    def __new__(cls, x: int): ...", False),
        ("class f(Exception): ...", True),
        ("@dataclass\nclass f:\n    x: int", False),
        ("@dataclass\nclass f: ...", True),
        ("class f(NamedTuple):\n    x: int", False),
        ("def g(x: int, y: int) -> int: ...\nf = partial(g, y=3)", False),
        ("def g(y: int) -> int: ...\nf = partial(g, y=3)", True),
    ],
)
def test_has_no_parameters(project: Project, source: str, expected: bool) -> None:
    project.write(
        "exk_a.py",
        "from __future__ import annotations\nfrom dataclasses import dataclass\n"
        f"from functools import *\nfrom typing import NamedTuple\n{source}\n",
    )
    (module,) = project.load("exk_a.py").roots
    operator = Operator(module.f)
    assert has_no_parameters(operator) is expected
    if "Missing" not in source:
        assert (operator.parameters == ()) is expected


class Holder:
    def method(self) -> int:
        return 1

    @classmethod
    def make(cls) -> Holder:
        return cls()

    @classmethod
    def made(cls, x: int) -> Holder:
        return cls()


def test_methods() -> None:
    assert not has_no_parameters(Operator(UnboundMethod(Holder.method, Holder)))
    assert has_no_parameters(Operator(Holder.make))
    assert not has_no_parameters(Operator(Holder.made))


def test_prebuilt_operators() -> None:
    assert has_no_parameters(PrebuiltOperator(int, [1, 2]))


def test_what_cannot_be_read_has_parameters() -> None:
    assert not has_no_parameters(Operator(max))
