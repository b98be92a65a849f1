"""What becomes an operator among the globals of a module."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from exekall.reasons import Cause

if TYPE_CHECKING:
    from conftest import Project

    from exekall.discovery.scan import Scan
    from exekall.reasons import Rejection


def names(scan: Scan) -> list[str]:
    """Return the names of the operators, without the module of the tests."""
    return [op.name.removeprefix("code_under_test.") for op in scan.operators]


def rejection(scan: Scan) -> Rejection:
    (found,) = scan.rejections
    return found


def signature(scan: Scan, name: str) -> tuple[dict[str, object], object]:
    (op,) = [op for op in scan.operators if op.name == f"code_under_test.{name}"]
    return op.prototype


def test_functions_and_classes_in_the_order_of_their_definition(project: Project) -> None:
    scan = project.scan_source("""
        def z(x: int) -> str: ...
        class B:
            def m(self) -> int: ...
        def a() -> B: ...
    """)
    assert names(scan) == ["z", "B", "B.m", "a"]
    assert scan.rejections == ()


@pytest.mark.parametrize(
    "function",
    [
        "def f(x: int) -> str: ...",
        "def f(x: 'int') -> 'str': ...",
        "def f(x: int, /) -> str: ...",
        "def f(*, x: int) -> str: ...",
        "def f(x: int = 3) -> str: ...",
        "def f(x: int, y=3) -> str: ...",
        "def f(x: int, *, y=3) -> str: ...",
        "def f(x: int, *args, **kwargs) -> str: ...",
        "def f(x: int, *args: bytes, **kwargs: bytes) -> str: ...",
        "def f(x: int) -> str: yield 'a'",
        "async def f(x: int) -> str: ...",
        "async def f(x: int) -> str: yield 'a'",
        "from typing import *\ndef f(x: int) -> Iterator[str]: yield 'a'",
    ],
)
def test_annotated_functions(project: Project, function: str) -> None:
    scan = project.scan_source(f"{function}\n")
    assert signature(scan, "f") == ({"x": int}, str)


@pytest.mark.parametrize(
    "function",
    ["def f() -> str: ...", "def f(x=3) -> str: ...", "def f(*args: int, **kwargs) -> str: ..."],
)
def test_functions_without_parameters_are_operators_here(project: Project, function: str) -> None:
    assert signature(project.scan_source(f"{function}\n"), "f") == ({}, str)


@pytest.mark.parametrize(
    ("function", "cause", "parameters"),
    [
        ("def f(x, y): ...", Cause.NOT_ANNOTATED, ()),
        ("def f(): ...", Cause.NOT_ANNOTATED, ()),
        ("f = lambda x: x", Cause.NOT_ANNOTATED, ()),
        ("def f(x: int, y) -> str: ...", Cause.PARTIAL_ANNOTATION, ("y",)),
        ("def f(x, *, y, z: int) -> str: ...", Cause.PARTIAL_ANNOTATION, ("x", "y")),
        ("def f(x, *args: int) -> str: ...", Cause.PARTIAL_ANNOTATION, ("x",)),
        ("def f(x, y: int): ...", Cause.PARTIAL_ANNOTATION, ("x", "return")),
        ("def f(x: int, y=3): ...", Cause.NO_RETURN_ANNOTATION, ("return",)),
        ("def __getattr__(name: str) -> int: raise AttributeError", Cause.DUNDER, ()),
    ],
)
def test_functions_that_are_left_out(
    project: Project, function: str, cause: Cause, parameters: tuple[str, ...]
) -> None:
    scan = project.scan_source(f"\n{function}\n")
    assert scan.operators == ()
    found = rejection(scan)
    assert (found.cause, found.parameters) == (cause, parameters)
    assert found.name in ("code_under_test.f", "code_under_test.__getattr__")
    assert found.place == f"{project.folder / 'code_under_test.py'}:2"


def test_dunder_functions_when_they_are_allowed(project: Project) -> None:
    source = "def __getattr__(name: str) -> int: raise AttributeError\n"
    assert names(project.scan_source(source, allow="*.__getattr__")) == ["__getattr__"]


def test_postponed_annotations(project: Project) -> None:
    scan = project.scan_source("""
        from __future__ import annotations
        def f(x: Later, y: "int") -> Later: ...
        class Later: ...
        def g(x, y: Later) -> int: ...
    """)
    later = project.module().Later
    assert signature(scan, "f") == ({"x": later, "y": int}, later)
    assert rejection(scan).parameters == ("x",)


def test_names_for_type_checkers_are_resolved_later(project: Project) -> None:
    project.write("exk_types.py", "class T: ...")
    scan = project.scan_source("""
        from typing import TYPE_CHECKING
        if TYPE_CHECKING:
            from exk_types import T
        def f(x: "T") -> "list[T]": ...
    """)
    t = project.module("exk_types").T
    assert signature(scan, "f") == ({"x": t}, list[t])


def test_names_that_do_not_exist_do_not_disturb_the_scan(project: Project) -> None:
    scan = project.scan_source("""
        from __future__ import annotations
        def f(x: Missing) -> Missing: ...
    """)
    assert names(scan) == ["f"]


# Where a callable belongs


def test_imported_callables_are_met_in_their_own_module(project: Project) -> None:
    project.write("exk_b.py", "def f() -> int: ...\nclass C:\n    def m(self) -> int: ...")
    project.write("exk_a.py", "from exk_b import f, C\nfrom exk_b import f as g\ndef a() -> C: ...")
    scan = project.scan("exk_a.py")
    assert [op.name for op in scan.operators] == ["exk_a.a", "exk_b.f", "exk_b.C", "exk_b.C.m"]


def test_callables_of_other_packages_are_no_operators(project: Project) -> None:
    scan = project.scan_source("""
        from json import dumps, JSONEncoder
        from dataclasses import dataclass, field
        from functools import *
        from typing import *
        from collections import *
        from exekall.names import type_name
        from exekall.injection import Consumer, ExprData
    """)
    assert scan.operators == ()
    assert scan.rejections == ()


def test_internal_modules_are_not_scanned(project: Project) -> None:
    scan = project.scan_source("__exekall_internal__ = True\ndef f() -> int: ...")
    assert (scan.operators, scan.rejections) == ((), ())


def test_an_alias_is_no_second_operator(project: Project) -> None:
    scan = project.scan_source("""
        b = None
        def a(x: int) -> str: ...
        b = a
        class C:
            def m(self, x: int) -> str: ...
            @classmethod
            def make(cls) -> "C": ...
            @staticmethod
            def other() -> int: ...
        D = C
        m = C.m
        make = C.make
        other = C.other
    """)
    assert names(scan) == ["a", "C", "C.m", "C.make", "C.other"]
    assert scan.rejections == ()


def test_functions_made_by_a_function_are_named_after_the_global(project: Project) -> None:
    scan = project.scan_source("""
        def make(n):
            def scaled(x: int) -> str: ...
            return scaled
        double = make(2)
        triple = make(3)
        again = double
    """)
    assert names(scan) == ["double", "triple"]
    assert rejection(scan).name == "code_under_test.make"


def test_functions_made_in_another_module_belong_to_it(project: Project) -> None:
    project.write(
        "exk_make.py",
        "def make(n):\n    def scaled(x: int) -> str: ...\n    return scaled",
    )
    project.write("exk_a.py", "import exk_make\ndouble = exk_make.make(2)\ndef a() -> int: ...")
    scan = project.scan("exk_a.py")
    assert [op.name for op in scan.operators] == ["exk_a.a", "exk_a.double"]
    assert [op.name for op in scan.roots] == ["exk_a.a"]
    scan = project.scan("exk_make.py", dependencies=("exk_a.py",))
    assert [op.name for op in scan.roots] == ["exk_a.double"]


def test_functions_made_by_a_library_are_not_of_this_module(project: Project) -> None:
    (project.folder / "lib").mkdir()
    project.write(
        "site-packages/exk_lib.py",
        "def make():\n    def f(x: int) -> str: ...\n    return f",
    )
    scan = project.scan_source(f"""
        import sys
        sys.path.insert(0, {str(project.folder / "site-packages")!r})
        import exk_lib
        made = exk_lib.make()
    """)
    assert scan.operators == ()


def test_classes_made_by_a_function(project: Project) -> None:
    scan = project.scan_source("""
        def make():
            class Box:
                def __init__(self, x: int): ...
                def get(self) -> int: ...
            return Box
        First = make()
        Second = make()
    """)
    assert names(scan) == ["First", "Box.get", "Second", "Box.get"]


# Decorated callables and objects that can be called


DECORATORS = """
from contextlib import contextmanager, asynccontextmanager
from functools import *
import inspect

