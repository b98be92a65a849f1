from __future__ import annotations

import typing  # noqa: F401 - annotations that are text name it
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Callable,
    Generator,
    Iterable,
    Iterator,
    Sequence,
)
from dataclasses import InitVar, dataclass
from typing import Any, Generic, Literal, Self, TypeVar

import pytest
import typing_extensions

from exekall.annotations import AnnotationReader, generic_self, yielded
from exekall.construction import field_namespaces
from exekall.errors import AnnotationError
from exekall.namespace import Namespace
from exekall.reasons import Cause
from exekall.relation import canonical

T = TypeVar("T")
U = TypeVar("U")
KIND = TypeVar("KIND")
Bound = TypeVar("Bound", bound="Plain")


class Plain: ...


class Base:
    ASSOCIATED = KIND

    def method(self) -> None: ...


class Derived(Base):
    ASSOCIATED = int  # type: ignore[assignment]


class Listed(Base):
    ASSOCIATED = list["Plain"]  # type: ignore[assignment]


class Box(Generic[T]): ...


class Pair(Box[T], Generic[T, U]): ...


class Half(Pair[int, U]): ...


class Bare(Box): ...  # type: ignore[type-arg]


class Full(Half[str]): ...


@dataclass
class Subject:
    name: str = "module.function"
    place: str = "module.py:3"


def reader(owner: type | None = None) -> AnnotationReader:
    namespace = Namespace(globals()) if owner is None else Namespace.of_class(owner)
    return AnnotationReader(Subject(), namespace, owner)


@pytest.mark.parametrize(
    ("annotation", "type_"),
    [
        (int, int),
        ("int", int),
        (None, type(None)),
        ("Plain", Plain),
        ("typing.Optional[Plain]", Plain | None),
        (InitVar[int], int),
        ("InitVar[int]", int),
        (list["Plain"], list[Plain]),
        ("Callable[[Plain], int]", Callable[[Plain], int]),
        ("Literal['Plain']", Literal["Plain"]),
        ("typing.Annotated[Plain, 'note']", Plain),
        (T, T),
        ("Box[T]", Box[T]),
    ],
)
def test_types(annotation: Any, type_: Any) -> None:
    assert reader().read(annotation, "x") == canonical(type_)


@pytest.mark.parametrize(
    ("owner", "annotation", "type_"),
    [
        (Plain, Self, Plain),
        (Plain, "Self", Plain),
        (Plain, typing_extensions.Self, Plain),
        (Plain, "list[Self]", list[Plain]),
        (Plain, "typing.Optional[Self]", Plain | None),
        (Plain, "Iterator[Self]", Iterator[Plain]),
        (Plain, "dict[str, Sequence[Self]]", dict[str, Sequence[Plain]]),
        (Box, "Self", Box[T]),
        (Full, "Self", Full),
        (Derived, "Base.ASSOCIATED", int),
        (Derived, "ASSOCIATED", int),
        (Derived, "list[Base.ASSOCIATED]", list[int]),
        (Derived, KIND, int),
        (Derived, "Base", Base),
        (Listed, "Base.ASSOCIATED", list[Plain]),
        (Box, "T", T),
        (Pair, T, T),
        (Half, T, int),
        (Half, U, U),
        (Full, T, int),
        (Bare, T, Any),
        (Full, "dict[T, U]", dict[int, str]),
    ],
)
def test_types_seen_from_a_class(owner: type, annotation: Any, type_: Any) -> None:
    assert reader(owner).read(annotation, "return") == canonical(type_)


@pytest.mark.parametrize(
    ("owner", "annotation", "cause", "subject"),
    [
        (None, "Missing", Cause.UNRESOLVED_NAME, "Missing"),
        (None, "1 / 0", Cause.INVALID_ANNOTATION, "1 / 0"),
        (None, 3, Cause.UNSUPPORTED_ANNOTATION, "3"),
        (None, "3", Cause.UNSUPPORTED_ANNOTATION, "3"),
        (None, "Plain()", Cause.UNSUPPORTED_ANNOTATION, "<"),
        (Base, "Base.ASSOCIATED", Cause.ASSOCIATED_TYPE_OPEN, "KIND"),
        (Base, "list[Base.ASSOCIATED]", Cause.ASSOCIATED_TYPE_OPEN, "KIND"),
    ],
)
def test_problems(owner: type | None, annotation: Any, cause: Cause, subject: str) -> None:
    with pytest.raises(AnnotationError) as caught:
        reader(owner).read(annotation, "x")
    rejection = caught.value.rejection
    assert (rejection.cause, rejection.parameters) == (cause, ("x",))
    assert rejection.subject.startswith(subject)
    assert (rejection.name, rejection.place) == ("module.function", "module.py:3")


def test_fields_are_read_in_their_own_namespace() -> None:
    @dataclass
    class Data:
        x: Plain

    other = AnnotationReader(Subject(), Namespace({}), Data, field_namespaces(Data))
    assert other.read("Plain", "x") is Plain
    with pytest.raises(AnnotationError):
        other.read("Plain", "y")


@pytest.mark.parametrize(
    ("product", "values"),
    [
        (int, int),
        (list[int], list[int]),
        (Iterator[int], int),
        (Iterable[list[int]], list[int]),
        (Generator[int, None, str], int),
        (AsyncIterator[int], int),
        (AsyncGenerator[int, None], int),
        (Sequence[int], Sequence[int]),
        (Iterator, None),
        (Generator, None),
    ],
)
def test_yielded(product: Any, values: Any) -> None:
    assert yielded(product) == values


P = typing_extensions.ParamSpec("P")


def test_generic_self() -> None:
    class Parametrised(Generic[P]): ...

    assert generic_self(Plain) is Plain
    assert generic_self(Box) == Box[T]
    assert generic_self(Pair) == Pair[T, U]
    assert generic_self(Full) is Full
    assert generic_self(Parametrised) == Parametrised[P]
