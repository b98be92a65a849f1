"""What callables take and return."""

from __future__ import annotations

import functools
from collections.abc import Callable, Coroutine
from typing import Any, Generic, Self, TypeVar, overload

import pytest

from exekall.relation import Reason, UnsupportedType, canonical
from exekall.relation.signatures import (
    Parameter,
    Signature,
    callable_signature,
    method_signature,
    special_signature,
)

T = TypeVar("T")
S = TypeVar("S")


def passing_on(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    return wrapper


class Sample(Generic[T]):
    def full(
        self, a: int, /, b: str, c: T, d: int = 1, *rest: bytes, e: int, f: str = "", **more: bool
    ) -> T: ...

    def old(self, __a: int, b: int) -> None: ...  # noqa: PYI063  # what is tested

    def bare(self, a, b=1): ...  # type: ignore[no-untyped-def]

    async def fetch(self) -> int: ...

    async def stream(self) -> Any:
        yield 1

    def copy(self) -> list[Self]: ...

    @classmethod
    def make(cls) -> Self: ...

    def own(self, a: S) -> S: ...

    @overload
    def either(self, a: int) -> int: ...

    @overload
    def either(self, a: str) -> str: ...

    def either(self, a: Any) -> Any: ...

    @passing_on
    def decorated(self) -> int: ...

    def lost(self) -> Nowhere: ...  # type: ignore[name-defined]  # noqa: F821  # meant

    def odd(self) -> 3: ...  # type: ignore[valid-type]


def signature(name: str) -> Signature:
    value: Any = vars(Sample)[name]
    return method_signature(getattr(value, "__func__", value), Sample, is_bound=True)


def test_all_kinds_of_parameters() -> None:
    assert signature("full") == Signature(
        positional=(
            Parameter("a", int, is_positional_only=True),
            Parameter("b", str),
            Parameter("c", T),
            Parameter("d", int, is_optional=True),
        ),
        result=T,
        extra_positional=Parameter("rest", bytes),
        keyword_only=(Parameter("e", int), Parameter("f", str, is_optional=True)),
        extra_keyword=Parameter("more", bool),
    )


def test_the_older_mark_of_positional_parameters() -> None:
    first, second = signature("old").positional
    assert first.is_positional_only
    assert not second.is_positional_only


def test_no_annotations() -> None:
    assert signature("bare") == Signature(
        (Parameter("a", None), Parameter("b", None, is_optional=True)), None
    )


def test_coroutines() -> None:
    assert signature("fetch").result == Coroutine[Any, Any, int]
    assert signature("stream").result is Any


def test_an_annotated_receiver_means_self() -> None:
    assert signature("copy") == Signature((), list[Self])
    assert signature("make") == Signature((), Self)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("own", Reason.GENERIC_METHOD),
        ("either", Reason.OVERLOADED),
        ("decorated", Reason.DECORATED),
        ("lost", Reason.UNRESOLVED_ANNOTATION),
        ("odd", Reason.NOT_A_TYPE),
    ],
)
def test_what_cannot_be_told(name: str, reason: Reason) -> None:
    with pytest.raises(UnsupportedType) as raised:
        signature(name)
    assert raised.value.reason is reason


def test_unbound() -> None:
    found = method_signature(Sample.old, Sample, is_bound=False)
    assert [parameter.name for parameter in found.positional] == ["self", "_Sample__a", "b"]


def test_substituted() -> None:
    found = signature("full").substituted({T: int})
    assert found.result is int
    assert found.positional[2] == Parameter("c", int)
    assert found.extra_keyword == Parameter("more", bool)


def test_callables() -> None:
    form = canonical(Callable[[int], str])
    assert callable_signature(form) == Signature(
        (Parameter("0", int, is_positional_only=True),), str
    )
    assert callable_signature(canonical(Callable[..., str])) == Signature((), str, is_open=True)
    assert callable_signature(Callable) == Signature((), Any, is_open=True)


def test_special_methods() -> None:
    assert special_signature("__len__") == Signature((), int)
    assert special_signature("__contains__") == Signature(
        (Parameter("0", object, is_positional_only=True),), bool
    )
    assert special_signature("append") is None
