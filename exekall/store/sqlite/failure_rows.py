"""Failures as rows: one for each exception, with the keys of those that it was caused by.

However long the chain of causes is, and however often one exception turns up in it, each is
written once, and nothing here recurses.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from exekall.store.records import FailureRecord, TypeRecord
from exekall.store.sqlite.checks import Row, sealed
from exekall.store.sqlite.fields import json_field, numbers_field, text_field, texts

__all__ = ["failure_from_rows", "failure_rows"]


def failure_rows(
    failure: FailureRecord,
    new_key: Callable[[], int],
    type_key: Callable[[TypeRecord], int],
) -> list[Row]:
    """Return the rows of *failure* and of all behind it; its own is the last one."""
    keys: dict[int, int] = {}
    rows = []
    for each in _causes_first(failure):
        key = keys[id(each)] = new_key()
        rows.append(_row(key, each, type_key(each.type), keys))
    return rows


def failure_from_rows(
    key: int,
    row_of: Callable[[int], Sequence[Any]],
    type_of: Callable[[int], TypeRecord],
) -> FailureRecord:
    """Return the failure of the row *key*, with all behind it."""
    rows: dict[int, Sequence[Any]] = {}
    failures: dict[int, FailureRecord] = {}
    stack = [key]
    while stack:
        top = stack[-1]
        if top in failures:
            stack.pop()
        elif top in rows:
            failures[top] = _record(rows[top], type_of(rows[top][1]), failures)
            stack.pop()
        else:
            rows[top] = row_of(top)
            stack += [link for link in _links(rows[top]) if link not in failures]
    return failures[key]


def _causes_first(failure: FailureRecord) -> Iterator[FailureRecord]:
    done: set[int] = set()
    stack = [(failure, False)]
    while stack:
        top, is_ready = stack.pop()
        if is_ready:
            yield top
        elif id(top) not in done:
            done.add(id(top))
            stack.append((top, True))
            behind = [top.cause, top.context, *top.exceptions]
            stack.extend((other, False) for other in behind if other is not None)


def _row(key: int, failure: FailureRecord, type_: int, keys: Mapping[int, int]) -> Row:
    fields = (
        key,
        type_,
        text_field(failure.message),
        json_field(failure.args),
        text_field(failure.traceback),
        json_field(failure.notes),
        text_field(failure.place),
        None if failure.cause is None else keys[id(failure.cause)],
        None if failure.context is None else keys[id(failure.context)],
        numbers_field([keys[id(other)] for other in failure.exceptions]),
    )
    return sealed("failure", fields)


def _links(row: Sequence[Any]) -> list[int]:
    """Return the keys that a row refers to: smaller ones, so that there is no way round."""
    cause, context, exceptions, _ = row[-4:]
    return [link for link in (cause, context, *json.loads(exceptions)) if link is not None]


def _record(
    row: Sequence[Any], type_: TypeRecord, failures: Mapping[int, FailureRecord]
) -> FailureRecord:
    _, _, message, args, traceback, notes, place, cause, context, exceptions, _ = row
    return FailureRecord(
        type=type_,
        message=message,
        args=texts(args),
        traceback=traceback,
        notes=texts(notes),
        place=place,
        cause=None if cause is None else failures[cause],
        context=None if context is None else failures[context],
        exceptions=tuple([failures[key] for key in json.loads(exceptions)]),
    )
