"""Whether a callable is annotated well enough to be an operator, told by its names alone.

No annotation is resolved: a name that doesn't exist is found out when the operator is used.
"""

from __future__ import annotations

import sys
from inspect import CO_VARARGS, CO_VARKEYWORDS
from types import FunctionType
from typing import Any, Final, NamedTuple

from exekall.construction import constructor
from exekall.discovery.statics import static_value, wrapped_by
from exekall.errors import AnnotationError
from exekall.operator import Kind, Operator
from exekall.reasons import Cause
from exekall.signature import (
    EMPTY,
    annotations_of,
    raw_parameters,
    return_annotation,
)

__all__ = ["Shortcoming", "constructor_shortcoming", "has_no_parameters", "shortcoming"]

_CLASS: Final = Kind.CLASS
_METHOD: Final = Kind.METHOD
# Stands for the product of a constructor, which needs no annotation.
_OF_CLASS: Final = object()
_VARIADIC: Final = CO_VARARGS | CO_VARKEYWORDS


class Shortcoming(NamedTuple):
    """What keeps a callable from being an operator: as in :class:`exekall.reasons.Rejection`."""

    cause: Cause
    parameters: tuple[str, ...] = ()
    subject: str = ""


def shortcoming(function: Any, bound: int = 0) -> Shortcoming | None:
    """Return what *function* lacks, its first *bound* parameters aside; None if it lacks nothing.

    Never raises: what cannot be read is a shortcoming too.
    """
    if type(function) is FunctionType:
        # Nearly every function is dealt with here: each parameter and the product are annotated.
        code = function.__code__
        try:
            annotations = function.__annotations__
        except NameError:  # Python 3.14: a name that doesn't exist yet
            annotations = annotations_of(function)
        count = code.co_argcount
        if not code.co_flags & _VARIADIC:
            if len(annotations) == count + code.co_kwonlyargcount - bound + 1:
                if not bound or (count and code.co_varnames[0] not in annotations):
                    return None
            elif not annotations and not function.__dict__:
                return Shortcoming(Cause.NOT_ANNOTATED)
            if count < bound:
                return Shortcoming(Cause.NO_SIGNATURE, (), "no parameter for the instance")
    try:
        if _makes_context_manager(function):
            return Shortcoming(Cause.CONTEXT_MANAGER)
        return _examined(function, bound, return_annotation(function))
    except (TypeError, ValueError) as error:
        return Shortcoming(Cause.NO_SIGNATURE, (), type(error).__name__)
    except Exception as error:  # odd attributes may raise anything
        return Shortcoming(Cause.BROKEN_ATTRIBUTE, (), type(error).__name__)


def constructor_shortcoming(class_: type) -> Shortcoming | None:
    """Return what the constructor of *class_* lacks; its product is known. Never raises."""
    try:
        function: Any = class_.__init__  # type: ignore[misc]
        if type(function) is FunctionType:
            code = function.__code__
            annotations = function.__annotations__
            if not code.co_flags & _VARIADIC and code.co_varnames[0] not in annotations:
                annotated = len(annotations) - ("return" in annotations)
                if annotated == code.co_argcount + code.co_kwonlyargcount - 1:
                    return None
        found, _ = constructor(class_)
        return _examined(found, 1, _OF_CLASS) if found is not None else None
    except (TypeError, ValueError) as error:
        return Shortcoming(Cause.NO_SIGNATURE, (), type(error).__name__)
    except Exception as error:
        return Shortcoming(Cause.BROKEN_ATTRIBUTE, (), type(error).__name__)


def _examined(function: Any, bound: int, product: Any) -> Shortcoming | None:
    parameters = raw_parameters(function, bound)
    missing = tuple([p.name for p in parameters if p.type is EMPTY and p.default is EMPTY])
    is_annotated = any(p.type is not EMPTY for p in parameters)
    if product is EMPTY:
        if not is_annotated:
            return Shortcoming(Cause.NOT_ANNOTATED)
        if not missing:
            return Shortcoming(Cause.NO_RETURN_ANNOTATION, ("return",))
        missing = (*missing, "return")
    if not missing:
        return None
    if product is _OF_CLASS and not is_annotated:
        return Shortcoming(Cause.NOT_ANNOTATED, missing)
    return Shortcoming(Cause.PARTIAL_ANNOTATION, missing)


def _makes_context_manager(function: Any) -> bool:
    """Tell whether contextlib decorated *function*, or what it wraps."""
    contextlib = sys.modules.get("contextlib")
    if contextlib is None:
        return False
    seen: set[int] = set()
    while function is not None and id(function) not in seen:
        if static_value(function, "__globals__") is vars(contextlib):
            return True
        seen.add(id(function))
        function = wrapped_by(function)
    return False


def has_no_parameters(operator: Operator) -> bool:
    """Tell whether *operator* has no annotated parameter, so that nothing can be provided to it.

    Parameters that keep their default for want of an annotation don't count. No annotation is
    resolved, and nothing is raised: what cannot be read has parameters.
    """
    kind = operator.kind
    if kind is _METHOD:
        return False
    function: Any = operator.function
    if kind is _CLASS:
        function = function.__init__
    if type(function) is FunctionType and not function.__code__.co_flags & _VARIADIC:
        annotations = annotations_of(function)
        if len(annotations) > ("return" in annotations):
            return False
    if operator.kind in (Kind.PREBUILT, Kind.DECLARED):
        return not operator.parameters
    try:
        return all(parameter.type is EMPTY for parameter in operator.raw_parameters())
    except AnnotationError:
        return False
