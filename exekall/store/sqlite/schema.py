"""The tables of the database.

What is written once a run is in columns, so that ``sqlite3 VALUE_DB.sqlite`` is of use; ``.schema``
shows the remarks below. Rows refer to one another by ``key``, a number in this file alone; what
goes with a thing everywhere is its ``uuid``. Lists and mappings are JSON. The last column of each
row is a checksum of the others (:mod:`exekall.store.sqlite.checks`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3

__all__ = ["APPLICATION_ID", "MIGRATIONS", "TABLES", "VERSION", "Column", "Table", "schema"]

# How ``file`` and we tell an exekall database from any other: "exek".
APPLICATION_ID: Final = 0x6578656B

VERSION: Final = 1

# By version, what makes a database of the next version of it, with exactly the schema of that. A
# database of a version that has no entry here is refused.
MIGRATIONS: Final[Mapping[int, Callable[[sqlite3.Connection], object]]] = {}


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its name, its declaration, and a remark for readers of the schema."""

    name: str
    declaration: str
    remark: str = ""


@dataclass(frozen=True)
class Table:
    """A table: its columns begin with ``key`` and end with ``checksum``.

    *lookup* is the column by which rows are looked up too; *unique* tells that it names the row.
    *bulk* is a column, the last but one, that another one has the digest of, so that the checksum
    leaves it out.
    """

    name: str
    remark: str
    columns: tuple[Column, ...]
    lookup: str | None = None
    unique: bool = True
    bulk: str | None = None

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The columns' names."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def insert(self) -> str:
        """The statement that inserts a row, or replaces the one of that key."""
        places = ", ".join("?" * len(self.columns))
        return f"INSERT OR REPLACE INTO {self.name} VALUES ({places})"

    @cached_property
    def select(self) -> str:
        """The beginning of a query for whole rows."""
        return f"SELECT {', '.join(self.names)} FROM {self.name}"

    @cached_property
    def index(self) -> str:
        """The name of the index on the column *lookup*."""
        return f"{self.name}_{self.lookup}"

    def position(self, column: str) -> int:
        """Return where in a row *column* is."""
        return self.names.index(column)

    def definitions(self) -> tuple[str, ...]:
        """Return the statements that make the table."""
        last = len(self.columns) - 1
        lines = [
            f"  {column.name} {column.declaration}"
            + ("," if place < last else "")
            + (f"  -- {column.remark}" if column.remark else "")
            for place, column in enumerate(self.columns)
        ]
        table = "\n".join([f"CREATE TABLE {self.name} (  -- {self.remark}", *lines, ")"])
        if self.lookup is None:
            return (table,)
        kind = "UNIQUE INDEX" if self.unique else "INDEX"
        return (table, f"CREATE {kind} {self.index} ON {self.name}({self.lookup})")


_KEY: Final = Column("key", "INTEGER PRIMARY KEY")
_CHECKSUM: Final = Column("checksum", "INTEGER NOT NULL", "of the other columns")
_UUID: Final = Column("uuid", "BLOB NOT NULL", "16 bytes")

_RUN: Final = Table(
    "run",
    "runs of exekall: one, or several that were merged or loaded from",
    (
        _KEY,
        _UUID,
        Column("started", "REAL NOT NULL", "seconds since the epoch"),
        Column("ended", "REAL"),
        Column("state", "TEXT NOT NULL", "running, complete or interrupted"),
        Column("command", "TEXT NOT NULL", "the words of the command line"),
        Column("sources", "TEXT NOT NULL", "those that name sources"),
        Column("folder", "TEXT NOT NULL", "the current folder at the start"),
        Column("import_paths", "TEXT NOT NULL", "where the user's modules were found"),
        Column("adaptor", "TEXT", "name, module, qualified name and overridden hooks"),
        Column("exekall", "TEXT NOT NULL", "version"),
        Column("python", "TEXT NOT NULL", "version"),
        Column("host", "TEXT NOT NULL"),
        Column("pid", "INTEGER NOT NULL"),
        Column("process_started", "TEXT NOT NULL", "as the system tells it"),
        _CHECKSUM,
    ),
    lookup="uuid",
)

_TYPE: Final = Table(
    "type",
    "types of values and of failures",
    (
        _KEY,
        Column("name", "TEXT NOT NULL", "full name"),
        Column("bases", "TEXT NOT NULL", "full names along the MRO"),
        _CHECKSUM,
    ),
)

_NODE: Final = Table(
    "node",
    "operators applied to parameters",
    (
        _KEY,
        Column("id", "BLOB NOT NULL", "digest of all of this, the same in every database"),
        Column("digest", "BLOB NOT NULL", "structural digest of the expression"),
        Column("name", "TEXT NOT NULL", "full name of the operator"),
        Column("qualified_name", "TEXT NOT NULL", "with its class"),
        Column("short_name", "TEXT NOT NULL"),
        Column("params", "TEXT NOT NULL", "pairs of name and node's id in hexadecimal, or null"),
        Column("product", "INTEGER NOT NULL REFERENCES type", "the declared type"),
        Column("is_generator", "INTEGER NOT NULL"),
        Column("is_reusable", "INTEGER NOT NULL"),
        Column("is_hidden", "INTEGER NOT NULL"),
        Column("place", "TEXT NOT NULL", "where the operator is defined"),
        _CHECKSUM,
    ),
    lookup="id",
)

