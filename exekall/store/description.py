"""What people see of an object without loading it: its type, its bounded text, its JSON."""

from __future__ import annotations

from dataclasses import dataclass

from exekall.store.records import TypeRecord

__all__ = ["Description", "describe", "type_record"]


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
    raise NotImplementedError


def type_record(cls: type) -> TypeRecord:
    """Return the full names of *cls* and of its bases."""
    raise NotImplementedError
