"""Operators with a declared signature, for what this process cannot look at or cannot call.

An adaptor may describe, say, a script of another Python: its parameters and product, with named
stand-ins for types that exist only there. Everything works on them as on any operator, but for
calling them, which is up to the executor that the adaptor comes with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from inspect import CO_GENERATOR
from typing import Any

from exekall.operator import Kind, Operator, TagsGetter
from exekall.relation import canonical
from exekall.signature import EMPTY, Parameter

__all__ = ["DeclaredOperator", "stand_in"]

__exekall_internal__ = True


class DeclaredOperator(Operator):
    """An operator made from its description.

    *parameters* maps names to types, in order; those in *defaults* may be left out. *callable_* is
    called with keyword arguments; without it only an executor that knows better can compute values.
    Raises :class:`exekall.relation.UnsupportedType` for a type that means nothing.
    """

    __slots__ = ("_module", "_name", "_place")

    def __init__(
        self,
        name: str,
        parameters: Mapping[str, Any],
        product: Any,
        *,
        module: str = "",
        defaults: Mapping[str, Any] | None = None,
        callable_: Callable[..., Any] | None = None,
        generator: bool = False,
        place: str = "",
        non_reusable_type_set: Iterable[type] | None = None,
        tags_getter: TagsGetter | None = None,
    ) -> None:
        super().__init__(_not_here, non_reusable_type_set, tags_getter)
        self.callable_ = self.function = callable_
        self.kind = Kind.DECLARED
        self._name = name
        self._module = module
        self._place = place
        self._flags = CO_GENERATOR if generator else 0
        self._product = canonical(product)
        known = defaults or {}
        self._parameters = tuple(
            Parameter(parameter, canonical(type_), known.get(parameter, EMPTY))
            for parameter, type_ in parameters.items()
        )

    @property
    def module(self) -> str:
        """The module as declared."""
        return self._module

    @property
    def qualname(self) -> str:
        """The name as declared."""
        return self._name

    @property
    def place(self) -> str:
        """The place as declared."""
        return self._place

    def raw_parameters(self) -> tuple[Parameter, ...]:
        """Return the parameters, which were never written in any other way."""
        return self.parameters


def _not_here() -> None:
    """Stand for the callable until the real one, or none, is known."""


def stand_in(name: str, bases: tuple[type, ...] = (), module: str = "") -> type:
    """Return a class that stands for a type that this process does not have.

    *bases* are the classes, stand-ins or not, that it is to be derived from.
    """
    return type(name, bases, {"__module__": module, "__slots__": ()})
