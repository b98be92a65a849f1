from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import InitVar, dataclass, field
from functools import cache, partial, wraps
from typing import Any, Generic, NamedTuple, Self, TypeVar, TypeVarTuple

import pytest

from exekall.errors import AnnotationError, PartialAnnotationError
from exekall.names import NameForm
from exekall.operator import Kind, Operator, UnboundMethod
from exekall.prebuilt import PrebuiltOperator
from exekall.reasons import Cause
from exekall.signature import EMPTY, Parameter

T = TypeVar("T")


class Conf: ...


class SubConf(Conf): ...


class Stage:
    def __init__(self, conf: Conf, depth: int = 3, label="") -> None: ...  # type: ignore[no-untyped-def]

    def run(self, conf: Conf, *, fast: bool = False) -> str:
        return ""

    def bare(*args) -> str:  # type: ignore[no-untyped-def]
        return ""

    @classmethod
    def make(cls, conf: Conf) -> Self:
        return cls(conf)

    @classmethod
    def base(cls) -> Stage:
        return cls(Conf())

    @classmethod
    def other(cls) -> Conf:
        return Conf()

    @classmethod
    def anything(cls) -> object:
        return object()

    @staticmethod
    def static(conf: Conf) -> Inner:  # type: ignore[name-defined]
        return Stage.Inner()

    class Inner: ...


class SubStage(Stage): ...


class Box(Generic[T]):
    def __init__(self, content: T) -> None: ...

    def get(self) -> T: ...  # type: ignore[empty-body]


class IntBox(Box[int]): ...


def function(conf: Conf, /, count: int, label: str = "", rest=None, *, fast: bool) -> Stage:  # type: ignore[no-untyped-def]
    return Stage(conf)


def generator(count: int) -> Iterator[Conf]:
    yield Conf()


async def coroutine(count: int) -> Conf:
    return Conf()


async def asynchronous(count: int) -> AsyncIterator[Conf]:
    yield Conf()


def transparent(wrapped: Any) -> Any:
    @wraps(wrapped)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return wrapped(*args, **kwargs)

    return wrapper


def types(op: Operator) -> tuple[list[object], object]:
    return [parameter.type for parameter in op.parameters], op.product


def rejection(read: Callable[[], Any]) -> tuple[Cause, tuple[str, ...]]:
    with pytest.raises(AnnotationError) as caught:
        read()
    return caught.value.rejection.cause, caught.value.rejection.parameters


def test_function() -> None:
    op = Operator(function)
    assert op.kind is Kind.FUNCTION
    assert op.owner is None
    assert op.parameters == (
        Parameter("conf", Conf, EMPTY, 0, True),
        Parameter("count", int, EMPTY, 1),
        Parameter("label", str, "", 2),
        Parameter("fast", bool),
    )
    assert op.product is op.value_type is Stage
    assert op.prototype == ({"conf": Conf, "count": int, "label": str, "fast": bool}, Stage)


def test_class() -> None:
    op = Operator(Stage)
    assert (op.kind, op.owner) == (Kind.CLASS, Stage)
    assert op.parameters == (Parameter("conf", Conf, EMPTY, 0), Parameter("depth", int, 3, 1))
    assert op.product is Stage
    assert types(Operator(SubStage)) == ([Conf, int], SubStage)


def test_method_is_of_the_class_that_it_is_used_on() -> None:
    op = Operator(UnboundMethod(Stage.run, SubStage))
    assert (op.kind, op.owner, op.function) == (Kind.METHOD, SubStage, Stage.run)
    assert op.parameters == (
        Parameter("self", SubStage, EMPTY, 0, True),
        Parameter("conf", Conf, EMPTY, 1),
        Parameter("fast", bool, False),
    )
    assert op.name == f"{__name__}.SubStage.run"
    assert types(Operator(UnboundMethod(Stage.bare, Stage))) == ([Stage], str)


def test_methods_are_equal_by_function_and_class() -> None:
    method = UnboundMethod(Stage.run, Stage)
    assert method == UnboundMethod(Stage.run, Stage)
    assert hash(method) == hash(UnboundMethod(Stage.run, Stage))
    assert method != UnboundMethod(Stage.run, SubStage)
    assert method != Stage.run
    assert method(Stage(Conf()), Conf()) == ""


@pytest.mark.parametrize("owner", [Stage, SubStage])
def test_classmethods(owner: type[Stage]) -> None:
    assert types(Operator(owner.make)) == ([Conf], owner)
    assert types(Operator(owner.base)) == ([], owner)
    assert types(Operator(owner.other)) == ([], Conf)
    assert types(Operator(owner.anything)) == ([], object)
    assert [op.is_factory for op in map(Operator, (owner.make, owner.base, owner.other))] == [
        True,
        True,
        False,
    ]
    assert Operator(owner.make).kind is Kind.CLASSMETHOD


