"""Rows turned into records, with what the rows refer to by key put in place of the keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Final, Generic, TypeVar

from exekall.store.records import (
    ExpressionRecord,
    FailureRecord,
    NodeRecord,
    TypeRecord,
    ValueRecord,
)
from exekall.store.sqlite.failure_rows import failure_from_rows
from exekall.store.sqlite.rows import expression_record, node_record, type_record
from exekall.store.sqlite.schema import TABLES
from exekall.store.sqlite.tables import Checked, Tables
from exekall.store.sqlite.value_rows import value_record

__all__ = ["Resolver", "RowCache"]

T = TypeVar("T")

_VALUE: Final = TABLES["value"]
_UUID: Final = _VALUE.position("uuid")
_NODE: Final = _VALUE.position("node")
_EXPRESSION: Final = _VALUE.position("expression")
_TYPE: Final = _VALUE.position("type")
_PRODUCT: Final = TABLES["node"].position("product")


class RowCache(Generic[T]):
    """What is made of the rows of a table, for what never changes in them, kept by key."""

    def __init__(self, tables: Tables, name: str, make: Callable[[Checked], T]) -> None:
        self._tables = tables
        self._name = name
        self._make = make
        self._made: dict[int, T] = {}

    def get(self, key: int | None) -> T | None:
        """Return what is made of the row *key*, unless that is lost."""
        if key is None:
            return None
        if key not in self._made:
            row = self._tables.row(self._name, key)
            if row is None:
                return None
            self._made[key] = self._make(row)
        return self._made[key]

    def put(self, row: Checked) -> None:
        """Keep what is made of a row that was read."""
        self._made[row[0]] = self._make(row)


class Resolver:
    """Makes records of rows of *tables*. Without something that a record needs there is none."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._runs = RowCache(tables, "run", _hex_uuid)
        self._expressions = RowCache(tables, "expression", _hex_uuid)
        self._nodes = RowCache(tables, "node", lambda row: bytes(row[1]))
        self._types = RowCache(tables, "type", type_record)
        self._values = RowCache(tables, "value", _hex_uuid)

    def expression(self, row: Checked) -> ExpressionRecord | None:
        """Return the expression of a row."""
        run, node = self._runs.get(row[2]), self._nodes.get(row[3])
        return None if run is None or node is None else expression_record(row, run, node)

    def node(self, row: Checked) -> NodeRecord | None:
        """Return the node of a row."""
        product = self._types.get(row[_PRODUCT])
        return None if product is None else node_record(row, product)

    def value(self, row: Checked) -> ValueRecord | None:
        """Return the value of a row; of lost parents, UUIDs that no value has."""
        self._values.put(row)
        node = self._nodes.get(row[_NODE])
        expression = self._expressions.get(row[_EXPRESSION])
        type_ = self._types.get(row[_TYPE])
        if (
            node is None
            or (expression is None) != (row[_EXPRESSION] is None)
            or (type_ is None) != (row[_TYPE] is None)
        ):
            return None
        return value_record(row, node, expression, type_, self.uuid)

    def failure(self, key: int) -> FailureRecord | None:
        """Return the failure of key *key*."""
        try:
            return failure_from_rows(key, self._failure_row, self._type)
        except LookupError:
            return None

    def uuid(self, key: int) -> str:
        """Return the UUID of a value; one that no value has for what is lost."""
        return self._values.get(key) or f"{key:032x}"

    def lost_uuid(self, key: int) -> str:
        """Return the UUID of a value that cannot be read, where it is known; else nothing.

        The index has no checksums, so that it may be wrong where there is much damage.
        """
        return self._values.get(key) or self._indexed.get(key, "")

    @cached_property
    def _indexed(self) -> dict[int, str]:
        return {key: uuid.hex() for key, uuid in self._tables.indexed("value")}

    def _failure_row(self, key: int) -> Checked:
        row = self._tables.row("failure", key)
        if row is None:
            raise LookupError(key)
        return row

    def _type(self, key: int) -> TypeRecord:
        found = self._types.get(key)
        if found is None:
            raise LookupError(key)
        return found


def _hex_uuid(row: Checked) -> str:
    return bytes(row[_UUID]).hex()
