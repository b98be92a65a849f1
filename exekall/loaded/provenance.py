"""From stored values to operators: the selected ones, and what they were made from.

A value comes with everything that it was made from: so IDs and ancestors are what they were, a
type means one object within an expression (rule R1) also where part of it is loaded, and nothing
upstream of a loaded value is called. See docs/adr/0019-loaded-values.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from exekall.declared import stand_in
from exekall.errors import AnnotationError
from exekall.loaded.errors import LoadError, LoadProblem
from exekall.loaded.library import Held, Library
from exekall.loaded.operator import LoadedOperator, LoadedValues, OnLost
from exekall.loaded.selection import Selected
from exekall.loaded.types import TypeNames
from exekall.operator import Operator
from exekall.prebuilt import PrebuiltOperator, StoredRow
from exekall.relation import provides
from exekall.store.errors import ValueProblem, ValueUnavailable
from exekall.store.records import NodeRecord

__all__ = ["LoadedProgram", "Provenance", "load_values", "program_of"]


@dataclass(frozen=True, slots=True)
class LoadedProgram:
    """The operators that give loaded values.

    *hidden* are those that IDs leave out. *lost* are the selected values that cannot be used.
    """

    operators: tuple[LoadedOperator, ...]
    hidden: frozenset[Operator]
    lost: tuple[tuple[Held, ValueUnavailable], ...] = ()


def load_values(
    library: Library,
    selected: Selected,
    operators: Sequence[Operator],
    on_lost: OnLost | None = None,
) -> LoadedProgram:
    """Return operators that give the *selected* values to a program made of *operators*.

    There is one for each declared type and structure of expression, so values that only differ
    in what generators or iterations gave are tried one after the other, and different ways of
    making a type are alternatives. No object is loaded; *on_lost* hears of those that cannot be
    when they are wanted. Raises :class:`LoadError` where no selected value can be used.
    """
    provenance = Provenance(library, operators, on_lost)
    lost = list(selected.lost)
    usable = []
    for held in selected.values:
        objection = provenance.objection(held)
        if objection is None:
            usable.append(held)
        else:
            lost.append((held, objection))
    if not usable:
        reasons = [(held.node.product.name, why) for held, why in lost]
        raise LoadError(LoadProblem.NOTHING_LEFT, lost=reasons)
    return program_of(provenance.operators(usable), lost)


def program_of(
    operators: Sequence[LoadedOperator], lost: Iterable[tuple[Held, ValueUnavailable]] = ()
) -> LoadedProgram:
    """Return *operators* with those hidden that were hidden in their runs."""
    hidden = frozenset(op for op in operators if op.node.is_hidden)
    return LoadedProgram(tuple(operators), hidden, tuple(lost))


class Provenance:
    """Makes operators of stored values and of what these were made from."""

    def __init__(
        self, library: Library, operators: Sequence[Operator], on_lost: OnLost | None = None
    ) -> None:
        self._library = library
        self._on_lost = on_lost
        self._types = TypeNames(operators)
        self._operators: dict[str, Operator] = {op.name: op for op in reversed(operators)}
        self._given = [op.product for op in operators if isinstance(op, PrebuiltOperator)]
        self._structures: dict[bytes, bytes] = {}

    def objection(self, held: Held) -> ValueUnavailable | None:
        """Return why a value cannot be used, as far as one can tell without loading it."""
        name = held.node.product.name
        try:
            self._types.find(name)
        except LookupError:
            return ValueUnavailable(ValueProblem.CLASS_MISSING, held.uuid, name)
        return held.objection()

    def operators(
        self, selected: Iterable[Held], *, one_each: bool = False
    ) -> tuple[LoadedOperator, ...]:
        """Return the operators of *selected* values and of those that they were made from.

        Parameters come first. With *one_each* every value has an operator of its own.
        """
        chosen = list(selected)
        group = _by_uuid if one_each else self._structure
        wanted = {group(held) for held in chosen}
        tables: dict[bytes, list[Held]] = {}
        for held in self._with_ancestors(chosen):
            tables.setdefault(group(held), []).append(held)
        rows: dict[str, int] = {}
        for table in tables.values():
            table.sort(key=lambda held: (self._parent_rows(held, rows), self._place(held)))
            rows.update((held.uuid, row) for row, held in enumerate(table))
        made: dict[bytes, LoadedOperator] = {}
        for key, table in tables.items():
            origins: dict[str, LoadedOperator] = {}
            if all(None not in self._library.parents(held) for held in table):
                node = table[-1].node
                names = [name for name, child in node.params if child is not None]
                above = [made[group(parent)] for parent in self._parents(table[-1])]
                origins = dict(zip(names, above, strict=True))
            made[key] = self._operator(table, origins, rows, key in wanted)
        return tuple(made.values())

    def _parent_rows(self, held: Held, rows: Mapping[str, int]) -> tuple[int, ...]:
        """Return what orders values as loops over what they were made from would."""
        return tuple(rows[parent.uuid] for parent in self._parents(held))

    def _place(self, held: Held) -> tuple[int, int]:
        """Return what orders values: that of their databases, then that of being computed."""
        return self._library.readers.index(held.reader), held.record.key

    def _with_ancestors(self, selected: Sequence[Held]) -> list[Held]:
        """Return *selected* and the values that these were made from, parameters first."""
        order: list[Held] = []
        entered: set[str] = set()
        stack = [(held, False) for held in reversed(selected)]
        while stack:
            held, ready = stack.pop()
            if ready:
                order.append(held)
            elif held.uuid not in entered:
                entered.add(held.uuid)
                stack.append((held, True))
                stack += [(parent, False) for parent in reversed(self._parents(held))]
        return order

    def _parents(self, held: Held) -> list[Held]:
        return [parent for parent in self._library.parents(held) if parent is not None]

    def _structure(self, held: Held) -> bytes:
        """Return what values have in common that only differ in what generators gave."""
        stack = [held.record.node]
        while stack:
            key = stack[-1]
            if key in self._structures:
                stack.pop()
                continue
            node = held.reader.node(key)
            below = [child for _, child in node.params if child is not None]
            missing = [child for child in below if child not in self._structures]
            if missing:
                stack += missing
                continue
            stack.pop()
            self._structures[key] = _structure_of(node, self._structures)
        return self._structures[held.record.node]

    def _operator(
        self,
        table: Sequence[Held],
        origins: Mapping[str, LoadedOperator],
        rows: Mapping[str, int],
        is_wanted: bool,
    ) -> LoadedOperator:
        node = table[-1].node
        given = [_row(held, rows if origins else {}) for held in table]
        values = LoadedValues(table, given, node.is_reusable, self._on_lost)
        product = self._product(node, table, is_wanted)
        types = self._parameter_types(node, origins)
        return LoadedOperator(node, product, values, origins, types, is_companion=not is_wanted)

    def _product(self, node: NodeRecord, table: Iterable[Held], is_wanted: bool) -> Any:
        """Return the type that the values serve, one that nobody wants where they serve nothing."""
        try:
            type_ = self._types.find(node.product.name)
        except LookupError:
            type_ = None
        if is_wanted or (type_ is not None and self._serves(node, type_, table)):
            return type_
        module, _, name = node.product.name.rpartition(".")
        return stand_in(name, module=module)

    def _serves(self, node: NodeRecord, type_: Any, table: Iterable[Held]) -> bool:
        """Tell whether the values may be used for other parameters than those they served once.

        Sparks are given anew by whoever gave them. What depends on the expression that it was
        computed for, what is never reused, and what cannot be loaded is computed anew.
        """
        is_spark = not node.params and not node.place
        is_personal = any(child is None for _, child in node.params)
        if is_spark or is_personal or not node.is_reusable:
            return False
        if any(provides(given, type_) or provides(type_, given) for given in self._given):
            return False
        return all(held.is_stored for held in table)

    def _parameter_types(
        self, node: NodeRecord, origins: Mapping[str, LoadedOperator]
    ) -> dict[str, Any]:
        """Return what the parameters of *node* want: what they are annotated with, if known."""
        annotated: dict[str, Any] = {}
        op = self._operators.get(node.names[0])
        if op is not None:
            try:
                annotated = {p.name: p.type for p in op.parameters}
            except AnnotationError:
                annotated = {}  # the search reports it
        found = {}
        for name, origin in origins.items():
            type_ = annotated.get(name)
            serves = type_ is not None and provides(origin.product, type_)
            found[name] = type_ if serves else origin.product
        return found


def _by_uuid(held: Held) -> bytes:
    return held.uuid.encode()


def _structure_of(node: NodeRecord, known: Mapping[bytes, bytes]) -> bytes:
    digest = blake2b(f"{node.names[0]}\0{node.product.name}".encode(), digest_size=16)
    for name, child in node.params:
        digest.update(f"\0{name}\0".encode())
        digest.update(known[child] if child is not None else b"")
    return digest.digest()


def _row(held: Held, rows: Mapping[str, int]) -> StoredRow:
    record = held.record
    parents = tuple(rows[uuid] for uuid in record.parents) if rows else ()
    return StoredRow(record.uuid, parents, record.duration, record.tags, record.digest)