def test_staticmethod_uses_the_names_of_its_class() -> None:
    assert types(Operator(Stage.static)) == ([Conf], Stage.Inner)
    assert not Operator(Stage.static).is_factory


def test_generic_classes() -> None:
    assert types(Operator(Box)) == ([T], Box[T])
    assert types(Operator(IntBox)) == ([int], IntBox)
    assert types(Operator(UnboundMethod(Box.get, IntBox))) == ([IntBox], int)
    assert Operator(Box).type_variables == (T,)
    assert Operator(IntBox).type_variables == ()
    instance = Operator(Box).instantiate({T: int}, Box[int])
    assert types(instance) == ([int], Box[int])
    assert types(Operator(Box)) == ([T], Box[T])


Ts = TypeVarTuple("Ts")


def test_classes_with_any_number_of_type_variables_are_rejected() -> None:
    class Variadic(Generic[*Ts]):
        def method(self) -> int: ...  # type: ignore[empty-body]

    assert rejection(lambda: Operator(Variadic).product)[0] is Cause.UNSUPPORTED_ANNOTATION
    method = Operator(UnboundMethod(Variadic.method, Variadic))
    assert rejection(lambda: method.parameters)[0] is Cause.UNSUPPORTED_ANNOTATION


@dataclass
class Data:
    x: Conf
    y: InitVar[int]
    z: list[Conf] = field(default_factory=list)


class Point(NamedTuple):
    x: int
    y: str = ""


def test_generated_constructors() -> None:
    assert types(Operator(Data)) == ([Conf, int, list[Conf]], Data)
    assert types(Operator(Point)) == ([int, str], Point)
    assert [p.optional for p in Operator(Data).parameters] == [False, False, True]
    assert [p.optional for p in Operator(Point).parameters] == [False, True]


@pytest.mark.parametrize(
    ("callable_", "is_generator", "is_asynchronous"),
    [
        (function, False, False),
        (Stage, False, False),
        (generator, True, False),
        (transparent(generator), True, False),
        (partial(generator, 1), True, False),
        (coroutine, False, True),
        (asynchronous, True, True),
        (transparent(asynchronous), True, True),
        (len, False, False),
    ],
)
def test_how_values_come(
    callable_: Callable[..., Any], is_generator: bool, is_asynchronous: bool
) -> None:
    op = Operator(callable_)
    assert (op.is_generator, op.is_asynchronous) == (is_generator, is_asynchronous)


@pytest.mark.parametrize("callable_", [generator, coroutine, asynchronous, transparent(generator)])
def test_product_is_of_one_value(callable_: Callable[..., Any]) -> None:
    assert types(Operator(callable_)) == ([int], Conf)


def test_wrapper_that_is_a_generator() -> None:
    @wraps(function)
    def wrapper(*args: Any) -> Any:
        yield function(*args)

    assert Operator(wrapper).is_generator


def test_wrappers_and_partial_objects() -> None:
    for callable_ in (transparent(coroutine), cache(generator)):
        assert types(Operator(callable_)) == ([int], Conf)
    assert types(Operator(partial(function, Conf(), fast=True))) == ([int, str], Stage)


def test_values_of_the_product_are_read_once() -> None:
    op = Operator(function)
    assert op.parameters is op.parameters
    assert op.product is op.product


@pytest.mark.parametrize(
    ("source", "cause", "names"),
    [
        ("def f(x, y: int) -> str: ...", Cause.PARTIAL_ANNOTATION, ("x",)),
        ("def f(x: Missing) -> str: ...", Cause.UNRESOLVED_NAME, ("x",)),
        ("def f(x: 3) -> str: ...", Cause.UNSUPPORTED_ANNOTATION, ("x",)),
        ("def f(x: object) -> str: ...", Cause.REFUSED_TYPE, ("x",)),
        ("def f(x: Any) -> str: ...", Cause.REFUSED_TYPE, ("x",)),
        ("f = max", Cause.NO_SIGNATURE, ()),
    ],
)
def test_unusable_parameters(source: str, cause: Cause, names: tuple[str, ...]) -> None:
    namespace: dict[str, Any] = {"Any": Any}
    exec(f"from __future__ import annotations\n{source}", namespace)
    assert rejection(lambda: Operator(namespace["f"]).parameters) == (cause, names)


