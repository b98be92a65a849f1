from __future__ import annotations

import gc
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from exekall.discovery.modules import with_imports
from exekall.discovery.scan import scan
from exekall.operator import Operator
from exekall.reasons import Cause, Rejection

if TYPE_CHECKING:
    from conftest import Project


def test_order_is_of_modules_then_of_definitions(project: Project) -> None:
    project.write("exk_c.py", "def z() -> int: ...\ndef y() -> int: ...")
    project.write("exk_b.py", "import exk_c\ndef x() -> int: ...")
    project.write("exk_a.py", "from exk_c import y\nimport exk_b\ndef w() -> int: ...")
    scanned = project.scan("exk_a.py")
    assert [op.name for op in scanned.operators] == ["exk_a.w", "exk_b.x", "exk_c.z", "exk_c.y"]


def test_roots_are_defined_in_the_given_modules(project: Project) -> None:
    project.write(
        "exk_b.py",
        "class Base:\n    def m(self) -> int: ...\n    @staticmethod\n    def s() -> int: ...",
    )
    project.write("exk_c.py", "def c() -> int: ...")
    project.write(
        "exk_a.py",
        "from exk_b import Base\nclass Derived(Base): ...\ndef f() -> int: ...",
    )
    scanned = project.scan("exk_a.py", dependencies=("exk_c.py",))
    roots = [op.name for op in scanned.operators if op in scanned.roots]
    assert roots == ["exk_a.Derived", "exk_a.Derived.m", "exk_a.f"]
    assert {op.name for op in scanned.operators} - {*roots} == {
        *("exk_b.Base", "exk_b.Base.m", "exk_b.Base.s", "exk_c.c"),
    }
    assert len(scanned.roots) == len(roots)


def test_given_modules_are_roots_though_they_are_imported_too(project: Project) -> None:
    project.write("exk_b.py", "def b() -> int: ...")
    project.write("exk_a.py", "import exk_b\ndef a() -> int: ...")
    assert len(project.scan("exk_a.py", "exk_b.py").roots) == 2


def test_factory_makes_every_operator(project: Project) -> None:
    project.write("exk_a.py", "class C:\n    def m(self) -> int: ...\ndef f() -> C: ...")
    loaded = project.load("exk_a.py")
    factory = partial(Operator, non_reusable_type_set={int}, tags_getter=lambda value: {"a": 1})
    scanned = scan(with_imports(loaded.roots), root_modules=loaded.roots, operator_factory=factory)
    assert [op.reusable for op in scanned.operators] == [True, False, True]
    assert scanned.operators[0].get_tags(None) == {"a": 1}


def test_what_the_factory_raises_is_passed_on(project: Project) -> None:
    def factory(callable_: Any) -> Operator:
        raise LookupError(callable_)

    project.write("exk_a.py", "def f() -> int: ...")
    loaded = project.load("exk_a.py")
    with pytest.raises(LookupError):
        scan(loaded.roots, root_modules=(), operator_factory=factory)
    assert gc.isenabled()


def test_rejections_name_the_place_and_the_class(project: Project) -> None:
    path = project.write(
        "exk_a.py",
        "def f(x): ...\nclass C:\n    def __init__(self, x): ...\n    def m(self, x) -> int: ...\n",
    )
    scanned = project.scan("exk_a.py")
    assert scanned.rejections == (
        Rejection("exk_a.f", Cause.NOT_ANNOTATED, (), "", f"{path}:1"),
        Rejection(
            "exk_a.C", Cause.NOT_ANNOTATED, ("x",), "", f"{path}:3", project.module("exk_a").C
        ),
        Rejection("exk_a.C.m", Cause.PARTIAL_ANNOTATION, ("x",), "", f"{path}:4", int),
    )


def test_scanning_runs_no_user_code(project: Project) -> None:
    project.write(
        "exk_a.py",
        """
calls = []
class Noisy:
    def __getattr__(self, name): calls.append(name); raise AttributeError(name)
    def __get__(self, instance, owner): calls.append(owner)
    def __call__(self, x: int) -> str: calls.append(x)
    def __eq__(self, other): calls.append(other)
    def __hash__(self): calls.append("hash")
    def __bool__(self): calls.append("bool")
    def __repr__(self): calls.append("repr")
class Meta(type):
    def __instancecheck__(cls, instance): calls.append(instance)
    def __subclasscheck__(cls, subclass): calls.append(subclass)
class C(metaclass=Meta):
    noisy = Noisy()
    def m(self, x: int) -> str: calls.append("m")
    @property
    def p(self) -> int: calls.append("p")
noisy = Noisy()
def f(x: int, y=noisy) -> str: calls.append("f")
def __getattr__(name): calls.append(name); raise AttributeError(name)
calls.clear()
""",
    )
    scanned = project.scan("exk_a.py")
    assert len(scanned.operators) > 3
    assert scanned.rejections
    odd = {"__dict__", "__signature__", "__wrapped__", "__code__", "__text_signature__"}
    assert {*map(str, project.module("exk_a").calls)} <= odd


def test_collector_stays_as_it_was(project: Project) -> None:
    gc.disable()
    try:
        scan([], root_modules=[])
        assert not gc.isenabled()
    finally:
        gc.enable()
    scan([], root_modules=[])
    assert gc.isenabled()
