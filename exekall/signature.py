"""A callable's parameters as they were written, before any annotation is resolved.

A plain Python function is read straight from ``__code__`` and ``__annotations__``, which costs a
tenth of :func:`inspect.signature`; that one is asked about wrappers and callable objects only, so
``functools.wraps`` and ``__signature__`` are honoured.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from types import FunctionType
from typing import Any, Final

__all__ = ["EMPTY", "RawParameter", "annotations_of", "is_plain", "place_of", "raw_parameters"]

EMPTY: Final = inspect.Parameter.empty

_VARIADIC = frozenset({inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD})


@dataclass(frozen=True, slots=True)
class RawParameter:
    """One parameter; ``*args`` and ``**kwargs`` are never among them, since they are left empty.

    *annotation* may be a string or :data:`EMPTY`; *default* is :data:`EMPTY` where there is none;
    *position* is the index at which it may be passed by position, the skipped parameters not
    counted, None for a keyword-only one.
    """

    name: str
    annotation: Any
    default: Any
    position: int | None
    positional_only: bool = False


def is_plain(callable_: object) -> bool:
    """Tell whether *callable_* is a Python function that speaks for itself."""
    if type(callable_) is not FunctionType:
        return False
    extra = callable_.__dict__
    return not extra or not ("__wrapped__" in extra or "__signature__" in extra)


def annotations_of(function: Any) -> dict[str, Any]:
    """Return the annotations of *function* with names that don't exist yet as references.

    Under PEP 649 (Python 3.14) reading ``__annotations__`` may raise NameError.
    """
    try:
        found = getattr(function, "__annotations__", None)
    except NameError:
        from typing_extensions import Format, get_annotations

        return dict(get_annotations(function, format=Format.FORWARDREF))
    return found if isinstance(found, dict) else {}


def raw_parameters(callable_: Callable[..., Any], skip: int = 0) -> tuple[RawParameter, ...]:
    """Return the parameters of *callable_* but for the first *skip* ones.

    Raises ValueError or TypeError where :mod:`inspect` finds no signature.
    """
    if is_plain(callable_):
        return _from_code(callable_, skip)
    annotations = annotations_of(inspect.unwrap(callable_, stop=_has_signature))
    found = [
        RawParameter(
            name=parameter.name,
            annotation=_written(parameter, annotations),
            default=parameter.default,
            position=None if parameter.kind is parameter.KEYWORD_ONLY else index - skip,
            positional_only=parameter.kind is parameter.POSITIONAL_ONLY,
        )
        for index, parameter in enumerate(inspect.signature(callable_).parameters.values())
        if parameter.kind not in _VARIADIC
    ]
    return tuple(found[skip:])


def _has_signature(callable_: Any) -> bool:
    return hasattr(callable_, "__signature__")


def _written(parameter: inspect.Parameter, annotations: dict[str, Any]) -> Any:
    if parameter.annotation is not EMPTY:
        return parameter.annotation
    return annotations.get(parameter.name, EMPTY)


def _from_code(function: Any, skip: int) -> tuple[RawParameter, ...]:
    code = function.__code__
    names = code.co_varnames
    count = code.co_argcount
    annotations = annotations_of(function)
    defaults = function.__defaults__ or ()
    first_default = count - len(defaults)
    only = code.co_posonlyargcount
    found = [
        RawParameter(
            name,
            annotations.get(name, EMPTY),
            defaults[index - first_default] if index >= first_default else EMPTY,
            index - skip,
            index < only,
        )
        for index, name in enumerate(names[:count])
        if index >= skip
    ]
    if code.co_kwonlyargcount:
        keyword_defaults = function.__kwdefaults__ or {}
        found += [
            RawParameter(name, annotations.get(name, EMPTY), keyword_defaults.get(name, EMPTY), None)
            for name in names[count : count + code.co_kwonlyargcount]
        ]
    return tuple(found)


def place_of(callable_: Any) -> str:
    """Return ``file:line`` of a definition, or an empty string where it has none."""
    if isinstance(callable_, type):
        callable_ = vars(callable_).get("__init__")
    code = getattr(inspect.unwrap(callable_), "__code__", None) if callable(callable_) else None
    return f"{code.co_filename}:{code.co_firstlineno}" if code is not None else ""
