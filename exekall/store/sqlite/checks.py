"""Checksums of rows: a flipped byte in the file is noticed, and costs the row that it is in.

The checksum is the CRC-32 of the table's name and of the row as ``ascii()`` writes it: that is
the same in every version of Python, which ``repr()`` is not.
"""

from __future__ import annotations

from functools import cache
from zlib import crc32

from exekall.store.sqlite.schema import TABLES

__all__ = ["Field", "Row", "is_intact", "sealed"]

Field = int | float | str | bytes | None
Row = tuple[Field, ...]


def sealed(table: str, row: Row) -> Row:
    """Return *row* with its checksum, which it lacks."""
    return (*row, _checksum(table, row))


def is_intact(table: str, row: Row) -> bool:
    """Tell whether the checksum at the end of *row* is right."""
    return row[-1] == _checksum(table, row[:-1])


def _checksum(table: str, row: Row) -> int:
    seed, has_bulk = _seed(table)
    if has_bulk:
        row = row[:-1]
    return crc32(ascii(row).encode("ascii"), seed)


@cache
def _seed(table: str) -> tuple[int, bool]:
    return crc32(table.encode("ascii")), TABLES[table].bulk is not None
