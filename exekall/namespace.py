"""Resolving annotations in the namespace of the definition that carries them.

Strings, forward references, names imported for type checkers only (``if TYPE_CHECKING:``), names
of enclosing classes, and associated types (seed 002: a class attribute that holds a TypeVar and
that subclasses override) all end up as a type, or as a :class:`NameProblem` that names the place.
"""

from __future__ import annotations

import builtins
import sys
import typing
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import CodeType, GenericAlias, UnionType
from typing import Any, ForwardRef, TypeVar

from exekall.reasons import Cause

__all__ = ["NameProblem", "Namespace"]

_NO_TYPE = object()


class NameProblem(Exception):  # noqa: N818 - a result on its way to an AnnotationError, not an error
    """An annotation could not be resolved: *cause*, and *subject* (the name or the text)."""

    def __init__(self, cause: Cause, subject: str) -> None:
        super().__init__(cause, subject)
        self.cause = cause
        self.subject = subject


class Namespace:
    """The names that a definition's annotations may use.

    *module_globals* are those of the defining module, *owner* is the class whose body holds the
    definition (None for a function), *closure* the cell variables of a function.
    """

    __slots__ = ("_closure", "_globals", "_owner")

    def __init__(
        self,
        module_globals: dict[str, Any],
        owner: type | None = None,
        closure: Mapping[str, Any] | None = None,
    ) -> None:
        self._globals = module_globals
        self._owner = owner
        self._closure = closure

    @classmethod
    def of_function(cls, function: Callable[..., Any], owner: type | None = None) -> Namespace:
        """Return the namespace in which *function* was defined, *owner* being its class."""
        module_globals = getattr(function, "__globals__", None)
        if not isinstance(module_globals, dict):
            module = sys.modules.get(getattr(function, "__module__", None) or "")
            module_globals = vars(module) if module is not None else {}
        return cls(module_globals, owner, _cells(function))

    @classmethod
    def of_class(cls, class_: type) -> Namespace:
        """Return the namespace of the body of *class_*."""
        module = sys.modules.get(class_.__module__)
        return cls(vars(module) if module is not None else {}, class_)

    def resolve(self, annotation: Any) -> Any:
        """Return *annotation* with every string and forward reference in it replaced by its type.

        Raises :class:`NameProblem`.
        """
        if annotation is None:
            return type(None)
        if type(annotation) is str:
            if annotation.isidentifier():
                found = self._lookup(annotation)
                if found is not _NO_TYPE and not isinstance(found, str):
                    return type(None) if found is None else found
            return self._evaluate(annotation)
        if isinstance(annotation, type) or not _holds_reference(annotation):
            return annotation
        return self._evaluate(annotation)

    def _lookup(self, name: str) -> Any:
        if self._owner is not None and _may_be_type(found := self._owner.__dict__.get(name)):
            return found
        if self._closure and name in self._closure:
            return self._closure[name]
        found = self._globals.get(name, _NO_TYPE)
        return getattr(builtins, name, _NO_TYPE) if found is _NO_TYPE else found

    def _evaluate(self, annotation: Any) -> Any:
        """Evaluate *annotation*, adding names meant for type checkers as they turn out missing."""
        local: dict[str, Any] = {**(self._closure or {}), **self._class_names()}
        while True:
            try:
                return _evaluated(annotation, self._globals, local)
            except NameError as error:
                name = error.name or ""
                if name in local:
                    raise NameProblem(Cause.UNRESOLVED_NAME, name) from error
                local[name] = self._for_type_checker(name, error)
            except Exception as error:
                subject = f"{_text(annotation)}: {type(error).__name__}: {error}"
                raise NameProblem(Cause.INVALID_ANNOTATION, subject) from error

    def _for_type_checker(self, name: str, error: NameError) -> Any:
        from exekall.type_checking_imports import import_for_type_checker

        try:
            found = import_for_type_checker(self._globals, name)
        except (Exception, SystemExit) as failure:  # a module may raise anything
            subject = f"{name}: {type(failure).__name__}: {failure}"
            raise NameProblem(Cause.UNRESOLVED_NAME, subject) from failure
        if found is None:
            raise NameProblem(Cause.UNRESOLVED_NAME, name) from error
        return found[0]

    def _class_names(self) -> dict[str, Any]:
        owner = self._owner
        if owner is None:
            return {}
        # A class that is no global (nested, or made in a function) may still be named in its body.
        own = {name: value for name, value in vars(owner).items() if _may_be_type(value)}
        return {owner.__name__: owner, **_enclosing(owner), **own}


def _may_be_type(value: Any) -> bool:
    """Tell whether a class attribute can be meant by a name in an annotation.

    Methods called ``list`` and fields with defaults, as in ``date: date | None = None``, are not.
    """
    kind = type(value)
    if issubclass(kind, (type, GenericAlias, UnionType)):
        return True
    return kind.__module__ in {"typing", "typing_extensions"}


def _cells(function: Any) -> dict[str, Any] | None:
    closure = getattr(function, "__closure__", None)
    code = getattr(function, "__code__", None)
    if not closure or code is None:
        return None
    cells: dict[str, Any] = {}
    for name, cell in zip(code.co_freevars, closure, strict=True):
        try:
            cells[name] = cell.cell_contents
        except ValueError:
            continue  # not assigned yet: the name is then reported as unresolved
    return cells


def _enclosing(owner: type) -> dict[str, Any]:
    """Return the classes around *owner* by name, as far as they can be reached from the module."""
    outer: Any = sys.modules.get(owner.__module__)
    found: dict[str, Any] = {}
    for name in owner.__qualname__.split(".")[:-1]:
        outer = vars(outer).get(name) if outer is not None else None
        if not isinstance(outer, type):
            break
        found[name] = outer
    return found


def _holds_reference(annotation: Any) -> bool:
    """Tell whether a string or a forward reference is nested in *annotation*."""
    pending = [annotation]
    while pending:
        item = pending.pop()
        if isinstance(item, (str, ForwardRef)):
            return True
        if isinstance(item, (list, tuple)):
            pending.extend(item)
        elif not isinstance(item, type) and typing.get_origin(item) is not typing.Literal:
            arguments = getattr(item, "__args__", ())
            pending.extend(arguments if isinstance(arguments, tuple) else ())
    return False


def _evaluated(annotation: Any, module_globals: dict[str, Any], local: dict[str, Any]) -> Any:
    """Evaluate one annotation, nested references included.

    What the standard library must know about is left to it; that costs twenty times as much.
    """
    if type(annotation) is str:
        code = _code(annotation)
        if code is not None:
            value = eval(code, module_globals, local)  # the user's own code, as when it was defined
            is_type = isinstance(value, type) or typing.get_origin(value) is not None
            if is_type and not _holds_reference(value):
                return value

    def holder() -> None: ...

    holder.__annotations__ = {"value": annotation}
    return typing.get_type_hints(holder, module_globals, local, include_extras=True)["value"]


@lru_cache(maxsize=4096)
def _code(text: str) -> CodeType | None:
    """Compile the text of an annotation; None where it is no expression."""
    try:
        return compile(text, "<annotation>", "eval", dont_inherit=True)
    except (SyntaxError, ValueError):
        return None


def _text(annotation: Any) -> str:
    return annotation if isinstance(annotation, str) else repr(annotation)


def associated(variable: TypeVar, class_: type) -> Any:
    """Return what *class_* holds under the attribute in which a base class keeps *variable*.

    Returns *variable* itself where no base class keeps it.
    """
    for base in class_.__mro__:
        for name, value in vars(base).items():
            if value is variable:
                return getattr(class_, name)
    return variable
