"""Choosing types for TypeVars from what is known to hold of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Never, TypeVar

import typing_extensions

from exekall.relation.annotations import resolved_bound, resolved_constraints
from exekall.relation.canonical import canonical
from exekall.relation.forms import union
from exekall.relation.reasons import UnsupportedType
from exekall.relation.subtyping import provides
from exekall.relation.variables import default, substitute, type_variables

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Bindings = Mapping[TypeVar, object]
"""A canonical type without TypeVars for each TypeVar."""


class Relation(Enum):
    """How a variable relates to a type: it is what the type provides, the type, or provides it."""

    ABOVE = "above"
    EQUALS = "equals"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class Bound:
    """Something that has to hold of a variable."""

    variable: TypeVar
    relation: Relation
    form: object


Bounds = tuple[Bound, ...]


def solved(bounds: Bounds, variables: Sequence[TypeVar]) -> Bindings | None:
    """Return a type for each variable that all its bounds hold of; None without one.

    It is the only possible type, or else the least one above others, or else the greatest one
    below others, or else the variable's default. What its declaration says is respected.
    """
    bindings: dict[TypeVar, object] = {}
    for variable in variables:
        own = [bound for bound in bounds if bound.variable is variable]
        try:
            chosen = _Choice(variable, own, bindings).made()
        except UnsupportedType:  # a declaration that can't be resolved
            return None
        if chosen is None:
            return None
        bindings[variable] = chosen
    return bindings


class _Choice:
    """The choice of a type for one variable."""

    def __init__(self, variable: TypeVar, bounds: Sequence[Bound], earlier: Bindings) -> None:
        def related(relation: Relation) -> list[object]:
            forms = (bound.form for bound in bounds if bound.relation is relation)
            return list(dict.fromkeys(forms))

        self._variable = variable
        self._earlier = earlier
        self._above = [form for form in related(Relation.ABOVE) if form is not Never]
        self._equal = related(Relation.EQUALS)
        self._below = related(Relation.BELOW)
        self._limit = resolved_bound(variable)

    def made(self) -> object | None:
        """Return the first type that is possible and fits, if there is one."""
        return next((form for form in self._candidates() if self._fits(form)), None)

    def _candidates(self) -> Iterator[object]:
        constraints = resolved_constraints(self._variable)
        if constraints:
            is_bounded = self._equal or self._above or self._below
            yield from constraints if is_bounded else self._default()
        elif self._equal:
            yield self._equal[0]
        elif self._above:
            yield from self._above
            yield union(self._above)
        elif self._below:
            yield from self._below
            if self._limit is not None:
                yield self._limit
        else:
            yield from self._default()

    def _default(self) -> Iterator[object]:
        declared = default(self._variable)
        if declared is not typing_extensions.NoDefault:
            yield substitute(canonical(declared), self._earlier)

    def _fits(self, form: object) -> bool:
        return (
            form is not Any
            and not type_variables(form)
            and all(form == equal for equal in self._equal)
            and all(provides(lower, form) for lower in self._above)
            and all(provides(form, upper) for upper in self._below)
            and (self._limit is None or provides(form, self._limit))
        )
