"""Finding the operators that produce a type which provides a wanted one.

Produced types are filed by their class, so that a wish for a plain class looks at the classes
derived from it only, however many operators there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from exekall.operator import Operator
from exekall.relation import is_nominal, newtype_serves, nominal_head, provides

__all__ = ["ProducerIndex", "subclasses"]

# Below this many produced types, looking at each beats walking a tree of classes.
_SMALL = 32


class ProducerIndex:
    """Operators by the type that they produce, in the order in which they were added."""

    __slots__ = ("_by_head", "_by_type", "_ordinal", "_unfiled")

    def __init__(self, operators: Iterable[Operator] = ()) -> None:
        self._by_type: dict[Any, list[Operator]] = {}
        self._by_head: dict[type, list[Any]] = {}
        self._unfiled: list[Any] = []
        self._ordinal: dict[Operator, int] = {}
        for op in operators:
            self.add(op)

    def add(self, op: Operator) -> None:
        """File *op* under its product, which must be resolved and free of type variables."""
        product = op.product
        self._ordinal[op] = len(self._ordinal)
        producers = self._by_type.get(product)
        if producers is not None:
            producers.append(op)
            return
        self._by_type[product] = [op]
        head = product if type(product) is type else nominal_head(product)
        if head is None:
            self._unfiled.append(product)
        else:
            self._by_head.setdefault(head, []).append(product)

    @property
    def types(self) -> Iterable[Any]:
        """The produced types, each once."""
        return self._by_type.keys()

    def ordinal(self, op: Operator) -> int:
        """Return the position of *op* in the order of adding."""
        return self._ordinal[op]

    def __contains__(self, op: Operator) -> bool:
        return op in self._ordinal

    def producers(self, product: Any) -> list[Operator]:
        """Return the operators that produce exactly *product*."""
        return self._by_type.get(product, [])

    def types_providing(self, wanted: Any) -> list[Any]:
        """Return the produced types that provide *wanted*."""
        return [given for given in self._possible(wanted) if provides(given, wanted)]

    def newtypes_over(self, wanted: Any) -> list[Any]:
        """Return the produced NewTypes whose supertype provides *wanted*."""
        return [given for given in self._unfiled if newtype_serves(given, wanted)]

    def _possible(self, wanted: Any) -> Iterator[Any]:
        head = nominal_head(wanted)
        if head is None or not is_nominal(head) or len(self._by_type) <= _SMALL:
            yield from self._by_type
            return
        yield from self._unfiled
        for class_ in subclasses(head):
            yield from self._by_head.get(class_, ())

    def in_order(self, types: Iterable[Any]) -> list[Operator]:
        """Return the operators that produce *types*, in the order of adding."""
        found = [op for type_ in types for op in self._by_type[type_]]
        found.sort(key=self._ordinal.__getitem__)
        return found


def subclasses(class_: type) -> Iterator[type]:
    """Yield *class_* and every class derived from it, each once."""
    seen = {class_}
    pending = [class_]
    while pending:
        current = pending.pop()
        yield current
        for derived in type.__subclasses__(current):
            if derived not in seen:
                seen.add(derived)
                pending.append(derived)
