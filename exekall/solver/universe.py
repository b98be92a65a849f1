"""The operators of a search and the wishes between them, reached from the goals and pruned.

Only what the goals can reach is read at all: a type is expanded once, when the first parameter
wants it. Pruning keeps what can be built from nothing (a least fixpoint, as for Horn clauses:
Dowling and Gallier 1984), so operators that only feed one another in a circle fall out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from exekall.errors import AnnotationError
from exekall.injection import is_injected
from exekall.operator import Kind, Operator
from exekall.prebuilt import PrebuiltOperator
from exekall.reasons import Rejection
from exekall.relation import nominal_head, request_key, type_variables
from exekall.relation.forms import members
from exekall.signature import EMPTY
from exekall.solver.admission import Admission
from exekall.solver.constraints import Constraints
from exekall.solver.generics import GenericOperators
from exekall.solver.index import ProducerIndex
from exekall.solver.matching import class_of
from exekall.solver.wish import Demand, Wish

__all__ = ["Universe", "is_companion"]

_NOTHING = type(None)

# A function and the name under which a class holds it, which may not be the function's own.
_Method: TypeAlias = tuple[Any, str]


class Universe:
    """What a search may use: operators under constraints, filed by what they produce.

    ``rejections`` says which operators turned out unusable when their annotations were read, or
    were left out by a rule. ``has_variants`` tells whether two wishes may share a key.
    """

    def __init__(
        self, operators: Iterable[Operator], constraints: Constraints | None = None
    ) -> None:
        self.constraints = constraints or Constraints()
        self.rejections: list[Rejection] = []
        self.unreadable: set[Operator] = set()
        self._demands: dict[Operator, tuple[Demand, ...]] = {}
        self._wishes: dict[Any, Wish] = {}
        self._fixed: dict[Any, Wish] = {}
        readable = self._readable(operators)
        self._admission = Admission(readable, self.constraints)
        ground, generic = self._admitted(readable)
        if self._admission.restricted:
            used = [op for op in ground if not self._admission.is_outdone(op, op.product)]
        else:
            used = ground
        self.index = ProducerIndex(used)
        self._method_owners: dict[_Method, set[type | None]] = {}
        self._note_methods([*ground, *generic])
        self.generics = GenericOperators(generic, self.index.types, self._admits)
        self._has_generics = bool(generic)
        self.has_variants = False
        self.companions = frozenset(op for op in used if is_companion(op))

    # Which operators take part

    def _readable(self, operators: Iterable[Operator]) -> list[Operator]:
        """Return the operators whose product can be read."""
        readable = []
        for op in operators:
            try:
                op.product  # noqa: B018 - reading it is what may fail
            except AnnotationError as error:
                self.rejections.append(error.rejection)
            else:
                readable.append(op)
        return readable

    def _admitted(self, operators: Iterable[Operator]) -> tuple[list[Operator], list[Operator]]:
        """Return what may be used, those with type variables in their product apart."""
        ground: list[Operator] = []
        generic: list[Operator] = []
        admits_all = self._admission.admits_all
        for op in operators:
            product = op.product
            cause = None if admits_all else self._admission.objection(op, product)
            if cause is not None:
                self.rejections.append(Rejection(op.name, cause, product=product))
            elif type(product) is not type and type_variables(product):
                generic.append(op)
            else:
                ground.append(op)
        return ground, generic

    def _note_methods(self, operators: Iterable[Operator]) -> None:
        """Note for which classes there are operators of each method (rule R5)."""
        for op in operators:
            if op.kind is Kind.METHOD:
                self._method_owners.setdefault(_method(op), set()).add(op.owner)

    def _admits(self, op: Operator, product: Any) -> bool:
        """Tell whether the instance of *op* that produces *product* may be used."""
        admission = self._admission
        return admission.objection(op, product) is None and not admission.is_outdone(op, product)

    # Wishes

    def wish(self, type_: Any, method: _Method | None = None) -> Wish:
        """Return the wish for *type_*; as ``self`` of *method* where one is given (rule R5)."""
        key = type_ if method is None else (type_, method)
        found = self._wishes.get(key)
        if found is None:
            found = self._wishes[key] = self._expand(type_, method)
        return found

    def _expand(self, type_: Any, method: _Method | None) -> Wish:
        key = type_ if type(type_) is type else request_key(type_)
        if key is not type_ or method is not None:
            self.has_variants = True
        fallback: Sequence[Operator] = ()
        strict: Sequence[Operator]
        if self._has_generics:
            self.generics.note_wish(type_)
        restricted = self._restricted_to(type_, key)
        if restricted:
            strict = restricted
        else:
            strict = self.index.providing(type_)
            if self._has_generics:
                strict = [*strict, *self.generics.providing(type_)]
            if key is not type_ and key is not _NOTHING:
                strict = [op for op in strict if op.product is not _NOTHING]
            if self.index.has_newtypes:
                fallback = self._ground(self.index.over_newtypes(type_))
        strict = self._ground(strict)
        compatible = self.constraints.compatible
        if compatible is not None:
            strict = [op for op in strict if compatible(op.product, type_)]
        if method is not None:
            strict = [op for op in strict if self._calls(method, type_, op.product)]
            fallback = [op for op in fallback if self._calls(method, type_, op.product)]
        return Wish(type_, key, strict, fallback)

    def _restricted_to(self, type_: Any, key: Any) -> Sequence[Operator]:
        """Return the operators that alone may serve a wish, if any do (rule R7)."""
        if not self._admission.restricted:
            return ()
        products = (type_,) if key is type_ else (key, type_)
        instances = [
            op
            for op in self.generics.providing(type_)
            if op.product in products and self._admission.is_restricted(op)
        ]
        return [*self._admission.restricted_to(products), *instances]

    def _calls(self, method: _Method, wanted: Any, product: Any) -> bool:
        """Tell whether *method* of class *wanted* is the one to call, whatever *product* is."""
        return all(self._called_on(method, wanted, member) for member in members(product))

    def _called_on(self, method: _Method, wanted: Any, product: Any) -> bool:
        """Tell whether *method* of class *wanted* is the one to call on a *product*.

        It must be what looking it up on the product's class gives, and no more derived class may
        have an operator of its own for it, which would be the same call once more.
        """
        head = class_of(product)
        if head is None:
            return True
        function, name = method
        namespaces = (vars(base) for base in head.__mro__)
        if next((names[name] for names in namespaces if name in names), None) is not function:
            return False
        owners = self._method_owners[method]
        nearest = next((base for base in head.__mro__ if base in owners), None)
        return nearest is nominal_head(wanted)

    def _ground(self, ops: Sequence[Operator]) -> Sequence[Operator]:
        """Replace operators whose parameters hold type variables by their instances."""
        for op in ops:
            if _has_variables(op):
                break
        else:
            return ops
        found: list[Operator] = []
        for op in ops:
            found.extend(self.generics.instances(op) if _has_variables(op) else (op,))
        return found

    # Reaching

    def ground_roots(self, roots: Iterable[Operator]) -> list[Operator]:
        """Return *roots*, those with type variables replaced by their instances.

        What produces a forbidden type is left out; nothing restricts roots (rule R7).
        """
        roots = list(roots)
        self._note_methods(roots)
        found: dict[Operator, None] = {}
        for op in roots:
            is_generic = bool(type_variables(op.product)) or _has_variables(op)
            found.update(dict.fromkeys(self.generics.instances(op) if is_generic else (op,)))
        return [op for op in found if not self._admission.is_forbidden(op.product)]

    def reach(self, roots: Sequence[Operator]) -> list[Operator]:
        """Read *roots* and whatever may feed them; return what is readable.

        What feeds an operator comes before it, but for cycles.
        """
        order: list[Operator] = []
        entered = set()
        stack: list[tuple[Operator, bool]] = [(op, False) for op in reversed(roots)]
        while stack:
            op, ready = stack.pop()
            if ready:
                order.append(op)
            elif op not in entered:
                entered.add(op)
                demands = self.demands(op)
                if op in self.unreadable:
                    continue
                stack.append((op, True))
                for demand in demands:
                    wish = demand.wish
                    stack += [(op, False) for op in wish.strict if op not in entered]
                    if wish.fallback:
                        stack += [(op, False) for op in wish.fallback if op not in entered]
        return order

    def demands(self, op: Operator) -> tuple[Demand, ...]:
        """Return what the parameters of *op* want; nothing where its annotations can't be read."""
        found = self._demands.get(op)
        if found is None:
            try:
                found = self._read_demands(op)
            except AnnotationError as error:
                self.rejections.append(error.rejection)
                self.unreadable.add(op)
                found = ()
            self._demands[op] = found
        return found

    def _read_demands(self, op: Operator) -> tuple[Demand, ...]:
        if isinstance(op, PrebuiltOperator) and op.origins:
            return tuple(
                Demand(parameter.name, self._fixed_wish(parameter.type, origin), False)
                for parameter in op.parameters
                if (origin := op.origins.get(parameter.name)) is not None
            )
        method = _method(op) if op.kind is Kind.METHOD else None
        demands = []
        for parameter in op.parameters:
            type_ = parameter.type
            if not is_injected(type_):
                wish = self._wishes.get(type_) if method is None else None
                if wish is None:
                    wish = self.wish(type_, method)
                demands.append(Demand(parameter.name, wish, parameter.default is not EMPTY))
            method = None
        return tuple(demands)

    def _fixed_wish(self, type_: Any, origin: PrebuiltOperator) -> Wish:
        """Return a wish for *type_* that nothing but *origin* serves."""
        key = request_key(type_)
        found = self._fixed.get((key, origin))
        if found is None:
            self.has_variants = True
            found = self._fixed[key, origin] = Wish(type_, key, (origin,), ())
        return found


def is_companion(op: Operator) -> bool:
    """Tell whether *op* serves only beside what was made from its values."""
    return isinstance(op, PrebuiltOperator) and op.is_companion


def _has_variables(op: Operator) -> bool:
    """Tell whether the parameters of *op* hold type variables; unreadable ones don't."""
    try:
        parameters = op.parameters
    except AnnotationError:
        return False  # reported when its demands are read
    for parameter in parameters:
        if type(parameter.type) is not type and type_variables(parameter.type):
            return True
    return False


def _method(op: Operator) -> _Method:
    return op.function, op.qualname.rpartition(".")[2]
