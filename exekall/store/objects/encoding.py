"""From objects to what is stored of them: pickles that refer to what was stored before."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import Any, Final

from exekall.pause import collection_paused
from exekall.store.errors import StoreError
from exekall.store.objects.buffers import LARGE, BufferFolder
from exekall.store.objects.changes import Changes, Check
from exekall.store.objects.digests import Canonical, NoDigest, combined
from exekall.store.objects.pickling import Memo
from exekall.store.objects.refusals import refusal
from exekall.store.objects.registry import Entry, Registry, Site, shared_part
from exekall.store.objects.snapshots import Snapshot, snapshot
from exekall.store.records import PayloadKind, Reference, Refusal, Stored

__all__ = ["Encoded", "Encoder"]

# In bytes: an object in a larger value has that one's digest and its number for a digest.
_SMALL: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Encoded:
    """What there is to store of an object: *stored* and its content's *digest*, or a *refusal*.

    *size* is in bytes, uncompressed, without what is merely referred to. The pickle is
    ``stored.data``; where that is empty, it is the last one of ``stored.buffers``. There is no
    digest where none would hold elsewhere.
    """

    stored: Stored | None
    digest: bytes | None
    size: int
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class _Made:
    """A value that was pickled, what is to be remembered of it, and the check of others."""

    taken: Snapshot
    entry: Entry
    shared: Memo
    check: Check


class Encoder:
    """Encodes the values of one database, in the order of their keys. Not for several threads.

    All objects in them that are no atoms stay alive.
    """

    def __init__(self, buffers: BufferFolder) -> None:
        self._buffers = buffers
        self._registry = Registry()
        self._changes = Changes(self._registry)

    def encode(self, obj: object, key: int) -> Encoded:
        """Encode *obj*, what is stored of the value *key*, as it is now.

        Raises nothing but KeyboardInterrupt, and :class:`StoreError` where a buffer cannot be
        written.
        """
        try:
            with collection_paused():
                made = self._made(obj, key)
                if isinstance(made, Refusal):
                    return Encoded(None, None, 0, made)
                stored = self._stored(made.taken)
                self._register(made)
        except (KeyboardInterrupt, StoreError):
            raise
        except BaseException as error:  # there is not enough memory to remember what is stored
            return Encoded(None, None, 0, refusal(obj, error))
        return Encoded(stored, made.entry.digest, made.entry.size, None)

    def adopt(self, obj: object, key: int, stored: Stored) -> bool:
        """Let later values refer to *obj*, which is *stored* as the value *key* already.

        Tells whether they will: not where it would be stored differently now, since the objects in
        it would have other numbers.
        """
        try:
            made = self._made(obj, key)
            if isinstance(made, Refusal) or not _is_stored_as(made.taken, stored):
                return False
            self._register(made)
        except KeyboardInterrupt:
            raise
        except BaseException:  # there is not enough memory to remember what is stored
            return False
        return True

    def stale(self) -> frozenset[int]:
        """Check what was trusted; return the keys of values that may hold something newer.

        These refer to values of which a part was changed, at a time when nobody looked.
        """
        return self._changes.stale()

    def _made(self, obj: object, key: int) -> _Made | Refusal:
        """Pickle *obj*, with references to what was stored before."""
        check = self._changes.check()
        started = perf_counter()
        taken = self._snapshot(obj, check)
        if isinstance(taken, Refusal):
            return taken
        shared, has_sets = shared_part(taken.dump.memo)
        if taken.kind is PayloadKind.DILL:
            shared = {id(obj): (0, obj)}
        entry = Entry(
            key,
            obj,
            taken.kind,
            fingerprint=taken.fingerprint,
            digest=None,
            size=taken.dump.size,
            sites=tuple(taken.sites),
            cost=0.0,
            checked=started,
        )
        self._add_digest(entry, taken, shared if has_sets else None)
        entry.cost = perf_counter() - started - check.spent
        return _Made(taken, entry, shared, check)

    def _register(self, made: _Made) -> None:
        try:
            self._registry.add(made.entry, made.shared)
        except BaseException:
            made.entry.is_changed = True  # Nothing may refer to it.
            raise
        made.check.note_trust(made.entry.key)

    def _snapshot(self, obj: object, check: Check) -> Snapshot | Refusal:
        try:
            return snapshot(obj, PayloadKind.PICKLE, self._registry, check.is_intact)
        except KeyboardInterrupt:
            raise
        except (RecursionError, MemoryError) as error:  # dill takes more of both.
            return refusal(obj, error)
        except BaseException:  # user code raised it, or pickle
            pass
        try:
            return snapshot(obj, PayloadKind.DILL, self._registry, check.is_intact)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            return refusal(obj, error)

    def _stored(self, taken: Snapshot) -> Stored:
        """Write what is large to its folder."""
        parts = taken.dump.parts
        records = [
            self._buffers.put(view, digest=digest)
            for view, digest in zip(taken.dump.buffers, taken.buffers, strict=True)
        ]
        if sum(map(len, parts)) < LARGE:
            data = b"".join(parts)
        else:
            data = b""
            records.append(self._buffers.put(*parts, digest=taken.stream))
        return Stored(taken.kind, data, tuple(records), _references(taken))

    def _add_digest(self, entry: Entry, taken: Snapshot, with_sets: Memo | None) -> None:
        """Find the digest; *with_sets* are the shared objects where there are sets among them."""
        try:
            if taken.sites and taken.sites[0].obj is entry.obj:
                entry.digest = self._digest_of(taken.sites[0])
            elif with_sets is not None:
                canonical = self._canonical(entry.obj, entry)
                entry.digest = canonical.digest
                if entry.size > _SMALL:
                    entry.canonical = canonical.numbers(with_sets)
            else:
                sites = [self._digest_of(site) for site in taken.sites]
                entry.digest = combined(taken.stream, [*sites, *taken.buffers])
        except KeyboardInterrupt:
            raise
        except BaseException:  # none that holds elsewhere, or user code raised something
            entry.digest = None

    def _digest_of(self, site: Site) -> bytes:
        """Return the digest of an object in a value; raises :class:`NoDigest` and anything."""
        entry = site.entry
        if entry.size > _SMALL or site.is_whole:
            if entry.digest is None:
                raise NoDigest
            if site.is_whole:
                return entry.digest
            number = entry.canonical.get(site.number, site.number)
            return combined(entry.digest, [str(number).encode()])
        digest = entry.parts.get(site.number)
        if digest is None:
            digest = entry.parts[site.number] = self._canonical(site.obj, entry).digest
        return digest

    def _canonical(self, obj: object, entry: Entry) -> Canonical:
        """Find the digest of an object that is stored, in full, in *entry*."""

        def refer(item: Any) -> bytes | None:
            site = self._registry.find(id(item))
            if site is None or site.entry is entry or site.entry.is_changed:
                return None
            return self._digest_of(site)

        return Canonical(obj, refer)


def _references(taken: Snapshot) -> tuple[Reference, ...]:
    return tuple(
        [Reference(site.entry.key, None if site.is_whole else site.number) for site in taken.sites]
    )


def _is_stored_as(taken: Snapshot, stored: Stored) -> bool:
    """Tell whether *stored* is what would be stored now."""
    is_large = sum(map(len, taken.dump.parts)) >= LARGE
    data = b"" if is_large else b"".join(taken.dump.parts)
    buffers = [*taken.buffers, taken.stream] if is_large else list(taken.buffers)
    known = [record.digest for record in stored.buffers]
    found = (taken.kind, data, buffers, _references(taken))
    return found == (stored.kind, stored.data, known, stored.references)