@pytest.mark.parametrize(
    ("source", "cause", "names"),
    [
        ("def f(x: int): ...", Cause.NO_RETURN_ANNOTATION, ()),
        ("def f(x: int) -> Missing: ...", Cause.UNRESOLVED_NAME, ("return",)),
        ("def f(x: int) -> 3: ...", Cause.UNSUPPORTED_ANNOTATION, ("return",)),
        ("def f(x: int) -> Iterator: yield 1", Cause.REFUSED_TYPE, ("return",)),
    ],
)
def test_unusable_product(source: str, cause: Cause, names: tuple[str, ...]) -> None:
    namespace: dict[str, Any] = {"Iterator": Iterator}
    exec(f"from __future__ import annotations\n{source}", namespace)
    assert rejection(lambda: Operator(namespace["f"]).product) == (cause, names)


def test_parameters_are_usable_though_the_product_is_not() -> None:
    def f(x: int): ...  # type: ignore[no-untyped-def]

    assert [p.type for p in Operator(f).parameters] == [int]
    with pytest.raises(PartialAnnotationError):
        _ = Operator(f).product


# Names


@pytest.mark.parametrize(
    ("callable_", "qualified", "short"),
    [
        (function, "function", "function"),
        (Stage, "Stage", "Stage"),
        (Stage.Inner, "Stage.Inner", "Inner"),
        (Stage.static, "Stage.static", "static"),
        (UnboundMethod(Stage.run, Stage), "Stage.run", "run"),
        (UnboundMethod(Stage.run, SubStage), "SubStage.run", "run"),
        (SubStage.make, "SubStage.make", "SubStage"),
        (SubStage.other, "SubStage.other", "SubStage.other"),
        (transparent(function), "function", "function"),
    ],
)
def test_names(callable_: Callable[..., Any], qualified: str, short: str) -> None:
    op = Operator(callable_)
    assert op.name == op.get_name() == f"{__name__}.{qualified}"
    assert op.get_name(full_qual=False) == op.name_in(NameForm.QUALIFIED) == qualified
    assert op.get_name(qual=False) == op.name_in(NameForm.SHORT) == short
    assert repr(op) == f"<Operator {__name__}.{qualified}>"


def test_bound_names() -> None:
    op = Operator(partial(function, Conf()))
    assert op.qualname == "partial"
    op.bind("package.module", "Outer.ready")
    assert (op.module, op.qualname, op.name) == (
        "package.module",
        "Outer.ready",
        "package.module.Outer.ready",
    )
    assert op.get_name(qual=False) == "ready"
    assert op.instantiate({}, Stage).name == op.name


def test_place() -> None:
    assert Operator(function).place == f"{__file__}:{function.__code__.co_firstlineno}"
    assert Operator(len).place == ""


# Values


def test_reusability() -> None:
    for types_, reusable in [((), True), ((Conf,), False), ((SubConf,), True), ((int,), True)]:
        assert Operator(coroutine, set(types_)).reusable is reusable
    assert not Operator(SubConf, {Conf}).reusable
    assert not Operator(Box, {Box}).reusable


def test_tags() -> None:
    assert Operator(function).get_tags(3) == {}
    assert Operator(function, None, lambda value: {"": value}).get_tags(3) == {"": 3}


def test_forced_parameter_type() -> None:
    op = Operator(function).with_parameter_type("rest", int)
    assert [(p.name, p.type) for p in op.parameters] == [
        ("conf", Conf),
        ("count", int),
        ("label", str),
        ("rest", int),
        ("fast", bool),
    ]
    with pytest.raises(KeyError):
        Operator(function).with_parameter_type("missing", int)


def test_operators_are_told_apart_by_identity() -> None:
    first, second = Operator(function), Operator(function)
    assert first != second
    assert len({first, second}) == 2


def test_prebuilt_operators() -> None:
    one = PrebuiltOperator(Conf, [Conf()])
    assert (one.kind, one.product, one.parameters) == (Kind.PREBUILT, Conf, ())
    assert (one.name, one.get_name(qual=False)) == (f"{__name__}.Conf", "Conf")
    assert not one.is_generator
    several = PrebuiltOperator(list[int], [[1], [2]], id_="numbers")
    assert several.is_generator
    assert several.name == several.get_name(qual=False) == "numbers"
    assert several.values == ([1], [2])
    assert several.place == ""
    assert PrebuiltOperator(list[int], [[1]]).get_name(qual=False) == "list[int]"


def test_calling_is_left_to_executors() -> None:
    op = Operator(coroutine)
    assert op.callable_ is coroutine
    assert isinstance(asyncio.run(coroutine(1)), Conf)
