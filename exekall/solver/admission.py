"""Which operators may serve wishes at all: prebuilt ones and constraints (rules R6 and R7)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from exekall.operator import Operator
from exekall.prebuilt import PrebuiltOperator
from exekall.reasons import Cause
from exekall.relation import match_product, provides, substitute, type_variables
from exekall.solver.constraints import Constraints
from exekall.solver.matching import TypeMatcher, operator_names

__all__ = ["Admission"]


class Admission:
    """Judges operators by what they produce.

    ``restricted`` are the operators that the user restricts to, by product. All products must be
    readable. An operator with type variables is judged as it stands, and each instance of it anew.
    """

    def __init__(self, operators: Iterable[Operator], constraints: Constraints) -> None:
        self._forbid = TypeMatcher(constraints.forbid) if constraints.forbid else None
        self._restrict = constraints.restrict
        self._prebuilt: dict[Any, None] = {}
        self._stored: dict[Any, None] = {}
        self.restricted: dict[Any, list[Operator]] = {}
        allowed = list(operators)
        if self._forbid is not None:
            allowed = [op for op in allowed if not self.is_forbidden(op.product)]
        prebuilt = [op for op in allowed if isinstance(op, PrebuiltOperator)]
        prebuilt = [op for op in prebuilt if not op.is_companion]
        self._prebuilt = {op.product: None for op in prebuilt}
        self._stored = {op.product: None for op in prebuilt if op.stored is not None}
        if self._restrict:
            for op in allowed:
                if self.is_restricted(op) and not self._is_superseded(op, op.product):
                    self.restricted.setdefault(op.product, []).append(op)
        self._generic = [
            op for product, ops in self.restricted.items() if type_variables(product) for op in ops
        ]

    @property
    def admits_all(self) -> bool:
        """Whether there is nothing to judge by."""
        return self._forbid is None and not self._prebuilt and not self.restricted

    def objection(self, op: Operator, product: Any) -> Cause | None:
        """Return why *op*, or an instance of it that produces *product*, may serve nothing."""
        if self.is_forbidden(product):
            return Cause.FORBIDDEN
        if self._is_superseded(op, product):
            return Cause.SUPERSEDED
        return None

    def is_forbidden(self, product: Any) -> bool:
        """Tell whether what produces *product* is not used, whatever needs it."""
        return self._forbid is not None and self._forbid.matches(product)

    def is_restricted(self, op: Operator) -> bool:
        """Tell whether the user restricts to *op*."""
        return bool(self._restrict) and self._restrict.matches_any(operator_names(op))

    def is_outdone(self, op: Operator, product: Any) -> bool:
        """Tell whether the user restricts to others that produce just what *op* does."""
        if not self.restricted or self.is_restricted(op):
            return False
        return product in self.restricted or any(
            _is_instance(product, other.product) and self.objection(other, product) is None
            for other in self._generic
        )

    def restricted_to(self, products: Iterable[Any]) -> Sequence[Operator]:
        """Return the operators that alone may serve a wish for *products*, if any do."""
        return [op for product in products for op in self.restricted.get(product, ())]

    def _is_superseded(self, op: Operator, product: Any) -> bool:
        """Tell whether there are values of *product* already: stored ones also replace others."""
        above = self._prebuilt
        if isinstance(op, PrebuiltOperator):
            above = self._stored if op.stored is None else {}
        return any(provides(product, type_) for type_ in above)


def _is_instance(product: Any, pattern: Any) -> bool:
    """Tell whether *product* is what *pattern* makes of its type variables."""
    bindings = match_product(pattern, product)
    return bindings is not None and substitute(pattern, bindings) == product
