"""The canonical spelling of annotations."""

from __future__ import annotations

import collections.abc
import contextlib
import dataclasses
import enum
import sys
import typing
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Generic,
    Literal,
    ParamSpec,
    Self,
    TypeVar,
    TypeVarTuple,
    get_args,
)

import pytest
import typing_extensions
from typing_extensions import TypeAliasType
from typing_extensions import TypeVar as DefaultTypeVar

from exekall.relation import Qualifier, Reason, UnsupportedType, canonical

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")
D = DefaultTypeVar("D", default=int)
P = ParamSpec("P")
Ts = TypeVarTuple("Ts")
NoneType = type(None)
LEFT, RIGHT = Qualifier("left"), Qualifier("right")

Numbers = TypeAliasType("Numbers", "list[int]")
Names = TypeAliasType("Names", list[str])
ListOf = TypeAliasType("ListOf", list[T], type_params=(T,))
Chained = TypeAliasType("Chained", ListOf[Names])


class Color(enum.Enum):
    RED = 1


class Box(Generic[T]): ...


class Two(Generic[T, D]): ...


class Task(Generic[P]): ...


class Hostile(type):
    __hash__ = None  # type: ignore[assignment]


class Confusing(type):
    def __eq__(cls, other: object) -> bool:
        return True

    def __hash__(cls) -> int:
        return 1


class Unhashable(metaclass=Hostile): ...


class Confused(metaclass=Confusing): ...


SPELLINGS = """
int => int
None => NoneType
Any => Any
object => object
List => list
Tuple => tuple
Type => type
Callable => collections.abc.Callable
typing.Hashable => collections.abc.Hashable
List[int] => list[int]
typing.Sequence[List[int]] => collections.abc.Sequence[list[int]]
Dict[str, None] => dict[str, NoneType]
Type[int] => type[int]
Tuple[int, ...] => tuple[int, ...]
Tuple[()] => tuple[()]
Callable[[int], str] => collections.abc.Callable[[int], str]
Callable[..., List[int]] => collections.abc.Callable[..., list[int]]
Callable[[], None] => collections.abc.Callable[[], NoneType]
Box[int] => Box[int]
Box[List[int]] => Box[list[int]]
Box => Box
list[T] => list[T]
Optional[int] => Union[int, None]
int | None => Union[None, int]
Union[int, Union[str, None], int] => Union[int, str, None]
Union[List[int], list[int]] => list[int]
Union[int, Never] => int
Literal["a", None] => Optional[Literal["a"]]
Literal[None] => NoneType
Literal["a"] | Literal["b"] => Literal["b", "a"]
Annotated[int, "note"] => int
Annotated[int, []] => int
Annotated[int, "note", LEFT] => Annotated[int, LEFT]
Annotated[Annotated[int, RIGHT], LEFT] => Annotated[int, LEFT, RIGHT]
Annotated[List[int], LEFT, LEFT] => Annotated[list[int], LEFT]
list[Annotated[int, "note"]] => list[int]
NoReturn => Never
ClassVar[int] => int
Final[List[int]] => list[int]
Required[int] => int
NotRequired[int] => int
ReadOnly[int] => int
dataclasses.InitVar[List[int]] => list[int]
Names => list[str]
ListOf[int] => list[int]
ListOf => list[Any]
Chained => list[list[str]]
Optional[Names] => Optional[list[str]]
type[int | str] => type[int] | type[str]
tuple[int, *tuple[str, int]] => tuple[int, str, int]
tuple[int, *tuple[str, ...]] => tuple[int, Unpack[tuple[str, ...]]]
Tuple[Unpack[Tuple[str, ...]]] => tuple[str, ...]
Two[str] => Two[str, int]
collections.abc.Generator[int, None, None] => collections.abc.Generator[int, NoneType, NoneType]
contextlib.AbstractContextManager[int] => contextlib.AbstractContextManager[int, bool | None]
"""

