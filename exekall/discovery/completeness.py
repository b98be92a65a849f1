"""Whether a callable is annotated well enough to be an operator, told by its names alone.

No annotation is resolved: a name that doesn't exist is found out when the operator is used.
"""

from __future__ import annotations

from inspect import CO_VARARGS, CO_VARKEYWORDS
from types import FunctionType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from exekall.construction import constructor
from exekall.errors import AnnotationError
from exekall.operator import Kind, UnboundMethod
from exekall.reasons import Cause
from exekall.signature import EMPTY, annotations_of, raw_parameters, return_annotation

if TYPE_CHECKING:
    from exekall.operator import Operator

__all__ = ["Shortcoming", "constructor_shortcoming", "has_no_parameters", "shortcoming"]

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
        return _examined(function, bound, return_annotation(function))
    except (TypeError, ValueError) as error:
        return Shortcoming(Cause.NO_SIGNATURE, (), type(error).__name__)
    except Exception as error:  # odd attributes may raise anything
        return Shortcoming(Cause.BROKEN_ATTRIBUTE, (), type(error).__name__)


def constructor_shortcoming(class_: type) -> Shortcoming | None:
    """Return what the constructor of *class_* lacks; its product is known. Never raises."""
    try:
        function, _ = constructor(class_)
        if function is None:
            return None
        if type(function) is FunctionType and not function.__code__.co_flags & _VARIADIC:
            code = function.__code__
            annotations = annotations_of(function)
            annotated = len(annotations) - ("return" in annotations)
            if annotated == code.co_argcount + code.co_kwonlyargcount - 1:
                if code.co_varnames[0] not in annotations:
                    return None
        return _examined(function, 1, class_)
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
    if missing:
        return Shortcoming(Cause.PARTIAL_ANNOTATION, missing)
    return None


def has_no_parameters(operator: Operator) -> bool:
    """Tell whether *operator* has no annotated parameter, so that nothing can be provided to it.

    Parameters that keep their default for want of an annotation don't count. No annotation is
    resolved, and nothing is raised: what cannot be read has parameters.
    """
    callable_ = operator.callable_
    if type(callable_) is FunctionType:
        if not callable_.__dict__ and not callable_.__code__.co_flags & _VARIADIC:
            annotations = annotations_of(callable_)
            return len(annotations) <= ("return" in annotations)
    elif type(callable_) is UnboundMethod:
        return False
    if operator.kind in (Kind.PREBUILT, Kind.DECLARED):
        return not operator.parameters
    try:
        return all(parameter.type is EMPTY for parameter in operator.raw_parameters())
    except AnnotationError:
        return False
