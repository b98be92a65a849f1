"""What annotations mean: the types of a callable's parameters and of its product.

Types are resolved in the namespace of the definition and seen from the class through which the
callable is used: ``Self``, associated types and the type variables of generic bases become what
they are for that class.
"""

from __future__ import annotations

import collections.abc
import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol, Self, get_args, get_origin

from exekall.errors import AnnotationError
from exekall.namespace import NameProblem, Namespace, associated
from exekall.reasons import Cause, Rejection
from exekall.relation import UnsupportedType, canonical, substitute, type_variables
from exekall.relation.classes import inherited
from exekall.relation.inheritance import supertypes

__all__ = ["AnnotationReader", "generic_self", "yielded"]

_ITERATION_ORIGINS: Final = frozenset(
    {
        collections.abc.Iterator,
        collections.abc.Iterable,
        collections.abc.Generator,
        collections.abc.AsyncIterator,
        collections.abc.AsyncIterable,
        collections.abc.AsyncGenerator,
    }
)


class Subject(Protocol):
    """What is reported as being at fault."""

    @property
    def name(self) -> str:
        """The full name."""
        ...

    @property
    def place(self) -> str:
        """Where it is defined, as ``file:line``."""
        ...


@dataclass(slots=True)
class AnnotationReader:
    """Reads the annotations of one callable; *subject* says how to report trouble.

    *owner* is the class through which the callable is used, None for a function. *fields* are the
    namespaces of those parameters that were written elsewhere (inherited dataclass fields).
    """

    subject: Subject
    namespace: Namespace
    owner: type | None = None
    fields: Mapping[str, Namespace] | None = None

    def read(self, annotation: Any, parameter: str) -> Any:
        """Return the canonical type that *annotation* of *parameter* stands for.

        Raises :class:`AnnotationError` with the reason.
        """
        try:
            namespace = (
                self.fields.get(parameter, self.namespace) if self.fields else self.namespace
            )
            resolved = _bare(namespace.resolve(annotation))
            if type(resolved) is type:
                return resolved
            if self.owner is not None:
                resolved = self._seen_from_owner(resolved, self.owner, parameter)
            return canonical(resolved)
        except NameProblem as problem:
            raise self.error(problem.cause, parameter, problem.subject) from problem
        except UnsupportedType as problem:
            subject = f"{problem.annotation!r}: {problem.reason.value}"
            raise self.error(Cause.UNSUPPORTED_ANNOTATION, parameter, subject) from problem

    def error(self, cause: Cause, parameter: str, subject: str = "") -> AnnotationError:
        """Return the error that rejects the callable because of *parameter*."""
        return AnnotationError(
            Rejection(self.subject.name, cause, (parameter,), subject, self.subject.place)
        )

    def _seen_from_owner(self, resolved: Any, owner: type, parameter: str) -> Any:
        if resolved is Self:
            return generic_self(owner)
        if isinstance(resolved, type):
            return resolved
        resolved = substitute(canonical(resolved), {Self: generic_self(owner)})
        variables = type_variables(resolved)
        bindings = {}
        for variable in variables:
            meant = _variable_in(variable, owner)
            if meant is variable and variable not in _parameters(owner):
                if _is_associated(variable, owner):
                    raise self.error(Cause.ASSOCIATED_TYPE_OPEN, parameter, variable.__name__)
            elif meant is not variable:
                bindings[variable] = self.namespace.resolve(meant)
        return substitute(resolved, bindings) if bindings else resolved


def _variable_in(variable: Any, owner: type) -> Any:
    """Return what a type variable of *owner* or of one of its bases means for *owner*."""
    meant = associated(variable, owner)
    if meant is not variable:
        return meant
    for base in owner.__mro__[1:]:
        parameters = _parameters(base)
        if variable in parameters:
            arguments = supertypes(generic_self(owner)).get(base) or parameters
            return dict(zip(parameters, arguments, strict=False)).get(variable, variable)
    return variable


def _is_associated(variable: Any, owner: type) -> bool:
    return any(value is variable for base in owner.__mro__ for value in vars(base).values())


def _bare(annotation: Any) -> Any:
    """Return the type of a dataclass field that is passed to ``__init__`` only."""
    return annotation.type if isinstance(annotation, dataclasses.InitVar) else annotation


def _parameters(class_: type) -> tuple[Any, ...]:
    """Return the type variables of a class, read past a metaclass that answers to every name."""
    found = inherited(class_, "__parameters__")
    return found if isinstance(found, tuple) else ()


def generic_self(class_: type) -> Any:
    """Return *class_*, parametrised with its own type variables where it has any."""
    parameters = _parameters(class_)
    return class_[parameters] if parameters else class_  # type: ignore[index]


def yielded(product: Any) -> Any:
    """Return what a generator function annotated with *product* yields.

    ``Iterator[T]`` and its kin mean T; any other annotation is taken for the values' type itself.
    Returns None for a bare ``Iterator``, which does not say.
    """
    if product in _ITERATION_ORIGINS:
        return None
    if get_origin(product) in _ITERATION_ORIGINS:
        return get_args(product)[0]
    return product