def transparent(f):
    @wraps(f)
    def wrapper(*args, **kwargs):
        return f(*args, **kwargs)
    return wrapper

def opaque(f):
    def wrapper(*args, **kwargs):
        return f(*args, **kwargs)
    return wrapper

def signed(f):
    def wrapper(*args, **kwargs):
        return f(*args, **kwargs)
    wrapper.__signature__ = inspect.signature(f)
    return wrapper

class Memo:
    def __init__(self, f):
        update_wrapper(self, f)
    def __call__(self, *args, **kwargs):
        return self.__wrapped__(*args, **kwargs)
    def __get__(self, instance, owner):
        return self if instance is None else partial(self, instance)
"""


def decorated(project: Project, source: str) -> Scan:
    project.write("code_under_test.py", DECORATORS)
    with (project.folder / "code_under_test.py").open("a") as file:
        file.write(source)
    return project.scan("code_under_test.py")


@pytest.mark.parametrize(
    "decorators",
    [
        "@transparent",
        "@transparent\n@transparent",
        "@lru_cache",
        "@cache",
        "@lru_cache(maxsize=3)",
        "@transparent\n@cache",
        "@Memo",
        "@Memo\n@transparent",
        "@signed",
        "@singledispatch",
        "@staticmethod",
    ],
)
def test_decorated_functions(project: Project, decorators: str) -> None:
    scan = decorated(project, f"{decorators}\ndef f(x: int, y=3) -> str: ...\n")
    assert signature(scan, "f") == ({"x": int}, str)


def test_own_signature_comes_first(project: Project) -> None:
    scan = decorated(
        project,
        """
