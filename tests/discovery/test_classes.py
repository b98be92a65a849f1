"""Which operators a class stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from exekall.operator import Kind
from exekall.reasons import Cause

if TYPE_CHECKING:
    from conftest import Project

    from exekall.discovery.scan import Scan
    from exekall.operator import Operator


def names(scan: Scan) -> list[str]:
    return [op.name.removeprefix("code_under_test.") for op in scan.operators]


def operator(scan: Scan, name: str) -> Operator:
    (op,) = [op for op in scan.operators if op.name == f"code_under_test.{name}"]
    return op


def signature(scan: Scan, name: str) -> tuple[list[object], object]:
    op = operator(scan, name)
    return [parameter.type for parameter in op.parameters], op.product


def reasons(scan: Scan) -> dict[str, tuple[Cause, tuple[str, ...], str]]:
    return {
        r.name.removeprefix("code_under_test."): (r.cause, r.parameters, r.subject)
        for r in scan.rejections
    }


# Constructors


@pytest.mark.parametrize(
    "body",
    [
        "def __init__(self, x: int, y: str = ''): ...",
        "def __init__(self, x: int, y: str = '') -> None: ...",
        "def __init__(self, x: int, y: str, z=3): ...",
        "def __init__(self, x: int, *, y: str): ...",
        "def __init__(self, x: int, y: str, *args: bytes, **kwargs): ...",
        "def __new__(cls, x: int, y: str): return object.__new__(cls)",
    ],
)
def test_constructors(project: Project, body: str) -> None:
    scan = project.scan_source(f"class C:\n    {body}\n")
    assert signature(scan, "C") == ([int, str], project.module().C)
    assert names(scan) == ["C"]


@pytest.mark.parametrize(
    "source",
    [
        "from dataclasses import dataclass\n@dataclass\nclass C:\n    x: int\n    y: str = ''\n",
        (
            "from dataclasses import *\n@dataclass(frozen=True, slots=True, order=True)\n"
            "class C:\n    x: int\n    y: str = field(default='')\n    z: int = field(init=False)\n"
        ),
        "from typing import NamedTuple\nclass C(NamedTuple):\n    x: int\n    y: str = ''\n",
        "class B:\n    def __init__(self, x: int, y: str): ...\nclass C(B): ...\n",
        (
            "from functools import wraps\ndef d(f):\n"
            "    @wraps(f)\n    def w(*args: object) -> None: f(*args)\n    return w\n"
            "class C:\n    @d\n    def __init__(self, x: int, y: str): ...\n"
        ),
        (
            "class M(type):\n    def __call__(cls, *args): return super().__call__(*args)\n"
            "class C(metaclass=M):\n    def __init__(self, x: int, y: str): ...\n"
        ),
    ],
)
def test_generated_and_inherited_constructors(project: Project, source: str) -> None:
    scan = project.scan_source(source)
    assert signature(scan, "C") == ([int, str], project.module().C)


def test_dataclass_fields_inherited_from_another_module(project: Project) -> None:
    project.write(
        "exk_base.py",
        "from __future__ import annotations\nfrom dataclasses import dataclass\n"
        "class T: ...\n@dataclass\nclass Base:\n    x: T\n",
    )
    scan = project.scan_source("""
        from __future__ import annotations
        from dataclasses import dataclass
        from exk_base import Base
        class T: ...
        @dataclass
        class C(Base):
            y: T
    """)
    theirs, ours = project.module("exk_base").T, project.module().T
    assert signature(scan, "C")[0] == [theirs, ours]


@pytest.mark.parametrize(
    "source",
    [
        "class C: ...",
        "class C:\n    def __init__(self): ...",
        "class C:\n    def __init__(self, x=3): ...",
        "class C(Exception): ...",
        "class C(dict): ...",
    ],
)
def test_constructors_without_parameters(project: Project, source: str) -> None:
    assert signature(project.scan_source(source), "C")[0] == []


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("def __init__(self, x): ...", (Cause.NOT_ANNOTATED, ("x",), "")),
        ("def __init__(self, x, y: int): ...", (Cause.PARTIAL_ANNOTATION, ("x",), "")),
        ("def __new__(cls, x, y: int): ...", (Cause.PARTIAL_ANNOTATION, ("x",), "")),
    ],
)
def test_constructors_that_are_not_annotated(
    project: Project, source: str, reason: tuple[Cause, tuple[str, ...], str]
) -> None:
    scan = project.scan_source(f"class C:\n    {source}\n    def m(self) -> int: ...\n")
    assert reasons(scan)["C"] == reason
    assert names(scan) == ["C.m"]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (
            (
                "from abc import *\nclass C(ABC):\n    @abstractmethod\n    def b(self): ...\n"
                "    @property\n    @abstractmethod\n    def a(self): ...\n"
            ),
            (Cause.ABSTRACT, (), "a, b"),
        ),
        (
            "from typing import Protocol\nclass C(Protocol):\n    x: int\n",
            (Cause.PROTOCOL, (), ""),
        ),
        (
            "from typing import TypedDict\nclass C(TypedDict):\n    x: int\n",
            (Cause.NO_SIGNATURE, (), "TypedDict"),
        ),
        (
            "from enum import Enum\nclass C(Enum):\n    A = 1\n",
            (Cause.NOT_ANNOTATED, ("value",), ""),
        ),
    ],
)
def test_classes_that_cannot_be_instantiated(
    project: Project, source: str, reason: tuple[Cause, tuple[str, ...], str]
) -> None:
    scan = project.scan_source(source)
    assert names(scan) == []
    assert reasons(scan)["C"] == reason


# Methods


def test_methods_take_their_class_first(project: Project) -> None:
    scan = project.scan_source("""
        class C:
            def m(self, x: int, *, y: str) -> bytes: ...
            def own(self: "C") -> int: ...
            def bare(*args) -> int: ...
    """)
    cls = project.module().C
    assert signature(scan, "C.m") == ([cls, int, str], bytes)
    assert operator(scan, "C.m").kind is Kind.METHOD
    assert signature(scan, "C.own") == ([cls], int)
    assert signature(scan, "C.bare") == ([cls], int)


@pytest.mark.parametrize(
    ("method", "reason"),
    [
        ("def m(self, x): ...", (Cause.NOT_ANNOTATED, (), "")),
        ("def m(self): ...", (Cause.NOT_ANNOTATED, (), "")),
        ("def m(self, x) -> int: ...", (Cause.PARTIAL_ANNOTATION, ("x",), "")),
        ("def m(self: 'C', x) -> int: ...", (Cause.PARTIAL_ANNOTATION, ("x",), "")),
        ("def m(self: 'C', x: int): ...", (Cause.NO_RETURN_ANNOTATION, ("return",), "")),
        ("def m(self, x: int): ...", (Cause.NO_RETURN_ANNOTATION, ("return",), "")),
        ("def m() -> int: ...", (Cause.NO_SIGNATURE, (), "no parameter for the instance")),
        ("@staticmethod\n    def m(x): ...", (Cause.NOT_ANNOTATED, (), "")),
        ("@classmethod\n    def m(cls, x): ...", (Cause.NOT_ANNOTATED, (), "")),
        ("@classmethod\n    def m(cls, x) -> 'C': ...", (Cause.PARTIAL_ANNOTATION, ("x",), "")),
        (
            (
                "from contextlib import contextmanager\n"
                "    @contextmanager\n    def m(self) -> int: yield 1"
            ),
            (Cause.CONTEXT_MANAGER, (), ""),
        ),
    ],
)
def test_methods_that_are_left_out(
    project: Project, method: str, reason: tuple[Cause, tuple[str, ...], str]
) -> None:
    scan = project.scan_source(f"class C:\n    {method}\nclass D(C): ...\n")
    assert reasons(scan)["C.m"] == reason
    assert len(scan.rejections) == 1
    assert names(scan) == ["C", "D"]


def test_inherited_methods_once_for_each_class(project: Project) -> None:
    scan = project.scan_source("""
        class A:
            def m(self) -> int: ...
            def n(self) -> int: ...
        class B(A): ...
        class C(A):
            def m(self) -> str: ...
        class D(C):
            m = None
        class E(B, C): ...
    """)
    assert names(scan) == [
        *("A", "A.m", "A.n"),
        *("B", "B.m", "B.n"),
        *("C", "C.m", "C.n"),
        *("D", "D.n"),
        *("E", "E.m", "E.n"),
    ]
    module = project.module()
    assert operator(scan, "B.m").function is module.A.m
    assert operator(scan, "E.m").function is module.C.m
    assert signature(scan, "B.m") == ([module.B], int)


def test_base_classes_that_are_not_scanned_offer_nothing(project: Project) -> None:
    scan = project.scan_source("""
        import json
        class C(json.JSONEncoder, dict):
            def m(self) -> int: ...
    """)
    assert names(scan)[-1] == "C.m"
    assert not any("encode" in name for name in names(scan))
    assert not any("encode" in name for name in reasons(scan))


def test_methods_that_are_inherited_from_an_unimported_module(project: Project) -> None:
    project.write("exk_base.py", "class Base:\n    def m(self) -> int: ...")
    project.write("exk_mid.py", "from exk_base import Base as _B\nclass Mid(_B): ...")
    project.write("exk_a.py", "from exk_mid import Mid\nclass C(Mid): ...")
    scan = project.scan("exk_a.py")
    assert [op.name for op in scan.operators] == [
        *("exk_a.C", "exk_a.C.m"),
        *("exk_base.Base", "exk_base.Base.m"),
        *("exk_mid.Mid", "exk_mid.Mid.m"),
    ]
    assert [op.name for op in scan.operators if op in scan.roots] == ["exk_a.C", "exk_a.C.m"]


def test_abstract_class_carries_its_other_methods(project: Project) -> None:
    scan = project.scan_source("""
        from abc import ABC, abstractmethod
        from typing_extensions import Self
        class Base(ABC):
            @abstractmethod
            def get(self) -> int: ...
            def ready(self) -> str: ...
            @classmethod
            def pick(cls) -> "Base": ...
            @classmethod
            def make(cls) -> Self: ...
            @classmethod
            def quoted(cls) -> "Self": ...
            @staticmethod
            def other() -> bytes: ...
            @classmethod
            @abstractmethod
            def later(cls) -> int: ...
        class C(Base):
            def get(self) -> int: ...
            @classmethod
            def later(cls) -> int: ...
    """)
    assert names(scan) == [
        *("Base.ready", "Base.pick", "Base.other"),
        *("C", "C.get", "C.later", "C.ready", "C.pick", "C.make", "C.quoted"),
    ]
    assert {name: reason[0] for name, reason in reasons(scan).items()} == dict.fromkeys(
        ("Base", "Base.get", "Base.make", "Base.quoted", "Base.later"), Cause.ABSTRACT
    )


def test_protocols_have_no_methods_but_pass_them_on(project: Project) -> None:
    scan = project.scan_source("""
        from typing import Protocol
        class P(Protocol):
            def m(self) -> int: ...
        class C(P): ...
    """)
    assert names(scan) == ["C", "C.m"]
    assert set(reasons(scan)) == {"P", "P.m"}


def test_classmethods_are_bound_to_each_class(project: Project) -> None:
    scan = project.scan_source("""
        from typing_extensions import Self
        class A:
            @classmethod
            def make(cls, x: int) -> Self: ...
            @classmethod
            def base(cls) -> "A": ...
            @classmethod
            def other(cls) -> int: ...
        class B(A): ...
    """)
    module = project.module()
    assert names(scan) == [
        *("A", "A.make", "A.base", "A.other"),
        *("B", "B.make", "B.base", "B.other"),
    ]
    assert signature(scan, "B.make") == ([int], module.B)
    assert signature(scan, "B.base") == ([], module.B)
    assert signature(scan, "B.other") == ([], int)
    assert operator(scan, "B.make").callable_ == module.B.make
    assert operator(scan, "B.make").kind is Kind.CLASSMETHOD


def test_inherited_staticmethod_is_one_operator(project: Project) -> None:
    scan = project.scan_source("""
        class A:
            @staticmethod
            def make(x: int) -> str: ...
        class B(A): ...
        class C(A):
            @staticmethod
            def make(x: int) -> bytes: ...
    """)
    assert names(scan) == ["A", "A.make", "B", "C", "C.make"]
    assert signature(scan, "A.make") == ([int], str)


def test_decorated_methods(project: Project) -> None:
    scan = project.scan_source("""
        from functools import cache, lru_cache, wraps, cached_property, partialmethod
        def d(f):
            @wraps(f)
            def w(*args): return f(*args)
            return w
        def typed(f):
            def w(self, x: int) -> str: return f(self, x)
            return w
        class C:
            @cache
            def a(self, x: int) -> str: ...
            @d
            def b(self, x: int) -> str: ...
            @classmethod
            @d
            def c(cls, x: int) -> str: ...
            @staticmethod
            @lru_cache
            def e(x: int) -> str: ...
            @typed
            def g(self, x): ...
            also = g
            @property
            def p(self) -> int: ...
            @cached_property
            def q(self) -> int: ...
    """)
    cls = project.module().C
    assert names(scan) == ["C", "C.a", "C.b", "C.c", "C.e", "C.g"]
    assert signature(scan, "C.a") == ([cls, int], str)
    assert signature(scan, "C.b") == ([cls, int], str)
    assert signature(scan, "C.c") == ([int], str)
    assert signature(scan, "C.e") == ([int], str)
    assert signature(scan, "C.g") == ([cls, int], str)


def test_dunder_methods(project: Project) -> None:
    source = """
        class A:
            def __str__(self) -> str: ...
            def __len__(self): ...
            def __call__(self, x: int) -> bytes: ...
            def __private(self) -> int: ...
        class B(A): ...
    """
    scan = project.scan_source(source)
    assert names(scan) == [
        *("A", "A.__call__", "A._A__private"),
        *("B", "B.__call__", "B._A__private"),
    ]
    assert reasons(scan) == {
        "A.__str__": (Cause.DUNDER, (), ""),
        "A.__len__": (Cause.NOT_ANNOTATED, (), ""),
    }


def test_allowed_dunder_methods(project: Project) -> None:
    scan = project.scan_source(
        """
        class A:
            def __str__(self) -> str: ...
            def __init__(self, x): ...
        class B(A): ...
        """,
        allow="*.B.__*__",
    )
    assert names(scan) == ["B.__str__"]
    assert reasons(scan)["A.__str__"][0] is Cause.DUNDER


def test_what_dataclasses_generate_is_not_mentioned(project: Project) -> None:
    scan = project.scan_source(
        "from dataclasses import dataclass\n@dataclass(order=True)\nclass C:\n    x: int\n"
    )
    assert names(scan) == ["C"]
    assert scan.rejections == ()


def test_nested_classes(project: Project) -> None:
    scan = project.scan_source("""
        class Other: ...
        class A:
            class B:
                def __init__(self, x: "Inner"): ...
                class Inner: ...
                def m(self, c: "A.B") -> "Other": ...
            alias = Other
            kind = int
        class C(A): ...
    """)
    module = project.module()
    assert names(scan) == ["Other", "A", "A.B", "A.B.m", "A.B.Inner", "C"]
    assert signature(scan, "A.B") == ([module.A.B.Inner], module.A.B)
    assert signature(scan, "A.B.m") == ([module.A.B, module.A.B], module.Other)


def test_associated_types(project: Project) -> None:
    scan = project.scan_source("""
        import typing
        class Base:
            ASSOCIATED_CLS = typing.TypeVar("ASSOCIATED_CLS")
            def foo(self) -> "Base.ASSOCIATED_CLS": ...
        class Derived1(Base):
            ASSOCIATED_CLS = int
        class Derived2(Base):
            ASSOCIATED_CLS = type("hello")
    """)
    assert signature(scan, "Derived1.foo")[1] is int
    assert signature(scan, "Derived2.foo")[1] is str


def test_bases_with_type_parameters(project: Project) -> None:
    scan = project.scan_source("""
        from typing import Generic, TypeVar
        T = TypeVar("T")
        class Box(Generic[T]):
            def __init__(self, content: T): ...
            def get(self) -> T: ...
        class IntBox(Box[int]):
            def __init__(self): ...
    """)
    module = project.module()
    assert signature(scan, "IntBox.get") == ([module.IntBox], int)
    assert signature(scan, "Box.get") == ([module.Box[module.T]], module.T)


def test_subclasses_of_internal_classes_are_machinery(project: Project) -> None:
    scan = project.scan_source("""
        class Adaptor:
            __exekall_internal__ = True
        class Mine(Adaptor):
            def m(self) -> int: ...
    """)
    assert (scan.operators, scan.rejections) == ((), ())


def test_enumerations_have_methods(project: Project) -> None:
    scan = project.scan_source("""
        from enum import Enum
        class Colour(Enum):
            RED = 1
            def mixed(self) -> "Colour": ...
    """)
    assert names(scan) == ["Colour.mixed"]


def test_descriptors_that_do_not_tell_their_signature(project: Project) -> None:
    scan = project.scan_source("""
        from functools import partialmethod, singledispatchmethod
        class C:
            def m(self, x: int) -> str: ...
            half = partialmethod(m, x=1)
            many = singledispatchmethod(m)
    """)
    assert names(scan) == ["C", "C.m"]
    found = {r.name.rpartition(".")[2]: (r.cause, r.subject) for r in scan.rejections}
    assert found["half"] == (Cause.NO_SIGNATURE, "partialmethod")
    assert found["many"] == (Cause.NO_SIGNATURE, "singledispatchmethod")


def test_metaclass_that_compares_classes(project: Project) -> None:
    scan = project.scan_source("""
        class M(type):
            def __eq__(cls, other): raise RuntimeError
            __hash__ = type.__hash__
        class C(metaclass=M):
            def __init__(self, x: int): ...
            def m(self) -> str: ...
    """)
    assert "C.m" not in names(scan)
    assert Cause.METACLASS in {r.cause for r in scan.rejections}
