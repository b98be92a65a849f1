"""A slow and literal enumerator of expressions, to judge the solver by.

Every way to wire the parameters of operators is tried, and each rule of the specification is one
function that says no. Nothing here is shared with the solver but what an operator is, and which
type provides which.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from types import NoneType
from typing import Annotated, Any, NewType, Union, get_args, get_origin

from exekall.expression import Expression, walk
from exekall.injection import Consumer, ExprData
from exekall.operator import Kind, Operator
from exekall.prebuilt import PrebuiltOperator
from exekall.relation import provides
from exekall.signature import Parameter
from tests.oracle.instances import all_instances

__all__ = ["Enumeration", "Question", "Wiring", "is_consistent", "wiring_of"]

Port = tuple[Operator, str]
Wired = dict[Port, Operator | None]
Wiring = tuple[Any, frozenset[Any]]
"""What an expression is, whoever made it: its root, and each node's operator, inputs, consumer."""


@dataclass(frozen=True)
class Question:
    """The operators to wire, the goals, and which of them the user restricts and forbids."""

    operators: tuple[Operator, ...]
    roots: tuple[Operator, ...]
    restricts: Callable[[Operator], bool] = field(default=lambda op: False)
    forbids: Callable[[Any], bool] = field(default=lambda type_: False)


# What a parameter requests


def ports(op: Operator) -> list[Parameter]:
    """Return the parameters that some operator may serve."""
    return [p for p in op.parameters if p.type not in (Consumer, ExprData)]


def requested(type_: Any) -> Any:
    """Return what R1 binds: the members of a type without None, and its qualifiers."""
    marks: tuple[Any, ...] = ()
    if get_origin(type_) is Annotated:
        type_, *given = get_args(type_)
        marks = tuple(given)
    members = get_args(type_) if is_union(type_) else (type_,)
    return frozenset(member for member in members if member is not NoneType) or type_, marks


def is_union(type_: Any) -> bool:
    return get_origin(type_) in (Union, type(int | None))


def class_of(type_: Any) -> Any:
    """Return the class of a produced type's values, as far as it has one."""
    if get_origin(type_) is Annotated:
        type_ = get_args(type_)[0]
    while isinstance(type_, NewType):
        type_ = type_.__supertype__
    type_ = get_origin(type_) or type_
    return type_ if isinstance(type_, type) else None


def over_newtype(type_: Any) -> Iterator[Any]:
    """Yield what a NewType is made over, one step after the other, qualifiers kept."""
    marks: tuple[Any, ...] = ()
    if get_origin(type_) is Annotated:
        type_, *given = get_args(type_)
        marks = tuple(given)
    while isinstance(type_, NewType):
        type_ = type_.__supertype__
        yield Annotated[(type_, *marks)] if marks else type_