def f(*args): ...
f.__signature__ = inspect.Signature(
    [inspect.Parameter("x", inspect.Parameter.POSITIONAL_ONLY, annotation=int)],
    return_annotation=str,
)
""",
    )
    assert signature(scan, "f") == ({"x": int}, str)


def test_decorator_that_hides_the_annotations(project: Project) -> None:
    scan = decorated(project, "@opaque\ndef f(x: int) -> str: ...\n")
    assert "code_under_test.f" in [
        r.name for r in scan.rejections if r.cause is Cause.NOT_ANNOTATED
    ]
    assert names(scan) == []


@pytest.mark.parametrize(
    "source",
    [
        "@contextmanager\ndef f(x: int) -> str: yield 'a'\n",
        "@asynccontextmanager\nasync def f(x: int) -> str: yield 'a'\n",
        "@transparent\n@contextmanager\ndef f(x: int) -> str: yield 'a'\n",
    ],
)
def test_context_managers_are_left_out(project: Project, source: str) -> None:
    scan = decorated(project, source)
    assert names(scan) == []
    assert [r.cause for r in scan.rejections if r.name.endswith(".f")] == [Cause.CONTEXT_MANAGER]


def test_partial_objects_are_named_after_the_global(project: Project) -> None:
    scan = project.scan_source("""
        from functools import partial
        def f(x: int, y: bytes, z: float = 1.0) -> str: ...
        first = partial(f, 3)
        second = partial(f, y=b"")
        third = partial(first, b"")
    """)
    assert names(scan) == ["f", "first", "second", "third"]
    assert signature(scan, "first") == ({"y": bytes, "z": float}, str)
    assert signature(scan, "second") == ({"x": int, "z": float}, str)
    assert signature(scan, "third") == ({"z": float}, str)


def test_imported_partial_objects_belong_to_their_module(project: Project) -> None:
    project.write(
        "exk_b.py", "from functools import partial\ndef f(x: int) -> str: ...\np = partial(f)"
    )
    project.write("exk_a.py", "from exk_b import p\nfrom exk_b import *")
    assert [op.name for op in project.scan("exk_a.py").operators] == ["exk_b.f", "exk_b.p"]


def test_callable_instances(project: Project) -> None:
    scan = project.scan_source("""
        class Adder:
            count: int = 0
            def __call__(self, x: int) -> str: ...
        plus = Adder()
        also = plus
        class Silent:
            def __call__(self, x): ...
        silent = Silent()
    """)
    assert names(scan) == ["Adder", "Adder.__call__", "plus", "Silent"]
    assert signature(scan, "plus") == ({"x": int}, str)
    assert [r.name.rpartition(".")[2] for r in scan.rejections] == ["__call__", "silent"]


def test_bound_methods(project: Project) -> None:
    scan = project.scan_source("""
        class Adder:
            def add(self, x: int) -> str: ...
        add = Adder().add
    """)
    assert names(scan) == ["Adder", "Adder.add", "add"]
    assert signature(scan, "add") == ({"x": int}, str)


def test_generator_behind_decorators(project: Project) -> None:
    scan = decorated(
        project,
        "from typing import Iterator\n"
        "@transparent\ndef f(x: int) -> Iterator[str]: yield 'a'\n"
        "g = partial(f, 1)\n",
    )
    assert signature(scan, "f") == ({"x": int}, str)
    assert signature(scan, "g") == ({}, str)
    assert all(op.is_generator for op in scan.operators)
    assert scan.operators[0].callable_ is project.module().f


# Globals that are hard to look at


HOSTILE = """
class Unhashable(type):
    __hash__ = None
    def __eq__(self, other): raise RuntimeError

