"""From objects to what is stored of them: pickles that refer to what was stored before."""

from __future__ import annotations

from dataclasses import dataclass

from exekall.store.buffers import BufferFolder
from exekall.store.records import Refusal, Stored

__all__ = ["Encoded", "Encoder"]


@dataclass(frozen=True, slots=True)
class Encoded:
    """What there is to store of an object: *stored* and its content's *digest*, or a *refusal*.

    *size* is in bytes, uncompressed, without what is merely referred to. The pickle is
    ``stored.data``; where that is empty, it is the last one of ``stored.buffers``.
    """

    stored: Stored | None
    digest: bytes | None
    size: int
    refusal: Refusal | None


class Encoder:
    """Encodes the values of one database, in the order of their keys. Not for several threads."""

    def __init__(self, buffers: BufferFolder) -> None:
        self._buffers = buffers

    def encode(self, obj: object, key: int) -> Encoded:
        """Encode *obj*, the value *key*, as it is now.

        Raises nothing but KeyboardInterrupt, and :class:`StoreError` where a buffer cannot be
        written.
        """
        raise NotImplementedError

    def stale(self) -> frozenset[int]:
        """Check what was trusted; return the keys of values that may hold something newer.

        These refer to values of which a part was changed, at a time when nobody looked.
        """
        raise NotImplementedError