class Enumeration:
    """All expressions that answer a question."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self._instances = all_instances(question.operators, question.roots)
        ground = [made for op in question.operators for made in self._instances[op]]
        self.operators = [op for op in ground if self.is_allowed(op)]
        self.operators = [op for op in self.operators if self.is_not_superseded(op)]
        self.restricted = [op for op in self.operators if question.restricts(op)]
        self.roots = [
            made for op in question.roots for made in self._instances[op] if self.is_allowed(made)
        ]
        self._strict: dict[Any, list[Operator]] = {}
        self._newtypes: dict[Any, list[Operator]] = {}
        self._everything = self.reachable()
        self._served_by_newtypes = {
            self.wish(op, parameter)
            for op in self._everything
            for parameter in ports(op)
            if self.newtypes(op, parameter) and self.r8_needs_newtypes(op, parameter)
        }
        self.buildable = self.derived(self._everything, self.servers)

    def wirings(self) -> set[Wiring]:
        """Return all consistent expressions of all roots."""
        return {
            wiring_from(root, wired)
            for root in self.roots
            if root in self.buildable
            for wired in self.assignments(root)
            if self.r4_defaults_are_due(root, wired)
        }

    def assignments(self, root: Operator) -> Iterator[Wired]:
        """Yield every way to wire *root* and all that it needs.

        Rules R1 to R3 never hold again once they are broken, so they are asked at each step.
        """
        pending: list[Wired] = [{}]
        while pending:
            wired = pending.pop()
            port = self.open_port(root, wired)
            if port is None:
                yield wired
                continue
            owner, parameter = port
            options: list[Operator | None] = [
                op for op in self.servers(owner, parameter) if op in self.buildable
            ]
            if parameter.optional:
                options.append(None)
            for option in options:
                wider = {**wired, (owner, parameter.name): option}
                if is_consistent(root, wider):
                    pending.append(wider)

    def open_port(self, root: Operator, wired: Wired) -> tuple[Operator, Parameter] | None:
        """Return some parameter of an operator in use that nothing was decided about."""
        for op in used(root, wired):
            for parameter in ports(op):
                if (op, parameter.name) not in wired:
                    return op, parameter
        return None

    # Which operators may be used

    def is_allowed(self, op: Operator) -> bool:
        """R7: what produces a forbidden type is not used, whatever else needs it."""
        return not self.question.forbids(op.product)

    def is_not_superseded(self, op: Operator) -> bool:
        """R6: a prebuilt operator is the only producer of its type and of the subtypes."""
        if isinstance(op, PrebuiltOperator):
            return True
        return not any(
            provides(op.product, other.product)
            for other in self.operators
            if isinstance(other, PrebuiltOperator)
        )

    def is_in_competition(self, op: Operator) -> bool:
        """R7: beside a restricted operator, no other one that produces its very type is used."""
        return op in self.restricted or all(
            op.product != other.product for other in self.restricted
        )

    # Which operators serve a wish

    def strict(self, owner: Operator, parameter: Parameter) -> list[Operator]:
        """Return the operators that serve a parameter by what they produce."""
        key = self.wish(owner, parameter)
        if key not in self._strict:
            self._strict[key] = [
                op
                for op in self.operators
                if self.is_in_competition(op)
                and self.r7_admits(op, parameter.type)
                and self.fits(op.product, parameter.type)
                and self.r5_is_looked_up(owner, parameter, op.product)
            ]
        return self._strict[key]

    def newtypes(self, owner: Operator, parameter: Parameter) -> list[Operator]:
        """Return the operators that R8 may let serve a parameter."""
        key = self.wish(owner, parameter)
        if key not in self._newtypes:
            self._newtypes[key] = [
                op
                for op in self.operators
                if self.is_in_competition(op)
                and self.r7_admits(op, parameter.type)
                and not self.fits(op.product, parameter.type)
                and any(self.fits(over, parameter.type) for over in over_newtype(op.product))
                and self.r5_is_looked_up(owner, parameter, op.product)
            ]
        return self._newtypes[key]

    def wish(self, owner: Operator, parameter: Parameter) -> Any:
        """Return what decides about the servers of a parameter."""
        is_self = owner.kind is Kind.METHOD and parameter is owner.parameters[0]
        return parameter.type, owner.function if is_self else None

    def r8_needs_newtypes(self, owner: Operator, parameter: Parameter) -> bool:
        """R8: NewTypes serve only where nothing that can be built without that does."""
        wish = self.wish(owner, parameter)

        def servers(op: Operator, p: Parameter) -> list[Operator]:
            itself = self.wish(op, p) == wish
            return self.strict(op, p) + ([] if itself else self.newtypes(op, p))

        derived = self.derived(self._everything, servers)
        return not any(op in derived for op in self.strict(owner, parameter))

    def servers(self, owner: Operator, parameter: Parameter) -> list[Operator]:
        """Return the operators that may serve a parameter."""
        if self.wish(owner, parameter) in self._served_by_newtypes:
            return self.newtypes(owner, parameter)
        return self.strict(owner, parameter)

    def fits(self, product: Any, wanted: Any) -> bool:
        """Tell whether a product provides a type; None alone doesn't serve an optional one."""
        if product is NoneType and wanted is not NoneType:
            return False
        return provides(product, wanted)

    def r7_admits(self, op: Operator, wanted: Any) -> bool:
        """R7: a wish for the very type that restricted operators produce is served by them only.

        ``D | None`` is a wish for D, too.
        """
        serving = [
            other
            for other in self.restricted
            if other.product == wanted
            or (is_union(wanted) and requested(other.product) == requested(wanted))
        ]
        return not serving or op in serving

    def r5_is_looked_up(self, owner: Operator, parameter: Parameter, product: Any) -> bool:
        """R5: a method is called on what looking it up leads to it, by its nearest operator."""
        if owner.kind is not Kind.METHOD or parameter is not owner.parameters[0]:
            return True
        name = owner.qualname.rpartition(".")[2]
        having = {
            op.owner
            for op in (*self.question.operators, *self.question.roots)
            if op.kind is Kind.METHOD
            and op.function is owner.function
            and op.qualname.rpartition(".")[2] == name
        }
        for member in get_args(product) if is_union(product) else [product]:
            cls = class_of(member)
            lookup = [vars(base)[name] for base in cls.__mro__ if name in vars(base)]
            nearest = [base for base in cls.__mro__ if base in having]
            if lookup[:1] != [owner.function] or nearest[:1] != [owner.owner]:
                return False
        return True

    # What can be built

    def reachable(self) -> list[Operator]:
        """Return the goals and all that may feed them, directly or not."""
        found = dict.fromkeys(self.roots)
        pending = list(found)
        for op in pending:
            for parameter in ports(op):
                for server in (*self.strict(op, parameter), *self.newtypes(op, parameter)):
                    if server not in found:
                        found[server] = None
                        pending.append(server)
        return list(found)

    def derived(
        self,
        available: Iterable[Operator],
        servers: Callable[[Operator, Parameter], Iterable[Operator]],
    ) -> set[Operator]:
        """Return the least set of operators whose mandatory parameters it provides itself."""
        ops = list(available)
        found: set[Operator] = set()
        while True:
            new = {
                op
                for op in ops
                if op not in found
                and all(
                    any(server in found for server in servers(op, parameter))
                    for parameter in ports(op)
                    if not parameter.optional
                )
            }
            if not new:
                return found
            found |= new

    def r4_defaults_are_due(self, root: Operator, wired: Wired) -> bool:
        """R4: a default is used just where nothing provides the type without its own help.

        That is the operator's own help, and that of the operators that it feeds.
        """
        for (owner, name), server in wired.items():
            [parameter] = [p for p in owner.parameters if p.name == name]
            if parameter.optional and server is None:
                without = {owner, *fed_by(owner, wired)}
                left = self.derived(self.buildable - without, self.servers)
                if any(op in left for op in self.servers(owner, parameter)):
                    return False
        return True


