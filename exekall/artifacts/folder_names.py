"""IDs as names of folders."""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import Final

from exekall.identifiers.abbreviation import ABBREVIATED_LENGTH, abbreviation

__all__ = ["MAX_BYTES", "folder_name"]

MAX_BYTES: Final = 200

# Separators of paths, control characters, line separators and halves of surrogate pairs.
_UNSAFE: Final = re.compile("[/\\\\\0-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
# What is at the top of an artifact folder already, in a folder that ignores case or not.
_TAKEN: Final = re.compile(
    r"\.|(uuid|by_uuid|origin|summary|all_scripts\.py|(info|debug)\.log|value_db(\..*)?)\Z",
    re.IGNORECASE,
)


def folder_name(id_: str) -> str:
    """Return the name of the folder for expressions with this ID.

    It is the ID where that can be the name of a folder, else a similar name that ends with ``~``
    and 12 hexadecimal digits of the ID's digest. It has at most :data:`MAX_BYTES` bytes, as UTF-8.
    """
    name = _UNSAFE.sub("_", id_)
    if name == id_ and name and not _TAKEN.match(name) and len(name.encode()) <= MAX_BYTES:
        return name
    digest = blake2b(id_.encode(errors="surrogatepass"), digest_size=16).digest()
    return _cut(name.lstrip("."), MAX_BYTES - ABBREVIATED_LENGTH) + abbreviation(digest)


def _cut(text: str, size: int) -> str:
    """Return as many whole characters from the beginning of *text* as *size* bytes hold."""
    return text.encode()[:size].decode(errors="ignore")
