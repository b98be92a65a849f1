"""Reading classes without running their code."""

from __future__ import annotations

import abc
import collections
import enum
import typing
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

import pytest
import typing_extensions

from exekall.relation import (
    Reason,
    canonical,
    is_nominal,
    newtype_serves,
    provides,
    unify,
    why_not,
)
from exekall.relation.classes import (
    class_name,
    direct_bases,
    has_frozen_attributes,
    has_reliable_identity,
    inherited,
    is_closed_enum,
    is_marker,
    is_named_tuple,
    is_protocol,
    is_subclass,
    is_typed_dict,
    lineage,
    module_name,
    namespace,
)

T = TypeVar("T")


class Trap(type):
    """A metaclass that lets nobody look."""

    def __getattribute__(cls, name: str) -> Any:
        raise RuntimeError(name)


class Trapped(metaclass=Trap):
    attribute = 1


class Deciding(type):
    def __subclasscheck__(cls, other: type) -> bool:
        return True


class Raising(type):
    def __subclasscheck__(cls, other: type) -> bool:
        raise RuntimeError("not telling")


class Greedy(metaclass=Deciding): ...


class Secretive(metaclass=Raising): ...


class Hooked(abc.ABC):  # noqa: B024  # for its hook
    @classmethod
    def __subclasshook__(cls, other: type) -> bool:
        raise ValueError("no answer")


class Plain: ...


class Child(Plain): ...


class Box(Generic[T]): ...


class Closing(Protocol):
    def close(self) -> None: ...


class File(Closing): ...


class Movie(typing.TypedDict):
    title: str


class NewMovie(typing_extensions.TypedDict):
    title: str


class Point(NamedTuple):
    x: int


class SubPoint(Point): ...


class Color(enum.Enum):
    RED = 1


class NoColor(enum.Enum): ...


class Access(enum.Flag):
    READ = 1


@dataclass(frozen=True)
class Frozen:
    x: int


@dataclass
class Thawed:
    x: int


def test_a_metaclass_is_not_asked_for_attributes() -> None:
    assert lineage(Trapped) == (Trapped, object)
    assert direct_bases(Trapped) == (object,)
    assert namespace(Trapped)["attribute"] == 1
    assert class_name(Trapped) == "Trapped"
    assert module_name(Trapped) == __name__
    assert inherited(Trapped, "attribute") == 1
    assert inherited(Trapped, "nothing") is None
    assert canonical(Trapped) is Trapped
    assert provides(Trapped, Trapped)
    assert not provides(Trapped, Plain)
    assert not provides(Plain, Trapped)
    assert unify(Trapped, T) == {T: Trapped}
    assert not newtype_serves(Trapped, Plain)


@pytest.mark.parametrize("wanted", [Secretive, Hooked])
def test_a_subclass_check_that_raises_is_a_refusal(wanted: type) -> None:
    assert is_subclass(Plain, wanted) is None
    found = why_not(Plain, wanted)
    assert found is not None
    assert found.reason is Reason.SUBCLASS_CHECK_RAISED
    assert (found.given, found.wanted) == (Plain, wanted)
    assert provides(wanted, wanted)


def test_a_metaclass_decides_about_subclasses() -> None:
    assert provides(Plain, Greedy)
    assert provides(list[int], Greedy)


def test_registering_changes_the_answer() -> None:
    class Base(abc.ABC): ...  # noqa: B024  # to register with

    class Late: ...

    given, wanted = type[Late], type[Base]
    assert not provides(Late, Base)
    assert not provides(given, wanted)
    Base.register(Late)
    assert provides(Late, Base)
    assert provides(given, wanted)


@pytest.mark.parametrize(
    ("cls", "expected"),
    [
        (Plain, True),
        (Box, True),
        (Color, True),
        (Point, True),
        (list, True),
        (object, True),
        (Trap, True),
        (Hooked, False),
        (Sequence, False),
        (Closing, False),
        (File, False),
        (Movie, False),
        (Greedy, False),
        (Any, False),
    ],
)
def test_is_nominal(cls: type, expected: bool) -> None:
    assert is_nominal(cls) is expected


def test_is_marker() -> None:
    assert all(is_marker(cls) for cls in (object, Generic, Protocol, Any))
    assert is_marker(typing_extensions.Protocol)
    assert not is_marker(Plain)


def test_is_protocol() -> None:
    assert is_protocol(Closing)
    assert is_protocol(typing.SupportsInt)
    assert not is_protocol(File)
    assert not is_protocol(Protocol)  # type: ignore[arg-type]


def test_kinds_of_records() -> None:
    assert is_typed_dict(Movie)
    assert is_typed_dict(NewMovie)
    assert not is_typed_dict(dict)
    assert is_named_tuple(Point)
    assert is_named_tuple(collections.namedtuple("Old", "x"))  # noqa: PYI024  # the untyped one
    assert not is_named_tuple(SubPoint)
    assert has_frozen_attributes(Frozen)
    assert has_frozen_attributes(Point)
    assert not has_frozen_attributes(Thawed)


def test_only_enumerations_without_combinations_are_closed() -> None:
    assert is_closed_enum(Color)
    assert not is_closed_enum(NoColor)
    assert not is_closed_enum(Access)
    assert not is_closed_enum(Plain)


def test_identity() -> None:
    class Equal(type):
        def __eq__(cls, other: object) -> bool:
            return True

        __hash__ = type.__hash__

    class Same(metaclass=Equal): ...

    assert has_reliable_identity(Plain)
    assert has_reliable_identity(Hooked)
    assert not has_reliable_identity(Same)
