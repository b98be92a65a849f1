"""Computing one stored value again: the same operator on the same values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exekall.expression import Expression, NodeTable
from exekall.loaded.errors import LoadError, LoadProblem
from exekall.loaded.library import Held, Library
from exekall.loaded.operator import LoadedOperator, OnLost
from exekall.loaded.provenance import LoadedProgram, Provenance, program_of
from exekall.loaded.selection import found_by_uuid
from exekall.operator import Operator
from exekall.patterns import PatternSet, unused
from exekall.prebuilt import PrebuiltOperator
from exekall.signature import EMPTY
from exekall.solver.step import wants_consumer
from exekall.store.errors import ValueProblem, ValueUnavailable

__all__ = ["Replay", "replay"]


@dataclass(frozen=True, slots=True)
class Replay:
    """An expression that computes a stored value again, and the operators of what it takes."""

    expression: Expression
    loaded: LoadedProgram


def replay(
    library: Library, uuid: str, operators: Sequence[Operator], on_lost: OnLost | None = None
) -> Replay:
    """Return what computes the value *uuid* of *library* again, and nothing else.

    It applies the operator of that name among *operators* to the values that were passed then.
    Parameters that were left at their defaults are so again; a generator is run to its end.
    No object is loaded; *on_lost* hears of those that cannot be when they are wanted.
    Raises :class:`LoadError` where there is no such operator, where it takes other parameters now,
    or where a parameter's value is lost; and AnnotationError where it cannot be used at all.
    """
    held = found_by_uuid(library, uuid)
    op = _operator(held, uuid, operators)
    given = _given(library, held, uuid)
    _check_parameters(op, given, uuid)
    made = Provenance(library, operators, on_lost).operators(given.values(), one_each=True)
    table = NodeTable()
    nodes: dict[LoadedOperator, Expression] = {}
    by_uuid: dict[str, LoadedOperator] = {}
    for loaded in made:
        params = tuple((name, nodes[origin]) for name, origin in loaded.origins.items())
        nodes[loaded] = table.node(loaded, params)
        by_uuid[loaded.stored.rows[0].uuid] = loaded
    params = tuple((name, nodes[by_uuid[parent.uuid]]) for name, parent in given.items())
    annotated = {parameter.name for parameter in op.parameters}
    for name, node in params:
        if name not in annotated:  # it was forced
            op = op.with_parameter_type(name, node.op.product)
    consumer = _consumer(library, held, operators) if wants_consumer(op) else None
    return Replay(table.node(op, params, consumer), program_of(made))


def _operator(held: Held, uuid: str, operators: Sequence[Operator]) -> Operator:
    """Return the operator that made a value."""
    name = held.node.names[0]
    found = _named(name, operators)
    if found is None:
        if not held.node.params and not held.node.place:
            raise LoadError(LoadProblem.NOT_COMPUTED, uuid, name=name)
        [miss] = unused(PatternSet((name,)), (op.name for op in operators))
        raise LoadError(LoadProblem.NO_OPERATOR, uuid, miss.near_misses, name)
    return found


def _named(name: str, operators: Sequence[Operator]) -> Operator | None:
    computing = (op for op in operators if not isinstance(op, PrebuiltOperator))
    return next((op for op in computing if op.name == name), None)


def _given(library: Library, held: Held, uuid: str) -> dict[str, Held]:
    """Return the parameters' values by name."""
    names = [name for name, child in held.node.params if child is not None]
    found: dict[str, Held] = {}
    lost: list[tuple[str, ValueUnavailable]] = []
    for name, parent, its_uuid in zip(
        names, library.parents(held), held.record.parents, strict=True
    ):
        if parent is None:
            lost.append((name, ValueUnavailable(ValueProblem.UNKNOWN, its_uuid)))
        elif (objection := parent.objection()) is not None:
            lost.append((name, objection))
        else:
            found[name] = parent
    if lost:
        raise LoadError(LoadProblem.LOST_PARAMETERS, uuid, name=held.node.names[0], lost=lost)
    return found


def _check_parameters(op: Operator, given: Mapping[str, Held], uuid: str) -> None:
    """Raise unless *op* takes what is *given*, and needs no more."""
    known = {parameter.name for parameter in op.parameters}
    known.update(raw.name for raw in op.raw_parameters())
    injected = {parameter.name for parameter in op.injected}
    needed = {parameter.name for parameter in op.parameters if parameter.default is EMPTY}
    if not known.issuperset(given) or not needed - injected <= given.keys():
        now = tuple(parameter.name for parameter in op.parameters)
        raise LoadError(LoadProblem.OTHER_PARAMETERS, uuid, now, op.name)


def _consumer(library: Library, held: Held, operators: Sequence[Operator]) -> Operator | None:
    """Return the operator that a value was computed for, if it is known."""
    names = {other.node.names[0] for other in library.values() if held.uuid in other.record.parents}
    return _named(names.pop(), operators) if len(names) == 1 else None
