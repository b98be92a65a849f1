"""What a UUID, or the first digits of one, means in a database."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from exekall.cli.usage import UuidError

if TYPE_CHECKING:
    from exekall.store.records import ExpressionRecord
    from exekall.valuedb import FrozenExprVal, ValueDB

__all__ = ["found"]


def found(database: ValueDB, word: str) -> FrozenExprVal | ExpressionRecord:
    """Return the one value or expression whose UUID begins with *word*, whatever its case.

    Raises :class:`UuidError` where there is none, or more than one.
    """
    start = word.lower().replace("-", "")
    with suppress(KeyError):  # It may be the beginning of one, or an expression's.
        return database.get_by_uuid(start)
    candidates: dict[str, FrozenExprVal | ExpressionRecord] = {
        expression.uuid: expression
        for expression in database.expressions
        if expression.uuid.startswith(start)
    }
    if start not in candidates:
        candidates |= {
            value.uuid: value for value in database.get_all() if value.uuid.startswith(start)
        }
    if len(candidates) != 1:
        raise UuidError(word, tuple(candidates))
    return next(iter(candidates.values()))