# Rules about one expression


def used(root: Operator, wired: Wired) -> list[Operator]:
    """Return the operators of an expression, as far as it is wired."""
    found = {root: None}
    pending = [root]
    for op in pending:
        for (owner, _), server in wired.items():
            if owner is op and server is not None and server not in found:
                found[server] = None
                pending.append(server)
    return list(found)


def fed_by(op: Operator, wired: Wired) -> set[Operator]:
    """Return the operators that *op* feeds, directly or not."""
    found: set[Operator] = set()
    while True:
        sources = {op, *found}
        new = {owner for (owner, _), server in wired.items() if server in sources} - found
        if not new:
            return found
        found |= new


def is_consistent(root: Operator, wired: Wired) -> bool:
    """Tell whether the rules that concern one expression alone are kept so far."""
    return r1_one_server_each(wired) and r2_no_clash(root, wired) and r3_no_cycle(root, wired)


def r1_one_server_each(wired: Wired) -> bool:
    """R1: every requested type is bound to one operator."""
    bound: dict[Any, Operator] = {}
    for (owner, name), server in wired.items():
        if server is not None:
            [type_] = [p.type for p in owner.parameters if p.name == name]
            if bound.setdefault(requested(type_), server) is not server:
                return False
    return True


def r2_no_clash(root: Operator, wired: Wired) -> bool:
    """R2: no two operators produce the same type, or one that provides the other's."""
    return not any(
        provides(one.product, other.product) or provides(other.product, one.product)
        for one, other in itertools.combinations(used(root, wired), 2)
    )


def r3_no_cycle(root: Operator, wired: Wired) -> bool:
    """R3: no operator is among its own ancestors."""
    return not any(op in fed_by(op, wired) for op in used(root, wired))


# Comparing


def identity(op: Operator | None) -> Any:
    """Return what makes instances of generic operators the same, whoever made them."""
    if op is None:
        return None
    return op.callable_, op.product, tuple((p.name, p.type) for p in op.parameters)


def consumes(op: Operator) -> bool:
    return any(p.type is Consumer for p in op.parameters)


def wiring_from(root: Operator, wired: Wired) -> Wiring:
    """Return the canonical form of a root with its wiring."""
    nodes = set()
    for op in used(root, wired):
        consumers: list[Operator | None] = [None]
        if consumes(op):
            consumers = [owner for (owner, _), server in wired.items() if server is op]
            consumers += [None] if op is root else []
        inputs = tuple(
            (parameter.name, identity(server))
            for parameter in ports(op)
            if (server := wired[op, parameter.name]) is not None
        )
        nodes |= {(identity(op), inputs, identity(consumer)) for consumer in consumers}
    return identity(root), frozenset(nodes)


def wiring_of(expression: Expression) -> Wiring:
    """Return the canonical form of an expression."""
    nodes = frozenset(
        (
            identity(node.op),
            tuple((name, identity(child.op)) for name, child in node.params),
            identity(node.consumer),
        )
        for node in walk([expression])
    )
    return identity(expression.op), nodes
