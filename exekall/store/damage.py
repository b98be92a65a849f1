"""What of a database is lost."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Damage"]


@dataclass(frozen=True, slots=True)
class Damage:
    """A row of *table* that cannot be read. The *uuid* is that of a value, where it is known.

    Without a *key* it is not known which rows of the table are lost.
    """

    table: str
    key: int | None = None
    uuid: str | None = None
