"""A callable's parameters as they were written, before any annotation is resolved.

A plain Python function is read straight from ``__code__`` and ``__annotations__``, which costs a
tenth of :func:`inspect.signature`; that one is asked about wrappers and callable objects only, so
``functools.wraps`` and ``__signature__`` are honoured.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from functools import partial
from types import FunctionType, MethodType
from typing import Any, Final, NamedTuple

__all__ = [
    "EMPTY",
    "Parameter",
    "annotations_of",
    "is_plain",
    "place_of",
    "raw_parameters",
    "return_annotation",
    "underlying",
]

EMPTY: Final = inspect.Parameter.empty

_VARIADIC = frozenset({inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD})


class Parameter(NamedTuple):
    """One parameter; ``*args`` and ``**kwargs`` are never among them, since they are left empty.

    *type* is the annotation: as it was written (perhaps a string, or :data:`EMPTY`) in a signature,
    and the canonical type (see :mod:`exekall.relation`) in an operator. *default* is :data:`EMPTY`
    where there is none; *position* is the index at which the parameter may be passed by position,
    None for a keyword-only one. A named tuple, since it is made for every parameter there is.
    """

    name: str
    type: Any
    default: Any = EMPTY
    position: int | None = None
    positional_only: bool = False

    @property
    def optional(self) -> bool:
        """Whether the parameter may be left at its default."""
        return self.default is not EMPTY


def is_plain(callable_: object) -> bool:
    """Tell whether *callable_* is a Python function that speaks for itself."""
    # Reading __dict__ would make one for each function.
    return type(callable_) is FunctionType and not (
        hasattr(callable_, "__wrapped__") or hasattr(callable_, "__signature__")
    )


def annotations_of(function: Any) -> dict[str, Any]:
    """Return the annotations of a function or class, names that don't exist yet as references.

    A bound method has those of its function; any other object has those that a decorator gave it,
    not those of its class. Under PEP 649 (Python 3.14) reading ``__annotations__`` may raise
    NameError.
    """
    if isinstance(function, MethodType):
        return annotations_of(function.__func__)
    try:
        if type(function) is FunctionType or isinstance(function, type):
            found: Any = getattr(function, "__annotations__", None)  # built-in types have none
        else:
            found = getattr(function, "__dict__", {}).get("__annotations__")
    except NameError:
        from typing_extensions import Format, get_annotations

        return dict(get_annotations(function, format=Format.FORWARDREF))
    return found if isinstance(found, dict) else {}


def raw_parameters(callable_: Callable[..., Any], skip: int = 0) -> tuple[Parameter, ...]:
    """Return the parameters of *callable_* but for the first *skip* ones.

    Raises ValueError or TypeError where :mod:`inspect` finds no signature.
    """
    if is_plain(callable_):
        return _from_code(callable_, skip)
    called = _plain_call(callable_)
    if called is not None:
        return _from_code(called, skip + 1)
    annotations = annotations_of(underlying(callable_))
    fixed = callable_.keywords if isinstance(callable_, partial) else {}
    found = [
        Parameter(
            name=parameter.name,
            type=_written(parameter, annotations),
            default=parameter.default,
            position=None if parameter.kind is parameter.KEYWORD_ONLY else index - skip,
            positional_only=parameter.kind is parameter.POSITIONAL_ONLY,
        )
        for index, parameter in enumerate(_signature(callable_).parameters.values())
        if parameter.kind not in _VARIADIC and parameter.name not in fixed
    ]
    return tuple(found[skip:])


def return_annotation(callable_: Callable[..., Any]) -> Any:
    """Return the annotation of what *callable_* returns, or :data:`EMPTY`.

    A ``__signature__`` comes first, then the callable's own annotations, then those of what it
    wraps. Raises ValueError or TypeError where :mod:`inspect` finds no signature.
    """
    if is_plain(callable_):
        return annotations_of(callable_).get("return", EMPTY)
    called = _plain_call(callable_)
    if called is not None:
        return annotations_of(called).get("return", EMPTY)
    own = callable_.__dict__ if isinstance(callable_, FunctionType) else {}
    if "__signature__" not in own and "return" in annotations_of(callable_):
        return annotations_of(callable_)["return"]
    declared = _signature(callable_).return_annotation
    if declared is not EMPTY or "__signature__" in own:
        return declared
    return annotations_of(underlying(callable_)).get("return", EMPTY)


def underlying(callable_: Any) -> Any:
    """Return what is written in Python beneath wrappers, bound methods and the like.

    That is a function, a class, or, where there is neither, the last object that was met.
    """
    seen: set[int] = set()
    while id(callable_) not in seen:
        seen.add(id(callable_))
        if isinstance(callable_, partial):
            callable_ = callable_.func
        elif isinstance(callable_, (MethodType, staticmethod, classmethod)):
            callable_ = callable_.__func__
        elif _is_wrapper(callable_):
            callable_ = callable_.__wrapped__
        elif not isinstance(callable_, (FunctionType, type)):
            called = getattr(type(callable_), "__call__", None)  # noqa: B004 - the function is wanted
            callable_ = called if isinstance(called, FunctionType) else callable_
    return callable_


def _plain_call(callable_: Any) -> Any:
    """Return the ``__call__`` of a callable instance, or None if something else speaks for it."""
    if issubclass(type(callable_), (FunctionType, MethodType, partial, type)):
        return None
    called = getattr(type(callable_), "__call__", None)  # noqa: B004 - the function is wanted
    own = getattr(callable_, "__dict__", {})
    if not is_plain(called) or _is_wrapper(callable_) or "__signature__" in own:
        return None
    return called


def _is_wrapper(callable_: Any) -> bool:
    # Not hasattr(): some objects claim to have every attribute.
    if "__wrapped__" in getattr(callable_, "__dict__", {}):
        return True
    return hasattr(type(callable_), "__wrapped__") and hasattr(callable_, "__wrapped__")


def _signature(callable_: Callable[..., Any]) -> inspect.Signature:
    if sys.version_info >= (3, 14):
        from annotationlib import Format

        return inspect.signature(callable_, annotation_format=Format.FORWARDREF)
    return inspect.signature(callable_)


def _written(parameter: inspect.Parameter, annotations: dict[str, Any]) -> Any:
    if parameter.annotation is not EMPTY:
        return parameter.annotation
    return annotations.get(parameter.name, EMPTY)


def _from_code(function: Any, skip: int) -> tuple[Parameter, ...]:
    code = function.__code__
    names = code.co_varnames
    count = code.co_argcount
    annotations = annotations_of(function)
    defaults = function.__defaults__
    only = code.co_posonlyargcount
    if not (defaults or only or code.co_kwonlyargcount):
        written = annotations.get
        return tuple(
            [
                Parameter(name, written(name, EMPTY), EMPTY, position)
                for position, name in enumerate(names[skip:count])
            ]
        )
    defaults = defaults or ()
    first_default = count - len(defaults)
    found = [
        Parameter(
            names[index],
            annotations.get(names[index], EMPTY),
            defaults[index - first_default] if index >= first_default else EMPTY,
            index - skip,
            index < only,
        )
        for index in range(skip, count)
    ]
    keyword_defaults = function.__kwdefaults__ or {}
    found += [
        Parameter(name, annotations.get(name, EMPTY), keyword_defaults.get(name, EMPTY))
        for name in names[count : count + code.co_kwonlyargcount]
    ]
    return tuple(found)


def place_of(callable_: Any) -> str:
    """Return ``file:line`` of a definition, or an empty string where it has none.

    Of a class that has no constructor written in Python this is the file alone.
    """
    if not isinstance(callable_, type):
        return _place_of_code(underlying(callable_))
    constructor = underlying(vars(callable_).get("__init__"))
    if getattr(constructor, "__module__", None) == callable_.__module__:
        place = _place_of_code(constructor)
        if not place.startswith("<"):  # what a dataclass generates
            return place
    file = vars(sys.modules.get(callable_.__module__, object)).get("__file__")
    return file if isinstance(file, str) else ""


def _place_of_code(function: Any) -> str:
    code = getattr(function, "__code__", None)
    return f"{code.co_filename}:{code.co_firstlineno}" if code is not None else ""
