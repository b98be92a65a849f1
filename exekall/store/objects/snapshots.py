"""An object as it is now, in a form that can be compared with what it was before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from exekall.store.objects.buffers import buffer_digest
from exekall.store.objects.digests import combined
from exekall.store.objects.pickling import Dump, dump
from exekall.store.objects.registry import Entry, Registry, Site
from exekall.store.records import PayloadKind

__all__ = ["Snapshot", "snapshot"]


@dataclass(slots=True)
class Snapshot:
    """The pickle of an object, and *sites* that its references mean, by their numbers.

    *stream* is the digest of the pickle alone, *buffers* are those of the large buffers.
    """

    kind: PayloadKind
    dump: Dump
    sites: list[Site]
    stream: bytes
    buffers: list[bytes]

    @property
    def fingerprint(self) -> bytes:
        """The digest of everything but what is referred to."""
        return combined(self.stream, self.buffers) if self.buffers else self.stream

    def is_of(self, entry: Entry) -> bool:
        """Tell whether this is what was stored as *entry*."""
        return (
            self.fingerprint == entry.fingerprint
            and len(self.sites) == len(entry.sites)
            and all(
                now.entry is then.entry and now.number == then.number
                for now, then in zip(self.sites, entry.sites, strict=True)
            )
        )


def snapshot(
    obj: object, kind: PayloadKind, registry: Registry, accept: Callable[[Site], bool]
) -> Snapshot:
    """Pickle *obj*, referring to what is registered where *accept* agrees.

    Raises whatever the objects in it raise.
    """
    sites: list[Site] = []
    numbers: dict[int, int] = {}
    holder = registry.holder

    def lookup(item: Any) -> int | None:
        return None if holder(id(item)) is None else refer(id(item))

    def refer(identity: int) -> int | None:
        number = numbers.get(identity)
        if number is None:
            site = registry.find(identity)
            if site is not None and accept(site):
                number = numbers[identity] = len(sites)
                sites.append(site)
        return number

    pickled = dump(obj, lookup, kind)
    stream = buffer_digest(*pickled.parts)
    return Snapshot(kind, pickled, sites, stream, [*map(buffer_digest, pickled.buffers)])
