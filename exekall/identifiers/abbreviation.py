"""The size rule: how IDs that would grow beyond measure are kept short.

As text an ID is a tree, and a graph of a few dozen shared nodes can unfold into more text than
fits any disk. Hence an ID longer than :data:`MAX_LENGTH` is abbreviated:

* The *depth* of a sub-ID is the number of parameters between it and the root, whose depth is 0. A
  sub-ID of up to :data:`ABBREVIATED_LENGTH` characters is always written out.
* Depth by depth, beginning with the greatest, all longer sub-IDs of that depth are replaced by
  ``~`` and 12 hexadecimal digits of their digest, until the whole fits. What is below a replaced
  sub-ID is gone with it. So the written levels are the most that fit, and the levels that are
  replaced are the fewest.
* Where all sub-IDs of depth 1 are replaced and it still does not fit, the root's list of
  parameters becomes ``(~digest)``; then its tags, all in one, ``[~digest]``; then the whole ID
  ``~digest``. These digests are the root's.

The levels are found from the root downwards. Writing one more level always makes an ID longer, and
each node in it costs a character at least; so the work is bounded by the length that is allowed,
whatever the size of the graph.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from hashlib import blake2b
from typing import Final, TypeVar

from exekall.identifiers.segments import SegmentTable

__all__ = [
    "ABBREVIATED_LENGTH",
    "ALL_LEVELS",
    "MAX_LENGTH",
    "abbreviation",
    "length_within",
    "value_digest",
    "written_depth",
]

MAX_LENGTH: Final = 1000
ALL_LEVELS: Final = sys.maxsize

_DIGITS: Final = 12
ABBREVIATED_LENGTH: Final = 1 + _DIGITS

N = TypeVar("N")


def value_digest(label: str, params: Iterable[tuple[str, bytes]]) -> bytes:
    """Return the digest of a value: its operator's full name with the tags, and its parameters.

    Live and stored values have to have the same, since it is part of their IDs.
    """
    digest = blake2b(label.encode(), digest_size=16)
    for name, param in params:
        digest.update(f"\0{name}\0".encode() + param)
    return digest.digest()


def abbreviation(digest: bytes) -> str:
    """Return what stands for a sub-ID with this *digest*."""
    return "~" + digest.hex()[:_DIGITS]


def length_within(table: SegmentTable[N], node: N, limit: int = ABBREVIATED_LENGTH) -> int | None:
    """Return the length of a whole sub-ID, None where it is longer than *limit*.

    Every parameter takes a character at least, hence few nodes are looked at in any case.
    """
    length = 0
    stack = [node]
    while stack:
        segment = table[stack.pop()]
        length += segment.size
        if length > limit:
            return None
        stack += segment.children
    return length


def written_depth(table: SegmentTable[N], root: N, max_length: int) -> int:
    """Return the greatest depth at which sub-IDs longer than an abbreviation can be written out.

    It is :data:`ALL_LEVELS` where nothing needs abbreviating, and -1 where not even the root fits
    with all its parameters abbreviated.
    """
    if length_within(table, root, max_length) is not None:
        return ALL_LEVELS
    length = ABBREVIATED_LENGTH
    level = [root]
    depth = 0
    while True:
        deeper: list[N] = []
        for node in level:
            segment = table[node]
            length += segment.size - ABBREVIATED_LENGTH
            for child in segment.children:
                short = length_within(table, child)
                if short is None:
                    deeper.append(child)
                length += ABBREVIATED_LENGTH if short is None else short
            if length > max_length:
                return depth - 1
        level = deeper
        depth += 1
