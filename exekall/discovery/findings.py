"""What a scan has come across so far: callables that will be operators, and what was left out."""

from __future__ import annotations

import builtins
from types import FunctionType
from typing import Any, NamedTuple

from exekall.discovery.completeness import Shortcoming
from exekall.discovery.statics import class_home, class_qualname
from exekall.names import NameForm, in_form
from exekall.reasons import Cause, Rejection
from exekall.signature import annotations_of, place_of

__all__ = ["Findings", "LeftOut", "full_name"]


class LeftOut(NamedTuple):
    """A callable that was left out. Most are never looked at, so this is made fast.

    *scope* is the class or the name of the module in which it is found as *name*.
    """

    scope: type | str
    name: str
    callable_: Any
    shortcoming: Shortcoming

    def rejection(self) -> Rejection:
        """Return this as a rejection, with its full name, its place and, if known, its product."""
        cause, parameters, subject = self.shortcoming
        name = full_name(self.scope, self.name)
        if cause in (Cause.METACLASS, Cause.BROKEN_ATTRIBUTE):
            return Rejection(name, cause, parameters, subject)
        product = self.callable_
        if not isinstance(product, type):
            product = _promised(product) if cause is Cause.PARTIAL_ANNOTATION else None
        place = place_of(self.callable_)
        return Rejection(name, cause, parameters, subject, place, product)


class Findings:
    """Callables in their order, by which names some are bound, and what was left out.

    *bindings* holds, by the index of a callable, the module and the qualified name under which a
    callable is found whose own name does not lead to it.
    """

    __slots__ = ("bindings", "callables", "left_out")

    def __init__(self) -> None:
        self.callables: list[Any] = []
        self.bindings: dict[int, tuple[str, str]] = {}
        self.left_out: list[LeftOut] = []

    def add_bound(self, callable_: Any, module: str, qualname: str) -> None:
        """Add a callable that is found as *qualname* in *module*, whatever it calls itself."""
        self.bindings[len(self.callables)] = (module, qualname)
        self.callables.append(callable_)

    def leave_out(
        self, scope: type | str, name: str, callable_: Any, shortcoming: Shortcoming
    ) -> None:
        """Keep why a callable is no operator."""
        self.left_out.append(LeftOut(scope, name, callable_, shortcoming))


def _promised(function: Any) -> type | None:
    """Return the class that *function* says it returns, if that takes no resolving."""
    if type(function) is not FunctionType:
        return None
    product = annotations_of(function).get("return")
    if type(product) is str:
        product = function.__globals__.get(product, getattr(builtins, product, None))
    return product if type(product) is type else None


def full_name(scope: type | str, name: str) -> str:
    """Return the full name of what is found as *name* in a class or in a module."""
    if isinstance(scope, str):
        return f"{scope}.{name}"
    return in_form(class_home(scope), f"{class_qualname(scope)}.{name}", NameForm.FULL)
