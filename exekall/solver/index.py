"""Finding the operators that produce a type which provides a wanted one.

Produced types are filed by their class, so that a wish for a plain class looks at the classes
derived from it only, however many operators there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from exekall.operator import Operator
from exekall.relation import is_nominal, newtype_serves, nominal_head, provides

__all__ = ["ProducerIndex", "subclasses"]

# Below this many produced types, looking at each beats walking a tree of classes.
_SMALL = 32


class ProducerIndex:
    """Operators by the type that they produce, in the order in which they were added."""

    __slots__ = ("_by_head", "_by_type", "_newtypes", "_ordinal", "_unfiled")

    def __init__(self, operators: Iterable[Operator] = ()) -> None:
        self._by_type: dict[Any, list[Operator]] = {}
        self._by_head: dict[type, list[Any]] = {}
        self._unfiled: list[Any] = []
        self._newtypes: list[Any] = []
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
        if head is not None:
            self._by_head.setdefault(head, []).append(product)
            return
        self._unfiled.append(product)
        if _is_newtype(product):
            self._newtypes.append(product)

    @property
    def types(self) -> Iterable[Any]:
        """The produced types, each once."""
        return self._by_type.keys()

    @property
    def has_newtypes(self) -> bool:
        """Whether some operator produces a NewType."""
        return bool(self._newtypes)

    def providing(self, wanted: Any) -> Sequence[Operator]:
        """Return the operators whose product provides *wanted*, in the order of adding."""
        if type(wanted) is not type:
            return self._in_order([t for t in self._possible(wanted) if provides(t, wanted)])
        types: list[Any] = []
        for class_ in subclasses(wanted):
            if class_ in self._by_head:
                types += [given for given in self._by_head[class_] if provides(given, wanted)]
        if self._unfiled:
            types += [given for given in self._unfiled if provides(given, wanted)]
        return self._in_order(types)

    def over_newtypes(self, wanted: Any) -> Sequence[Operator]:
        """Return the operators that produce a NewType whose supertype provides *wanted*."""
        return self._in_order([t for t in self._newtypes if newtype_serves(t, wanted)])

    def _possible(self, wanted: Any) -> Iterator[Any]:
        head = nominal_head(wanted)
        if head is None or not is_nominal(head) or len(self._by_type) <= _SMALL:
            yield from self._by_type
            return
        yield from self._unfiled
        for class_ in subclasses(head):
            yield from self._by_head.get(class_, ())

    def _in_order(self, types: list[Any]) -> Sequence[Operator]:
        if len(types) == 1:
            return self._by_type[types[0]]
        found = [op for type_ in types for op in self._by_type[type_]]
        found.sort(key=self._ordinal.__getitem__)
        return found


def _is_newtype(type_: Any) -> bool:
    """Tell whether a canonical type is a NewType, perhaps a qualified one."""
    return hasattr(getattr(type_, "__origin__", type_), "__supertype__")


def subclasses(class_: type) -> Sequence[type]:
    """Return *class_* and every class derived from it, each once."""
    pending: list[type] = type.__subclasses__(class_)
    if not pending:
        return (class_,)
    found = dict.fromkeys((class_, *pending))
    while pending:
        derived: type
        for derived in type.__subclasses__(pending.pop()):
            if derived not in found:
                found[derived] = None
                pending.append(derived)
    return list(found)