class NoHash(metaclass=Unhashable):
    def m(self, x: int) -> str: ...

class Everything:
    def __getattr__(self, name): return Everything()
    def __call__(self, x: int) -> str: ...

class Nothing:
    def __getattribute__(self, name): raise RuntimeError(name)
    def __call__(self): raise AssertionError
    __class__ = property(lambda self: 1 / 0)
    __dict__ = property(lambda self: 1 / 0)
    def __eq__(self, other): raise RuntimeError
    __hash__ = None
    def __bool__(self): raise RuntimeError
    def __len__(self): raise RuntimeError
    def __repr__(self): raise RuntimeError

class Boom:
    def __get__(self, instance, owner): raise RuntimeError
    def __set_name__(self, owner, name): pass

class Meta(type):
    def __getattribute__(cls, name): raise RuntimeError(name)

class Closed(metaclass=Meta):
    def __init__(self, x: int): ...
    def m(self, x: int) -> str: ...

class Holder:
    boom = Boom()
    everything = Everything()
    nothing = Nothing()
    unset = property(lambda self: 1 / 0)
    def m(self, x: int) -> str: ...

class Slots:
    __slots__ = ("__wrapped__", "a")
    def __call__(self, x: int) -> str: ...

everything = Everything()
nothing = Nothing()
slots = Slots()
loop = Everything()
loop.__dict__["__wrapped__"] = loop
import weakref
proxy = weakref.proxy(everything)
big = list(range(1000))
text = "x" * 1000
globals()[""] = everything
globals()["no identifier"] = lambda x: x
from unittest.mock import MagicMock, Mock, patch, sentinel
mocks = [MagicMock(), Mock()]
magic = MagicMock()
magic_class = MagicMock(spec=type)
def odd(x: int) -> str: ...
odd.__module__ = None
def kept(x: int) -> str: ...
def __getattr__(name): raise RuntimeError(name)
"""


def test_hostile_globals(project: Project) -> None:
    scan = project.scan_source(HOSTILE)
    found = names(scan)
    assert "kept" in found
    assert "Holder.m" in found
    assert "everything" in found
    assert "slots" in found
    assert not any("NoHash" in name or "odd" in name or "ma" in name for name in found)
    broken = {r.name.rpartition(".")[2]: r.cause for r in scan.rejections}
    assert broken["NoHash"] is Cause.METACLASS
    assert broken["Closed"] is Cause.BROKEN_ATTRIBUTE
    assert broken["loop"] is not None
    assert all(isinstance(r.place, str) for r in scan.rejections)


def test_global_of_another_kind_than_a_module(project: Project) -> None:
    class Lazy:
        __slots__ = ("__dict__",)

        def __getattr__(self, name: str) -> object:
            raise RuntimeError(name)

    from exekall.discovery.scan import scan

    assert scan([Lazy()], root_modules=[]).operators == ()  # type: ignore[list-item]
