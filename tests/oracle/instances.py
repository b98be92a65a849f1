"""Which instances of operators with type variables take part, found by trying every type.

A variable stands for a type that is produced, perhaps by an instance, or a part of one; or for
whatever makes the product the very type that some parameter wants.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from exekall.injection import Consumer, ExprData
from exekall.operator import Operator
from exekall.relation import depth, provides, substitute, type_variables

__all__ = ["all_instances"]


def all_instances(
    operators: Iterable[Operator], roots: Iterable[Operator]
) -> dict[Operator, list[Operator]]:
    """Return the instances of each operator; one without type variables is its only instance."""
    providers, goals = list(operators), list(roots)
    every = list(dict.fromkeys((*providers, *goals)))
    limit = max(depth(type_) for op in every for type_ in (op.product, *parameter_types(op)))
    made: dict[Any, Operator] = {}
    produced = grown(providers, made, limit)
    wanted = {part: None for op in every for type_ in parameter_types(op) for part in wished(type_)}
    size = -1
    while size != len(wanted):
        size = len(wanted)
        pool = [type_ for type_ in {**produced, **wanted} if not type_variables(type_)]
        found = {
            op: [
                instance
                for bindings, instance in instances(op, pool, made, limit)
                if all(
                    type_ in produced
                    or (instance.product in wanted and variable in type_variables(op.product))
                    for variable, type_ in bindings.items()
                )
            ]
            for op in every
        }
        wanted |= {
            part: None
            for instances_ in found.values()
            for instance in instances_
            for type_ in parameter_types(instance)
            for part in wished(type_)
        }
    return found


def grown(
    operators: Collection[Operator], made: dict[Any, Operator], limit: int
) -> dict[Any, None]:
    """Return the types that are produced, and those that they are made of."""
    produced: dict[Any, None] = {}
    size = -1
    while size != len(produced):
        size = len(produced)
        for op in operators:
            for _, instance in instances(op, list(produced), made, limit):
                produced |= dict.fromkeys(parts(instance.product))
    return produced


def instances(
    op: Operator, pool: Collection[Any], made: dict[Any, Operator], limit: int
) -> Iterator[tuple[dict[Any, Any], Operator]]:
    """Yield *op* with its type variables replaced in every way that nests no deeper than *limit*.

    With each comes what the variables are replaced by.
    """
    variables = op.type_variables
    if not variables:
        yield {}, op
        return
    for chosen in itertools.product(pool, repeat=len(variables)):
        bindings = dict(zip(variables, chosen, strict=True))
        if all(allows(variable, type_) for variable, type_ in bindings.items()):
            key = (op, chosen)
            if key not in made:
                made[key] = op.instantiate(bindings, substitute(op.product, bindings))
            if all(depth(t) <= limit for t in (made[key].product, *parameter_types(made[key]))):
                yield bindings, made[key]


def allows(variable: TypeVar, type_: Any) -> bool:
    """Tell whether a variable's declaration allows *type_* for it."""
    if variable.__constraints__:
        return type_ in variable.__constraints__
    return variable.__bound__ is None or provides(type_, variable.__bound__)


def parameter_types(op: Operator) -> list[Any]:
    return [p.type for p in op.parameters if p.type not in (Consumer, ExprData)]


def parts(type_: Any) -> Iterator[Any]:
    """Yield a type, the arguments of its class, and what the class says of its bases.

    A qualified type, or a union, is no application of a class.
    """
    yield type_
    if get_origin(type_) not in (Annotated, Union, UnionType):
        for argument in get_args(type_):
            yield from parts(argument)
    for base in getattr(type_, "__orig_bases__", ()):
        yield from parts(base)


def wished(type_: Any) -> Iterator[Any]:
    """Yield what would serve a wish for a type exactly, and the parts of that."""
    yield from parts(type_)
    if get_origin(type_) in (Union, UnionType):
        for member in get_args(type_):
            yield from parts(member)
