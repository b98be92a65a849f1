"""A database in memory but for its large buffers, and objects to put into it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from exekall.store.objects.buffers import BufferFolder
from exekall.store.objects.decoding import Decoder
from exekall.store.objects.encoding import Encoded, Encoder
from exekall.store.records import Stored


class Memory:
    """Values by their keys: 0, 1, and so on."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.buffers = BufferFolder(folder / "db.buffers")
        self.encoder = Encoder(self.buffers)
        self.encoded: list[Encoded] = []

    def put(self, obj: object) -> Encoded:
        """Store *obj* as the next value."""
        encoded = self.encoder.encode(obj, len(self.encoded))
        self.encoded.append(encoded)
        return encoded

    def stored(self, key: int) -> Stored:
        """Return what is stored of a value."""
        stored = self.encoded[key].stored
        assert stored is not None
        return stored

    def decoder(self) -> Decoder:
        """Return what reads the database anew."""
        return Decoder(self.stored, BufferFolder(self.buffers.path))

    def values(self) -> list[Any]:
        """Load everything anew."""
        decoder = self.decoder()
        return [decoder.value(key) for key in range(len(self.encoded))]


@dataclass
class Point:
    x: int
    y: int


@dataclass
class Held:
    """Anything, under a name."""

    held: Any
    others: list[Any] = field(default_factory=list)


class Node:
    """A node of a linked list."""

    def __init__(self, following: Node | None) -> None:
        self.following = following


def linked(length: int) -> Node:
    """Make a linked list."""
    node = Node(None)
    for _ in range(length - 1):
        node = Node(node)
    return node


class Hostile:
    """Does *act* when it is pickled."""

    def __init__(self, act: Callable[[], object]) -> None:
        self.act = act

    def __reduce__(self) -> Any:
        return self.act()


class Refusing:
    """Cannot be pickled."""

    def __reduce__(self) -> Any:
        raise TypeError("never")
