"""Resolving the annotations of a class's members into canonical forms."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import typing_extensions

from exekall.relation.canonical import canonical
from exekall.relation.classes import class_name, module_name, namespace
from exekall.relation.reasons import Reason, UnsupportedType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import FunctionType
    from typing import TypeVar


def own_annotations(cls: type) -> Mapping[str, Any]:
    """Return the raw annotations in the body of a class.

    Raises UnsupportedType if evaluating them (Python 3.14) raises.
    """
    try:
        return typing_extensions.get_annotations(cls, format=typing_extensions.Format.FORWARDREF)
    except Exception as error:  # user expressions
        raise UnsupportedType(cls, Reason.UNRESOLVED_ANNOTATION) from error


def attribute_annotation(owner: type, name: str) -> object:
    """Return the annotation of an attribute in a class's body, resolved but not canonical.

    Raises UnsupportedType for a name in it that is not known, KeyError without an annotation.
    """
    annotation = own_annotations(owner)[name]
    if isinstance(annotation, type):
        return annotation
    # Only the annotations of a class may be a ClassVar or Final.
    holder = type("Holder", (), {"__annotations__": {name: annotation}})
    return _resolved(holder, owner)[name]


def function_annotations(function: FunctionType, owner: type) -> dict[str, object]:
    """Return the canonical annotations of a method by parameter, the result's as `return`.

    Raises UnsupportedType for one that can't be resolved, or has no canonical form.
    """
    return {name: canonical(hint) for name, hint in _resolved(function, owner).items()}


def _resolved(annotated: Any, owner: type) -> dict[str, Any]:
    """Resolve the annotations of `annotated`, which stands in the body of `owner`.

    First the class's own name and type parameters are visible besides the globals, as for a type
    checker; if that isn't enough, so is the rest of the class's body.
    """
    module = sys.modules.get(module_name(owner))
    globalns = getattr(annotated, "__globals__", None) or vars(module or SimpleNamespace())
    names = namespace(owner)
    visible = {class_name(owner): owner}
    visible |= {variable.__name__: variable for variable in names.get("__type_params__", ())}
    resolve: Callable[..., dict[str, Any]] = typing_extensions.get_type_hints
    try:
        try:
            return resolve(annotated, globalns, visible, include_extras=True)
        except NameError:
            return resolve(annotated, globalns, {**names, **visible}, include_extras=True)
    except Exception as error:  # user expressions
        raise UnsupportedType(annotated, Reason.UNRESOLVED_ANNOTATION) from error


def resolved_bound(variable: TypeVar) -> object | None:
    """Return the canonical upper bound of a TypeVar, None without one.

    Raises UnsupportedType if it can't be resolved.
    """
    bound = _of_variable(variable, "__bound__")
    return None if bound is None else canonical(_resolved_for_variable(variable, bound))


def resolved_constraints(variable: TypeVar) -> tuple[object, ...]:
    """Return the canonical constraints of a TypeVar, in order.

    Raises UnsupportedType if one can't be resolved.
    """
    constraints: Any = _of_variable(variable, "__constraints__")
    return tuple(canonical(_resolved_for_variable(variable, each)) for each in constraints)


def _of_variable(variable: TypeVar, name: str) -> object:
    try:
        return getattr(variable, name)
    except Exception as error:  # evaluated lazily (Python 3.12), a user expression
        raise UnsupportedType(variable, Reason.UNRESOLVED_ANNOTATION) from error


def _resolved_for_variable(variable: TypeVar, annotation: object) -> object:
    """Resolve the names in a declaration in the module that holds it."""
    module = sys.modules.get(variable.__module__)
    holder = SimpleNamespace(__annotations__={"bound": annotation})
    try:
        hints = typing_extensions.get_type_hints(
            holder, vars(module or SimpleNamespace()), include_extras=True
        )
    except Exception as error:
        raise UnsupportedType(variable, Reason.UNRESOLVED_ANNOTATION) from error
    return hints["bound"]
