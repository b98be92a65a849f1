"""Whether two unpickled objects are equal, whatever their ``==`` raises or returns.

Built-in containers, dataclasses and objects that define no equality of their own (for which ``==``
is identity, which never holds between two databases) are compared part by part; for anything else,
its ``==`` decides. An answer that is an array or a table holds where all of it does.
"""

from __future__ import annotations

import dataclasses
from enum import Enum
from typing import Any, Final

from exekall.comparison.quantity import is_number
from exekall.comparison.tolerance import Tolerance

__all__ = ["Equality", "loaded_equality"]

_PROTOCOL: Final = 4
_MAX_REDUCTIONS: Final = 3


class Equality(Enum):
    """What comparing two objects gives; UNKNOWN where comparing them fails."""

    EQUAL = "equal"
    UNEQUAL = "unequal"
    UNKNOWN = "unknown"


def loaded_equality(before: Any, after: Any, tolerance: Tolerance) -> tuple[Equality, str]:
    """Compare two objects. Where that fails, the text is the name of what was raised.

    Cycles are survived: a pair of objects that is met again is not compared again.
    """
    stack: list[tuple[Any, Any]] = [(before, after)]
    # The objects are kept, so that no id is used again.
    met: dict[tuple[int, int], tuple[Any, Any]] = {}
    try:
        while stack:
            x, y = stack.pop()
            if x is y or (id(x), id(y)) in met:
                continue
            parts = _parts(x, y)
            if parts is None:
                if not _is_equal(x, y, tolerance):
                    return Equality.UNEQUAL, ""
                continue
            met[id(x), id(y)] = x, y
            stack += parts
    except _UnequalError:
        return Equality.UNEQUAL, ""
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # the user's code
        return Equality.UNKNOWN, type(error).__name__
    return Equality.EQUAL, ""


class _UnequalError(Exception):
    """The objects do not have the same parts."""


def _parts(x: Any, y: Any) -> list[tuple[Any, Any]] | None:
    """Return the parts of both objects in pairs; None where ``==`` is to decide.

    Raises :class:`_UnequalError` where one has parts that the other lacks.
    """
    if type(x) is not type(y):
        return None
    if type(x) in (list, tuple):
        return _zipped(x, y)
    if type(x) is dict:
        return _by_name(x, y)
    if dataclasses.is_dataclass(x) and _has_generated_equality(type(x)):
        names = [field.name for field in dataclasses.fields(x) if field.compare]
        return [(getattr(x, name), getattr(y, name)) for name in names]
    if not _defines_equality(type(x)) and not isinstance(x, type):
        return [(_state(x), _state(y))]
    return None


def _zipped(x: Any, y: Any) -> list[tuple[Any, Any]]:
    if len(x) != len(y):
        raise _UnequalError
    return list(zip(x, y, strict=True))


def _by_name(x: dict[Any, Any], y: dict[Any, Any]) -> list[tuple[Any, Any]]:
    if x.keys() != y.keys():
        raise _UnequalError
    return [(x[name], y[name]) for name in x]


def _defines_equality(cls: Any) -> bool:
    return cls.__eq__ is not object.__eq__


def _has_generated_equality(cls: type) -> bool:
    parameters = getattr(cls, "__dataclass_params__", None)
    # The decorator leaves an equality alone that the class defines itself.
    code = getattr(cls.__eq__, "__code__", None)
    return bool(parameters and parameters.eq and code and code.co_filename == "<string>")


def _state(found: Any) -> Any:
    """Return what an object is made of, as pickling it would: attributes, items, whatever it is.

    Raises TypeError where it cannot be pickled.
    """
    reduced = found.__reduce_ex__(_PROTOCOL)
    if not isinstance(reduced, tuple):
        return reduced
    # Items come from iterators.
    return [*reduced[:3], *(list(items) for items in reduced[3:5] if items is not None)]


def _is_equal(x: Any, y: Any, tolerance: Tolerance) -> bool:
    if is_number(x) and is_number(y):
        return tolerance.accepts(x, y)
    if hasattr(x, "dtype") and hasattr(y, "dtype") and hasattr(x, "shape"):
        return _are_equal_arrays(x, y, tolerance)
    return _as_bool(x == y)


def _are_equal_arrays(x: Any, y: Any, tolerance: Tolerance) -> bool:
    """Compare NumPy's arrays and scalars, and what behaves as they do; NaN is the same as NaN."""
    if getattr(x, "shape", None) != getattr(y, "shape", None) or x.dtype != y.dtype:
        return False
    equal = (x == y) | ((x != x) & (y != y))
    if not tolerance.is_exact and x.dtype.kind in "iuf":
        x, y = x.astype(float), y.astype(float)
        larger = abs(x) * (abs(x) >= abs(y)) + abs(y) * (abs(x) < abs(y))
        distance = abs(x - y)
        equal = equal | (distance <= tolerance.absolute) | (distance <= tolerance.relative * larger)
    return _as_bool(equal)


def _as_bool(answer: Any) -> bool:
    """Return what an answer to ``==`` means; raises TypeError where it means nothing."""
    for _ in range(_MAX_REDUCTIONS):
        if isinstance(answer, bool):
            return answer
        reduce = getattr(answer, "all", None)
        if reduce is None:
            break
        # A table gives one answer for each column, then one for all.
        answer = reduce()
    if answer is NotImplemented:
        raise TypeError
    return bool(answer)
