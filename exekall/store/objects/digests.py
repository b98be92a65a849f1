"""Digests of contents: equal for equal contents, in whichever process and database they are.

Content is what pickle makes of an object, with digests in place of references and of large
buffers, and with sets in an order that does not depend on hashes. So the digests of two equal
strings that are one object, and of two that are not, differ: whether these are equal has to be
found out in another way.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable, Iterable
from hashlib import blake2b
from itertools import pairwise
from typing import Any, Final

from exekall.store.objects.atoms import LONG, Kind, kind_of, set_elements
from exekall.store.objects.buffers import LARGE, buffer_digest
from exekall.store.objects.pickling import PROTOCOL, Memo, Sink, flat

__all__ = ["Canonical", "NoDigest", "combined"]

_SIZE: Final = 16
# Elements that are sorted as they are, if all are of one of these types.
_SORTABLE: Final = frozenset({str, bytes, int})
# How many bytes of elements are pickled, in order to sort them, for one dump.
_MOST: Final = 1 << 25
_OVERHEAD: Final = 1000
# How sets are pickled where a subclass does not say something else.
_REDUCTIONS: Final = (set.__reduce__, frozenset.__reduce__)
_CYCLE: Final = "cycle"
_NONE: Final = sys.maxsize


class NoDigest(Exception):  # noqa: N818 - named after what it says
    """There is no digest that holds elsewhere, or finding it takes too much."""


def combined(stream: bytes, others: Iterable[bytes]) -> bytes:
    """Return the digest of a pickle, given its own one, and those of all that belongs to it."""
    digest = blake2b(stream, digest_size=_SIZE)
    for other in others:
        digest.update(other)
    return digest.digest()


class Canonical:
    """The digest of *obj* with sets in canonical order: in that of the digests of the elements.

    *refer* returns the digest of an object that is stored elsewhere, None for others. Raises
    :class:`NoDigest`, and whatever the objects raise.
    """

    def __init__(self, obj: object, refer: Callable[[Any], bytes | None]) -> None:
        self._refer = refer
        # With the sets themselves, which may have been made for the pickler: so they stay alive.
        self._orders: dict[int, tuple[Any, list[Any]]] = {}
        # The sets that are being sorted, by id, with how many are around each; and the outermost
        # one of them that was met again meanwhile.
        self._open: dict[int, int] = {}
        self._outermost = _NONE
        self._pickled = 0
        self.digest, self._pickler = self._dump(obj)

    def numbers(self, shared: Memo) -> dict[int, int]:
        """Return which number here the objects in *shared* have, by the number there."""
        memo = self._pickler.memo.copy()
        found = {}
        for identity, (number, _) in shared.items():
            stand_in = self._pickler.stand_ins.get(identity)
            here = memo.get(identity if stand_in is None else id(stand_in[1]))
            if here is not None:
                found[number] = here[0]
        return found

    def _dump(self, obj: object) -> tuple[bytes, _CanonicalPickler]:
        pickler = _CanonicalPickler(self._refer, self._ordered)
        pickler.dump(obj)
        parts = flat(pickler.parts)
        self._pickled += sum(map(len, parts))
        stream = buffer_digest(*parts)
        pickler.parts.clear()
        return combined(stream, [*pickler.references, *pickler.buffers]), pickler

    def _ordered(self, obj: set[Any] | frozenset[Any]) -> list[Any]:
        """Return the elements in order, but while that is being found, what says so."""
        identity = id(obj)
        if identity in self._open:
            self._outermost = min(self._outermost, self._open[identity])
            # Counted from here outwards (de Bruijn 1972), so that it is the same elsewhere.
            return [_CYCLE, len(self._open) - self._open[identity]]
        if identity in self._orders:
            return self._orders[identity][1]
        outermost = self._outermost
        depth = self._open[identity] = len(self._open)
        self._outermost = _NONE
        try:
            order = self._sorted(obj)
        finally:
            del self._open[identity]
        if self._outermost >= depth:
            # It would be the same order, wherever the search had begun.
            self._orders[identity] = obj, order
            self._outermost = _NONE
        self._outermost = min(self._outermost, outermost)
        return order

    def _sorted(self, obj: set[Any] | frozenset[Any]) -> list[Any]:
        elements = set_elements(obj)
        types = set(map(type, elements))
        if len(types) == 1 and types <= _SORTABLE:
            return sorted(elements)
        keyed = sorted(map(self._keyed, elements), key=_first)
        if any(one[0] == next_[0] for one, next_ in pairwise(keyed)):
            raise NoDigest  # Which of two alike comes first might show elsewhere.
        return [element for _, element in keyed]

    def _keyed(self, element: object) -> tuple[bytes, object]:
        self._pickled += _OVERHEAD
        if self._pickled > _MOST:
            raise NoDigest
        return self._dump(element)[0], element


class _CanonicalPickler(pickle.Pickler):
    """Writes numbers in place of references, and sets in order; large buffers are left out."""

    def __init__(
        self,
        refer: Callable[[Any], bytes | None],
        ordered: Callable[[Any], list[Any]],
    ) -> None:
        self.parts: list[Any] = []
        self.references: list[bytes] = []
        self.buffers: list[bytes] = []
        self._numbers: dict[int, int] = {}
        self._refer = refer
        # By the set's id, the set, which stays alive, and what is always pickled in its place.
        self.stand_ins: dict[int, tuple[Any, list[Any]]] = {}
        self._ordered = ordered
        super().__init__(Sink(self.parts.append), PROTOCOL, buffer_callback=self._keep_small)

    def _keep_small(self, buffer: pickle.PickleBuffer) -> bool:
        view = buffer.raw()
        if view.nbytes < LARGE:
            return True
        self.buffers.append(buffer_digest(view))
        return False

    def persistent_id(self, obj: Any) -> Any:
        cls = type(obj)
        if (cls is str and len(obj) < LONG) or cls is int or cls is float:
            return None
        number = self._numbers.get(id(obj))
        if number is not None:
            return number
        digest = self._refer(obj)
        if digest is not None:
            number = self._numbers[id(obj)] = len(self.references)
            self.references.append(digest)
            return number
        if cls is set or cls is frozenset:
            found = self.stand_ins.get(id(obj))
            if found is None:
                found = self.stand_ins[id(obj)] = obj, [cls.__name__, *self._ordered(obj)]
            return found[1]
        return None

    def reducer_override(self, obj: Any) -> Any:
        cls: Any = type(obj)
        if kind_of(cls) is not Kind.SET or cls.__reduce_ex__ is not object.__reduce_ex__:
            return NotImplemented
        if cls.__reduce__ not in _REDUCTIONS:
            return NotImplemented
        made_by, _, *rest = obj.__reduce__()
        return (made_by, (self._ordered(obj),), *rest)


def _first(pair: tuple[bytes, object]) -> bytes:
    return pair[0]
