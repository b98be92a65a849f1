"""From words of a command line to values of the type that a parameter wants."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from enum import Enum
from pathlib import PurePath
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

from exekall.errors import ExekallError

__all__ = ["ConversionError", "convert", "is_convertible", "number_type"]

__exekall_internal__ = True

_BOOLEANS: Final[Mapping[str, bool]] = {
    **dict.fromkeys(("true", "yes", "on", "1"), True),
    **dict.fromkeys(("false", "no", "off", "0"), False),
}
_CONSTRUCTORS: Final[Mapping[type, Callable[[str], Any]]] = {
    int: int,
    float: float,
    complex: complex,
    Decimal: Decimal,
    str: str,
}
_NUMBERS: Final = (int, float, Decimal)


class ConversionError(ExekallError):
    """No value of type *wanted* is written as *text*.

    :attr:`choices` are the words that would do, where these can be listed; :attr:`convertible`
    tells whether the type has any.
    """

    def __init__(
        self, text: str, wanted: object, choices: Sequence[str] = (), convertible: bool = True
    ) -> None:
        super().__init__(text, wanted, choices, convertible)
        self.text = text
        self.wanted = wanted
        self.choices = tuple(choices)
        self.convertible = convertible


def convert(text: str, wanted: Any) -> Any:
    """Return the value of type *wanted* that *text* writes.

    Numbers and text, paths, booleans as words, members of enumerations by name, literals, and
    unions of these. Raises :class:`ConversionError`.
    """
    while hasattr(wanted, "__supertype__"):
        wanted = wanted.__supertype__
    origin = get_origin(wanted)
    if origin is Literal:
        return _member(text, wanted, {str(value): value for value in get_args(wanted)})
    if origin is Union or origin is UnionType:
        return _of_union(text, wanted)
    if hasattr(wanted, "__metadata__"):
        return convert(text, get_args(wanted)[0])
    return _of_class(text, wanted)


def is_convertible(wanted: Any) -> bool:
    """Tell whether words can write values of type *wanted*."""
    try:
        convert("", wanted)
    except ConversionError as error:
        return error.convertible
    return True


def number_type(wanted: Any) -> type[int | float | Decimal] | None:
    """Return which kind of number *wanted* asks for, None where it is no number."""
    while hasattr(wanted, "__supertype__"):
        wanted = wanted.__supertype__
    if hasattr(wanted, "__metadata__"):
        return number_type(get_args(wanted)[0])
    if get_origin(wanted) in (Union, UnionType):
        kinds = [kind for member in get_args(wanted) if (kind := number_type(member))]
        return kinds[0] if len(kinds) == 1 else None
    return next((number for number in _NUMBERS if wanted is number), None)


def _of_class(text: str, wanted: Any) -> Any:
    if wanted is NoneType:
        return _member(text, wanted, {"None": None})
    if wanted is bool:
        return _member(text, wanted, _BOOLEANS, text.casefold())
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return _member(text, wanted, wanted.__members__)
    constructor = _CONSTRUCTORS.get(wanted) if isinstance(wanted, type) else None
    if constructor is None and isinstance(wanted, type) and issubclass(wanted, PurePath):
        constructor = wanted
    if constructor is None:
        raise ConversionError(text, wanted, convertible=False)
    try:
        return constructor(text)
    except (ValueError, InvalidOperation) as error:
        raise ConversionError(text, wanted) from error


def _of_union(text: str, wanted: Any) -> Any:
    """Try the members in their order, text last, since everything is text."""
    failures = []
    for member in sorted(get_args(wanted), key=lambda member: member is str):
        try:
            return convert(text, member)
        except ConversionError as error:
            failures.append(error)
    choices = [choice for failure in failures for choice in failure.choices]
    convertible = any(failure.convertible for failure in failures)
    raise ConversionError(text, wanted, choices, convertible)


def _member(text: str, wanted: Any, members: Mapping[str, Any], key: str | None = None) -> Any:
    try:
        return members[text if key is None else key]
    except KeyError:
        raise ConversionError(text, wanted, tuple(members)) from None
