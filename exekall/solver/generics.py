"""Operators with type variables, instantiated as the types at hand demand it.

A wish fixes the variables of the product (``match_product``); variables that it leaves open, or
only bounds, take what the types that are produced anyway make of the parameters (``unify``).
Instantiation could go on for ever (``unwrap(box: Box[T]) -> T``), so no type may nest deeper than
the deepest one that somebody wrote down: a finite set, and nothing that the user wrote is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from exekall.operator import Operator
from exekall.relation import (
    depth,
    match_product,
    nominal_head,
    provides,
    substitute,
    type_variables,
    unify,
)
from exekall.relation.forms import members
from exekall.signature import Parameter

__all__ = ["GenericOperators"]

Bindings = Mapping[Any, Any]


class GenericOperators:
    """The operators of a universe that have type variables, and their instances so far.

    *admits* tells of an operator and a product whether such an instance may be used.
    """

    __slots__ = ("_admits", "_closed", "_demanded", "_depth", "_instances", "_known", "_operators")

    def __init__(
        self,
        operators: Iterable[Operator],
        known: Iterable[Any],
        admits: Callable[[Operator, Any], bool],
    ) -> None:
        self._operators = tuple(operators)
        self._known: dict[Any, None] = dict.fromkeys(known)
        self._admits = admits
        self._instances: dict[tuple[Operator, frozenset[Any]], Operator | None] = {}
        self._depth: int | None = None
        self._closed = {op: None for op in self._operators if not any(map(_is_bare, op.parameters))}
        self._demanded: set[type] = set()
        self._close()

    def __bool__(self) -> bool:
        return bool(self._operators)

    def note_wish(self, wanted: Any) -> None:
        """Let types nest as deeply as *wanted* does."""
        self._depth = max(self._deepest, depth(wanted))

    @property
    def _deepest(self) -> int:
        """How deep a type may nest: as deep as any that was written down."""
        if self._depth is None:
            written = [type_ for op in self._operators for type_ in _types(op)]
            self._depth = max((depth(type_) for type_ in (*self._known, *written)), default=0)
        return self._depth

    def providing(self, wanted: Any) -> Iterator[Operator]:
        """Yield the instances whose product provides *wanted*, or a member of it."""
        for op in self._operators:
            found = (made for member in members(wanted) for made in self._instances_of(op, member))
            for instance in dict.fromkeys(found):
                if provides(instance.product, wanted):
                    yield instance

    def instances(self, op: Operator) -> Iterator[Operator]:
        """Yield the instances of *op* that the produced types call for."""
        yield from self._instances_of(op, None)

    def made_of_anything(self) -> set[Operator]:
        """Return the instances of those operators that promise whatever is wanted."""
        return {
            instance
            for (op, _), instance in self._instances.items()
            if instance is not None and op.product in op.type_variables
        }

    def _close(self) -> None:
        """Add the products that generic operators make of the known types."""
        pending = bool(self._closed)
        while pending:
            pending = False
            for op in list(self._closed):
                for instance in list(self._instances_of(op, None)):
                    if instance.product not in self._known:
                        self._known[instance.product] = None
                        pending = True

    def _demand(self, pattern: Any) -> None:
        """Make known what may be given for *pattern*, whose type variables nothing else fixes.

        Operators that take anything (``Box(item: T)``) are left out of the closure until then:
        they would make something of every type.
        """
        patterns = [pattern]
        added = False
        for wanted in patterns:
            head = nominal_head(wanted)
            if head is None or head in self._demanded:
                continue
            self._demanded.add(head)
            for op in self._operators:
                made = nominal_head(op.product)
                if op not in self._closed and made is not None and issubclass(made, head):
                    self._closed[op] = None
                    patterns.extend(parameter.type for parameter in op.parameters)
                    added = True
        if added:
            self._close()

    def _instances_of(self, op: Operator, wanted: Any) -> Iterator[Operator]:
        variables = op.type_variables
        start: list[dict[Any, Any]] = [{}]
        if wanted is not None:
            exact = match_product(op.product, wanted)
            if exact is None:
                return
            start = [dict(exact)] if not type_variables(op.product) else [dict(exact), {}]
        seen: set[frozenset[Any]] = set()
        for partial in start:
            for bindings in self._completed(op, partial):
                key = frozenset(bindings.items())
                if key in seen or not all(v in bindings or _only_product(op, v) for v in variables):
                    continue
                seen.add(key)
                instance = self._instance(op, bindings, key)
                if instance is not None:
                    yield instance

    def _instance(self, op: Operator, bindings: Bindings, key: frozenset[Any]) -> Operator | None:
        found = self._instances.get((op, key))
        if (op, key) not in self._instances:
            product = substitute(op.product, bindings)
            if type_variables(product):
                product = nominal_head(product)
            admitted = self._admits(op, product)
            found = op.instantiate(bindings, product) if admitted else None
            self._instances[op, key] = found
        if found is None or any(depth(type_) > self._deepest for type_ in _types(found)):
            return None
        return found

    def _completed(self, op: Operator, partial: dict[Any, Any]) -> Iterator[dict[Any, Any]]:
        """Yield *partial*, completed with what the known types make of the parameters."""
        found = [partial]
        for parameter in sorted(op.parameters, key=_is_bare):
            extended: list[dict[Any, Any]] = []
            for bindings in found:
                pattern = substitute(parameter.type, bindings)
                if not type_variables(pattern):
                    extended.append(bindings)
                    continue
                self._demand(pattern)
                made = [unify(given, pattern) for given in self._known]
                extended += [{**bindings, **new} for new in made if new is not None]
                if parameter.optional and not extended:
                    extended.append(bindings)
            found = extended
        yield from found


def _types(op: Operator) -> tuple[Any, ...]:
    return (op.product, *(parameter.type for parameter in op.parameters))


def _is_bare(parameter: Parameter) -> bool:
    return type_variables(parameter.type) == (parameter.type,)


def _only_product(op: Operator, variable: Any) -> bool:
    return not any(variable in type_variables(parameter.type) for parameter in op.parameters)
