"""Which objects are stored already, and where: what a later value refers to."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from exekall.store.objects.atoms import LONG, Kind, kind_of, set_length
from exekall.store.objects.pickling import Memo
from exekall.store.records import PayloadKind

__all__ = ["Entry", "Registry", "Site", "shared_part"]


class Site(NamedTuple):
    """Where an object is stored: in a value, with the number that pickle gave it there."""

    entry: Entry
    number: int
    obj: object

    @property
    def is_whole(self) -> bool:
        """Whether the object is the value itself."""
        return self.obj is self.entry.obj


@dataclass(slots=True, eq=False)
class Entry:
    """What has to be known of a stored value to refer to it.

    *fingerprint* tells whether pickling the object again gives the same; *digest* is that of the
    content, None where there is none that holds elsewhere, too. *size* is in bytes. *sites* are
    the objects in other values that it refers to. *cost* is how long pickling took, in seconds,
    and *checked* when it was done last. *canonical* has the numbers of objects that are others
    where sets are in canonical order, *parts* the digests of objects in it, by number. *trusting*
    are the keys of values that were stored in the belief that this one had not changed, without
    looking. *objects* are those that others may refer to. *order* is how many were registered
    before it.
    """

    key: int
    obj: object
    kind: PayloadKind
    fingerprint: bytes
    digest: bytes | None
    size: int
    sites: tuple[Site, ...]
    cost: float
    checked: float
    canonical: dict[int, int] = field(default_factory=dict)
    parts: dict[int, bytes] = field(default_factory=dict)
    trusting: list[int] = field(default_factory=list)
    objects: Memo = field(default_factory=dict)
    was_checked: bool = False
    is_changed: bool = False
    order: int = -1


class Registry:
    """The objects in stored values, each in the latest value that has it in full.

    All of them stay alive, so that an id is never that of another object.
    """

    def __init__(self) -> None:
        self._holders: dict[int, Entry] = {}
        # The value that has the object with an id, None where there is none.
        self.holder: Final = self._holders.get
        self._count = 0

    def find(self, identity: int) -> Site | None:
        """Return where the object with that id is stored."""
        entry = self._holders.get(identity)
        return None if entry is None else Site(entry, *entry.objects[identity])

    def add(self, entry: Entry, shared: Memo) -> None:
        """Remember *shared*, objects of the value *entry*."""
        entry.objects = shared
        entry.order = self._count
        self._count += 1
        self._holders.update(dict.fromkeys(shared, entry))


def shared_part(memo: Memo, alone: int | None = None) -> tuple[Memo, bool]:
    """Return the objects in *memo* that others can have, too, and whether there are sets.

    Atoms are left out, and what pickling made for itself: nothing but *memo* refers to that,
    which shows in its count of references, *alone*. Sets of less than two elements do not count,
    as they have but one order.
    """
    if alone is None:
        alone = _ALONE
    shared: Memo = {}
    has_sets = False
    latest: type | None = None
    kind = Kind.SHARED
    for identity, pair in memo.items():
        obj: Any = pair[1]
        cls = type(obj)
        if cls is str and len(obj) < LONG:  # the usual case
            continue
        if cls is not latest:
            kind = kind_of(cls)
            latest = cls
        if kind is Kind.ATOM or (kind is Kind.TEXT and len(obj) < LONG):
            continue
        if kind is Kind.SET:
            has_sets = has_sets or set_length(obj) > 1
        if sys.getrefcount(obj) > alone:
            shared[identity] = pair
    return shared, has_sets


# It depends on how the interpreter passes arguments: two, or three before 3.14.
_ALONE: Final = next(count for count in range(10) if not shared_part({0: (0, [])}, count)[0])