REFUSED = """
# FORWARD_REFERENCE
"int"
ForwardRef("int")
list["int"]
List["int"]
Numbers

# NOT_A_TYPE
3
...
print
sys
[int]

# BARE_SPECIAL_FORM
Union
Optional
Literal
ClassVar
Final

# UNSUPPORTED_FORM
TypeGuard[int]

# PARAMETER_SPECIFICATION
P
P.args
Concatenate[int, P]
Callable[P, int]
Callable[Concatenate[int, P], int]
Task[[int]]

# TYPE_VARIABLE_TUPLE
Ts
tuple[Unpack[Ts]]

# WRONG_ARGUMENTS
tuple[*tuple[int, ...], *tuple[str, ...]]
list[int, str]
dict[int]

# LITERAL_VALUE
Literal[1.5]

# UNRELIABLE_METACLASS
Unhashable
Confused
list[Confused]
"""


def evaluated(expression: str) -> object:
    """Return an annotation that is written as text: old spellings are what is tested here."""
    modules = {module.__name__: module for module in (contextlib, dataclasses)}
    return eval(expression, {**vars(typing_extensions), **vars(typing), **modules, **globals()})


@pytest.mark.parametrize("row", SPELLINGS.strip().splitlines())
def test_spelling(row: str) -> None:
    annotation, expected = map(evaluated, row.split(" => "))
    found = canonical(annotation)
    assert found == expected
    assert hash(found) == hash(canonical(expected))
    assert canonical(found) == found


def refused_rows() -> Iterator[tuple[str, Reason]]:
    for line in REFUSED.strip().splitlines():
        if line.startswith("# "):
            reason = Reason[line.removeprefix("# ")]
        elif line:
            yield line, reason


@pytest.mark.parametrize(("expression", "reason"), [*refused_rows()])
def test_what_is_not_understood(expression: str, reason: Reason) -> None:
    with pytest.raises(UnsupportedType) as raised:
        canonical(evaluated(expression))
    assert raised.value.reason is reason


def test_the_innermost_part_is_named() -> None:
    with pytest.raises(UnsupportedType) as raised:
        canonical(dict[str, list[collections.abc.Callable[..., "int"]]])
    assert raised.value.annotation == "int"


def test_one_and_true_are_two_literals() -> None:
    one, true = canonical(list[Literal[1]]), canonical(list[Literal[True]])
    assert one != true
    assert canonical(Literal[1, True]) == Literal[1, True]


def test_none_comes_last_in_unions() -> None:
    assert get_args(canonical(None | int | str)) == (int, str, NoneType)


def test_absurd_nesting_is_refused_instead_of_exhausting_the_stack() -> None:
    form: object = int
    for _ in range(5000):
        form = list[form]  # type: ignore[valid-type]
    with pytest.raises(UnsupportedType) as raised:
        canonical(form)
    assert raised.value.reason is Reason.TOO_DEEP


def test_an_object_with_odd_attributes_is_no_type() -> None:
    class Odd:
        __args__ = (int,)

        def __getattr__(self, name: str) -> object:
            raise RuntimeError(name)

    with pytest.raises(UnsupportedType) as raised:
        canonical(Odd())
    assert raised.value.reason is Reason.NOT_A_TYPE


def test_metadata_that_cannot_be_hashed_or_compared() -> None:
    class Stubborn:
        is_stubborn = False

        def __hash__(self) -> int:
            if self.is_stubborn:
                raise ValueError
            return 0

    mark = Stubborn()
    bare, qualified = Annotated[int, mark], Annotated[int, mark, LEFT]
    mark.is_stubborn = True
    assert canonical(bare) is int
    assert canonical(qualified) == Annotated[int, LEFT]


def test_self_stays_for_the_caller_to_replace() -> None:
    assert canonical(list[Self]) == list[Self]


@pytest.mark.skipif(sys.version_info < (3, 12), reason="type statements came with Python 3.12")
def test_type_statements() -> None:
    names: dict[str, Any] = {}
    exec(
        "type Pairs[T] = list[tuple[T, T]]\n"
        "type Json = dict[str, Json] | int\n"
        "type Lost = list[Nowhere]",
        names,
    )
    assert canonical(names["Pairs"][int]) == list[tuple[int, int]]
    assert canonical(names["Pairs"] | None) == list[tuple[Any, Any]] | None
    for name, reason in (
        ("Json", Reason.RECURSIVE_ALIAS),
        ("Lost", Reason.UNRESOLVED_ANNOTATION),
    ):
        with pytest.raises(UnsupportedType) as raised:
            canonical(names[name])
        assert raised.value.reason is reason
