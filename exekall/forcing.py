"""Forced parameters: values that the user gives to one parameter of one callable.

A forced parameter wants a fresh type that nothing else wants or produces, so a value given to it
serves it alone (rule R6). The type bears the name of the one that it stands for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final

from exekall.conversion import ConversionError, convert, number_type
from exekall.errors import AnnotationError, ExekallError
from exekall.names import NameForm, type_name
from exekall.operator import Operator
from exekall.patterns import PatternSet, unused
from exekall.prebuilt import PrebuiltOperator
from exekall.signature import EMPTY, Parameter
from exekall.solver import operator_names

__all__ = ["MAX_SWEEP", "Forced", "Forcing", "ForcingError", "ForcingTrouble", "Sweep", "force"]

__exekall_internal__ = True

MAX_SWEEP: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Forcing:
    """Parameter *parameter* of the callables that the pattern *callables* means gets *text*."""

    callables: str
    parameter: str
    text: str

    def values(self, wanted: Any) -> Iterator[Any]:
        """Yield the values of type *wanted*. Raises :class:`ConversionError`."""
        yield convert(self.text, wanted)


@dataclass(frozen=True, slots=True)
class Sweep:
    """The same for the numbers from *start* to *stop*, inclusive, in steps of *step*.

    They are reckoned in decimals, so a step of 0.1 adds up as it does on paper.
    """

    callables: str
    parameter: str
    start: str
    stop: str
    step: str

    def values(self, wanted: Any) -> Iterator[Any]:
        """Yield the values of type *wanted*.

        Raises :class:`ConversionError` for what is no number of that type, and ValueError for a
        range without end, without any number, or with more than :data:`MAX_SWEEP`.
        """
        kind = number_type(wanted)
        if kind is None:
            raise ConversionError(self.start, wanted, convertible=False)
        start, stop, step = (_decimal(word, kind) for word in (self.start, self.stop, self.step))
        if not step or (stop - start) / step < 0 or (stop - start) / step >= MAX_SWEEP:
            raise ValueError(self)
        for index in range(int((stop - start) / step) + 1):
            yield kind(start + index * step)


class ForcingTrouble(StrEnum):
    """Why a parameter cannot be forced."""

    NO_CALLABLE = "no-callable"
    NO_PARAMETER = "no-parameter"
    NO_TYPE = "no-type"
    NOT_CONVERTIBLE = "not-convertible"
    BAD_VALUE = "bad-value"
    BAD_RANGE = "bad-range"


class ForcingError(ExekallError):
    """What :attr:`forcing` asks for is impossible.

    :attr:`operator` is the name of the callable at fault, where one is; :attr:`near` are names, or
    words for the value, that would do; :attr:`wanted` is the type that the parameter wants.
    """

    def __init__(
        self,
        forcing: Forcing | Sweep,
        trouble: ForcingTrouble,
        *,
        operator: str = "",
        near: Sequence[str] = (),
        wanted: Any = None,
        text: str = "",
    ) -> None:
        super().__init__(forcing, trouble)
        self.forcing = forcing
        self.trouble = trouble
        self.operator = operator
        self.near = tuple(near)
        self.wanted = wanted
        self.text = text


@dataclass(frozen=True, slots=True)
class Forced:
    """The operators that take the place of those with forced parameters, and their values."""

    replacements: dict[Operator, Operator]
    values: tuple[PrebuiltOperator, ...]

    def apply(self, operators: Iterable[Operator]) -> tuple[Operator, ...]:
        """Return *operators* with the replacements in their places."""
        return tuple(self.replacements.get(op, op) for op in operators)


def force(operators: Sequence[Operator], forcings: Iterable[Forcing | Sweep]) -> Forced:
    """Work out what *forcings* make of *operators*.

    Several values for one parameter are used one after the other. Raises :class:`ForcingError`
    where a forcing concerns no callable, or cannot be carried out; and AnnotationError where the
    callable cannot be used at all.
    """
    values: dict[tuple[Operator, str], list[Any]] = {}
    types: dict[tuple[Operator, str], Any] = {}
    for forcing in forcings:
        for op, parameter in _concerned(operators, forcing):
            wanted = _wanted(op, parameter, forcing)
            key = (op, parameter.name)
            values.setdefault(key, []).extend(_converted(op, wanted, forcing))
            types[key] = wanted
    replacements: dict[Operator, Operator] = {}
    prebuilt = []
    for (op, name), given in values.items():
        forced_type = _stand_in(types[op, name], given[0])
        current = replacements.get(op, op)
        replacements[op] = current.with_parameter_type(name, forced_type)
        prebuilt.append(PrebuiltOperator(forced_type, given, tags_getter=_tags))
    return Forced(replacements, tuple(prebuilt))


def _concerned(
    operators: Sequence[Operator], forcing: Forcing | Sweep
) -> list[tuple[Operator, Parameter]]:
    """Return the operators that *forcing* means, with the parameter."""
    patterns = PatternSet.from_words([forcing.callables])
    meant = [op for op in operators if patterns.matches_any(operator_names(op))]
    if not meant:
        names = [name for op in operators for name in operator_names(op)]
        near = [name for miss in unused(patterns, names) for name in miss.near_misses]
        raise ForcingError(forcing, ForcingTrouble.NO_CALLABLE, near=near)
    found = []
    known: list[str] = []
    for op in meant:
        for parameter in op.raw_parameters():
            known.append(parameter.name)
            if parameter.name == forcing.parameter:
                found.append((op, parameter))
    if not found:
        raise ForcingError(
            forcing,
            ForcingTrouble.NO_PARAMETER,
            operator=meant[0].name if len(meant) == 1 else "",
            near=tuple(dict.fromkeys(known)),
        )
    return found


def _wanted(op: Operator, parameter: Parameter, forcing: Forcing | Sweep) -> Any:
    """Return the type to convert to: the annotation, or else that of the default."""
    if parameter.type is not EMPTY:
        try:
            return op.prototype[0][parameter.name]
        except AnnotationError as error:
            if parameter.name not in error.rejection.parameters:
                raise
    if parameter.default is EMPTY or parameter.default is None:
        raise ForcingError(forcing, ForcingTrouble.NO_TYPE, operator=op.name)
    return type(parameter.default)


def _converted(op: Operator, wanted: Any, forcing: Forcing | Sweep) -> list[Any]:
    try:
        return list(forcing.values(wanted))
    except ConversionError as error:
        trouble = ForcingTrouble.BAD_VALUE if error.convertible else ForcingTrouble.NOT_CONVERTIBLE
        raise ForcingError(
            forcing, trouble, operator=op.name, near=error.choices, wanted=wanted, text=error.text
        ) from error
    except ValueError as error:
        raise ForcingError(forcing, ForcingTrouble.BAD_RANGE, operator=op.name) from error


def _stand_in(wanted: Any, value: Any) -> type:
    """Return a fresh class that is named like *wanted*, or like the type of *value*."""
    named = wanted if isinstance(wanted, type) or hasattr(wanted, "__supertype__") else type(value)
    module = getattr(named, "__module__", "builtins")
    name = type_name(named, NameForm.QUALIFIED)
    return type(name.rpartition(".")[2], (), {"__module__": module, "__qualname__": name})


def _tags(value: Any) -> dict[str, Any]:
    return {"": value}


def _decimal(word: str, kind: type) -> Decimal:
    try:
        number = Decimal(word)
    except InvalidOperation as error:
        raise ConversionError(word, kind) from error
    if not number.is_finite() or (kind is int and number != int(number)):
        raise ConversionError(word, kind)
    return number
