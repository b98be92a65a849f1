"""What of a database is lost, found by reading all of it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from exekall.store.sqlite.blocks import block_content
from exekall.store.sqlite.schema import TABLES
from exekall.store.sqlite.tables import Checked, Tables

__all__ = ["Damage", "survey"]


@dataclass(frozen=True, slots=True)
class Damage:
    """A row of *table* that cannot be read.

    *uuid* is that of the value, where it is one and that is known; of another table, that of a
    value which is lost with the row, or whose object is. There is one for each such value.
    Without a *key* there may be more such rows, of which nothing is known.
    """

    table: str
    key: int | None = None
    uuid: str | None = None


# The columns that hold keys, or lists of keys, and of which tables.
_LINKS: Final[dict[str, dict[str, str]]] = {
    "node": {"product": "type"},
    "expression": {"run": "run", "node": "node"},
    "failure": {"type": "type", "cause": "failure", "context": "failure", "exceptions": "failure"},
    "value": {
        "node": "node",
        "expression": "expression",
        "failure": "failure",
        "parents": "value",
        "type": "type",
        "block": "block",
        "buffers": "buffer",
    },
    "result": {"expression": "expression", "value": "value"},
    "log": {"value": "value"},
}
# Without these rows the record of a value cannot be made, or its object.
_NEEDED: Final = ("node", "expression", "type", "block", "buffer")


def survey(tables: Tables) -> list[Damage]:
    """Return what is lost: rows that another row or an index knows of, and what needs these.

    Rows are lost, too, that are there but not where one looks for them.
    """
    known: dict[str, set[int]] = {name: set() for name in TABLES}
    found: dict[str, set[int]] = {}
    uuids: dict[int, str] = {}
    # While somebody writes, what is referred to is there when it is looked for after that.
    for name, table in reversed(list(TABLES.items())):
        if table.lookup is not None:
            indexed: dict[int, Any] = dict(tables.indexed(name))
            known[name] |= indexed.keys()
            if name == "value":
                uuids = {key: uuid.hex() for key, uuid in indexed.items()}
        found[name] = _found(name, tables, known)
    lost = {name: known[name] - found[name] for name in TABLES}
    rows = [
        Damage(name, key, uuids.get(key) if name == "value" else None)
        for name in TABLES
        for key in sorted(lost[name])
    ]
    unknown = [Damage(name) for name in TABLES if name in tables.broken]
    return rows + unknown + list(_values_lost_with(lost, tables))


def _found(name: str, tables: Tables, known: dict[str, set[int]]) -> set[int]:
    """Return the keys of the rows that can be read; note as *known* what they refer to."""
    table = TABLES[name]
    found = set()
    looked_up: defaultdict[Any, set[int]] = defaultdict(set)
    for row in tables.scan(name):
        known[name].add(row[0])
        if tables.has(name, row[0]) and (name != "block" or block_content(row) is not None):
            found.add(row[0])
        if table.lookup is not None and not table.unique:
            looked_up[row[table.position(table.lookup)]].add(row[0])
        for other, key in _links(name, row):
            known[other].add(key)
    for value, keys in looked_up.items():
        found -= keys - tables.keys_by(name, value)
    return found


def _values_lost_with(lost: Mapping[str, set[int]], tables: Tables) -> Iterator[Damage]:
    """Yield the values whose rows are intact, but which need something that is lost."""
    if not any(lost[name] for name in _NEEDED):
        return
    for row in tables.scan("value"):
        for name, key in _links("value", row):
            if name in _NEEDED and key in lost[name]:
                yield Damage(name, key, row[1].hex())


def _links(name: str, row: Checked) -> Iterator[tuple[str, int]]:
    """Yield the tables and keys that a row refers to."""
    table = TABLES[name]
    for column, other in _LINKS.get(name, {}).items():
        link = row[table.position(column)]
        if isinstance(link, int):
            yield other, link
        elif isinstance(link, str):
            for key in json.loads(link):
                yield other, key
