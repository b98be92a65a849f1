"""What people see of an object without loading it: its type, its bounded text, its JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from types import NoneType
from typing import Any, Final

from exekall.store.describing.texts import bounded_text, class_name
from exekall.store.objects.atoms import mro_of
from exekall.store.records import TypeRecord

__all__ = ["Description", "describe", "type_record"]

# In characters.
_LONGEST_JSON: Final = 10_000

_JSON_LEAVES: Final = (NoneType, bool, int, float, str)

# By the id of the class, which is kept alive: a metaclass may have no hash.
_type_records: dict[int, tuple[type, TypeRecord]] = {}


@dataclass(frozen=True, slots=True)
class Description:
    """The type of an object, its text without addresses, and its JSON where it is that."""

    type: TypeRecord
    repr: str
    json: str | None


def describe(obj: object) -> Description:
    """Describe *obj* in at most 200 characters, and 10 kB of JSON; raises KeyboardInterrupt only.

    Sets are written in an order that does not depend on hashes. JSON has sorted keys; it is there
    for what is made of None, booleans, finite numbers, text, lists, and dictionaries with text as
    keys: of these very types, no subclasses.
    """
    return Description(type_record(type(obj)), bounded_text(obj), _json(obj))


def type_record(cls: type) -> TypeRecord:
    """Return the full names of *cls* and of its bases."""
    known = _type_records.get(id(cls))
    if known is None:
        names = tuple([class_name(base) for base in mro_of(cls) if base is not object])
        names = names or ("object",)
        known = _type_records[id(cls)] = (cls, TypeRecord(names[0], names))
    return known[1]


def _json(obj: object) -> str | None:
    if not _is_json(obj):
        return None
    try:
        text = json.dumps(obj, allow_nan=False, sort_keys=True)
    except (ValueError, RecursionError):  # No finite number, too large a one, or too deep.
        return None
    return text if len(text) <= _LONGEST_JSON else None


def _is_json(root: object) -> bool:
    """Tell whether JSON can say all of an object, and might not take too much to do so."""
    left = _LONGEST_JSON
    pending: list[Any] = [root]
    while pending:
        obj = pending.pop()
        cls = type(obj)
        if cls is str or cls is list or cls is dict:
            left -= len(obj)
            if left < 0:
                return False
        if cls is list:
            pending += obj
        elif cls is dict and all(type(key) is str for key in obj):
            pending += obj.values()
        elif not any(cls is leaf for leaf in _JSON_LEAVES):  # never asking its metaclass
            return False
    return True