_EXPRESSION: Final = Table(
    "expression",
    "expressions that were to be executed",
    (
        _KEY,
        _UUID,
        Column("run", "INTEGER NOT NULL REFERENCES run"),
        Column("node", "INTEGER NOT NULL REFERENCES node"),
        Column("short_id", "TEXT NOT NULL"),
        Column("folder", "TEXT NOT NULL", "within the artifact folder"),
        Column("state", "TEXT NOT NULL", "running, complete, failed, no-value or interrupted"),
        Column("started", "REAL NOT NULL", "seconds since the epoch"),
        Column("duration", "REAL", "seconds"),
        _CHECKSUM,
    ),
    lookup="uuid",
)

_BLOCK: Final = Table(
    "block",
    "pickles one after the other",
    (
        _KEY,
        Column("codec", "TEXT NOT NULL", "how data is compressed: raw or zlib"),
        Column("size", "INTEGER NOT NULL", "bytes when decompressed"),
        Column("digest", "BLOB NOT NULL", "blake2b, 16 bytes, of data"),
        Column("data", "BLOB NOT NULL"),
        Column("checksum", "INTEGER NOT NULL", "of the other columns but data"),
    ),
    bulk="data",
)

_BUFFER: Final = Table(
    "buffer",
    "large buffers, which are files in the folder beside the database",
    (
        _KEY,
        Column("digest", "BLOB NOT NULL", "of the content; the file is named after it"),
        Column("size", "INTEGER NOT NULL", "bytes"),
        Column("codec", "TEXT NOT NULL"),
        Column("stored", "INTEGER NOT NULL", "bytes of the file"),
        _CHECKSUM,
    ),
    lookup="digest",
)

_FAILURE: Final = Table(
    "failure",
    "exceptions",
    (
        _KEY,
        Column("type", "INTEGER NOT NULL REFERENCES type"),
        Column("message", "TEXT NOT NULL"),
        Column("args", "TEXT NOT NULL", "their reprs"),
        Column("traceback", "TEXT NOT NULL"),
        Column("notes", "TEXT NOT NULL"),
        Column("place", "TEXT NOT NULL"),
        Column("cause", "INTEGER REFERENCES failure"),
        Column("context", "INTEGER REFERENCES failure"),
        Column("exceptions", "TEXT NOT NULL", "keys of those in a group"),
        _CHECKSUM,
    ),
)

_VALUE: Final = Table(
    "value",
    "what was computed, or failed to be",
    (
        _KEY,
        _UUID,
        Column("node", "INTEGER NOT NULL REFERENCES node"),
        Column("expression", "INTEGER REFERENCES expression", "that it was computed for"),
        Column("outcome", "TEXT NOT NULL", "computed, failed or skipped"),
        Column("failure", "INTEGER REFERENCES failure"),
        Column("parents", "TEXT NOT NULL", "keys of the values that were passed"),
        Column("duration", "REAL NOT NULL", "seconds"),
        Column("tags", "TEXT NOT NULL"),
        Column("type", "INTEGER REFERENCES type", "of the object"),
        Column("repr", "TEXT NOT NULL", "bounded"),
        Column("json", "TEXT", "the object where JSON can express it"),
        Column("size", "INTEGER NOT NULL", "bytes that the object takes"),
        Column("digest", "BLOB", "of the object's content"),
        Column("refusal", "TEXT", "why it is not stored: path, type and message"),
        Column("is_stale", "INTEGER NOT NULL", "whether a part was changed after it was stored"),
        Column("kind", "TEXT", "pickle or dill: of the object, or of the exception"),
        Column("block", "INTEGER REFERENCES block", "the pickle is in"),
        Column("offset", "INTEGER", "in the decompressed block"),
        Column("length", "INTEGER", "of the pickle in bytes"),
        Column("buffers", "TEXT", "their keys in the order in which the pickle takes them"),
        Column("refs", "TEXT", "pairs of value's key and number of an object in it, or null"),
        _CHECKSUM,
    ),
    lookup="uuid",
)

_RESULT: Final = Table(
    "result",
    "values of expressions' roots, in the order in which they came",
    (
        _KEY,
        Column("expression", "INTEGER NOT NULL REFERENCES expression"),
        Column("value", "INTEGER NOT NULL REFERENCES value"),
        Column("text", "TEXT", "what the adaptor made of it"),
        _CHECKSUM,
    ),
    lookup="expression",
    unique=False,
)

_LOG: Final = Table(
    "log",
    "what was logged while a value was computed",
    (
        _KEY,
        Column("value", "INTEGER NOT NULL REFERENCES value"),
        Column("time", "REAL NOT NULL", "seconds since the epoch"),
        Column("level", "TEXT NOT NULL"),
        Column("logger", "TEXT NOT NULL"),
        Column("text", "TEXT NOT NULL"),
        _CHECKSUM,
    ),
    lookup="value",
    unique=False,
)

# In an order in which what is referred to comes first.
TABLES: Final[Mapping[str, Table]] = {
    table.name: table
    for table in (
        _RUN,
        _TYPE,
        _NODE,
        _EXPRESSION,
        _BLOCK,
        _BUFFER,
        _FAILURE,
        _VALUE,
        _RESULT,
        _LOG,
    )
}

_OVERVIEW: Final = """\
CREATE VIEW overview AS  -- the values at a glance
  SELECT value.key, lower(hex(value.uuid)) AS uuid, node.short_name AS operator, outcome,
    round(duration, 3) AS seconds, type.name AS type, repr
  FROM value LEFT JOIN node ON node.key = value.node LEFT JOIN type ON type.key = value.type"""


def schema() -> tuple[str, ...]:
    """Return the statements that make an empty database of this version."""
    return (
        f"PRAGMA application_id = {APPLICATION_ID}",
        f"PRAGMA user_version = {VERSION}",
        *(statement for table in TABLES.values() for statement in table.definitions()),
        _OVERVIEW,
    )
