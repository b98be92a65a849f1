"""One run of a pickler: the stream, the large buffers beside it, and the objects in it."""

from __future__ import annotations

import io
import pickle
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from exekall.store.objects.buffers import LARGE
from exekall.store.records import PayloadKind

__all__ = ["PROTOCOL", "Dump", "Lookup", "Memo", "Sink", "dump", "flat"]

PROTOCOL: Final = 5

# Objects by their id: the number that pickle gave each, and the object.
Memo = dict[int, tuple[int, object]]
# What stands for an object instead of its own pickle, None where there is no such thing.
Lookup = Callable[[Any], Any]


@dataclass(slots=True)
class Dump:
    """The pickle of an object in *parts*; *buffers* are what it takes beside it, in that order.

    Of what dill pickled there is no *memo*.
    """

    parts: list[bytes | memoryview]
    buffers: list[memoryview]
    memo: Memo

    @property
    def size(self) -> int:
        """How many bytes that is altogether."""
        return sum(map(len, self.parts)) + sum(map(len, self.buffers))


# dill would store the name of a file, and open it when the value is loaded: that might empty it.
_FILES: Final = frozenset(
    {io.FileIO, io.TextIOWrapper, io.BufferedReader, io.BufferedWriter, io.BufferedRandom}
)


class Sink:
    """A file that keeps what is written to it."""

    __slots__ = ("write",)

    def __init__(self, write: Callable[[Any], object]) -> None:
        self.write = write


def dump(obj: object, lookup: Lookup, kind: PayloadKind = PayloadKind.PICKLE) -> Dump:
    """Pickle *obj*, with what *lookup* returns in place of each object that it knows.

    Raises whatever the objects in it raise. Nothing is copied: buffers are views of the objects.
    """
    parts: list[Any] = []
    buffers: list[memoryview] = []

    def keep_large(buffer: pickle.PickleBuffer) -> bool:
        view = buffer.raw()
        if view.nbytes < LARGE:
            return True
        buffers.append(view)
        return False

    sink = Sink(parts.append)
    if kind is PayloadKind.DILL:
        _dump_with_dill(obj, sink, keep_large, lookup)
        return Dump(flat(parts), buffers, {})
    pickler = _Pickler(sink, keep_large, lookup)
    pickler.dump(obj)
    return Dump(flat(parts), buffers, pickler.memo.copy())


class _Pickler(pickle.Pickler):
    """A pickler that calls *lookup* itself, which spares a call for each object."""

    def __init__(self, sink: Sink, callback: Callable[[Any], bool], lookup: Lookup) -> None:
        # Python 3.13.0 takes it in a subclass only, and earlier ones look for it right now.
        self.persistent_id = lookup  # type: ignore[method-assign]  # what else a method calls
        super().__init__(sink, PROTOCOL, buffer_callback=callback)


def flat(parts: list[Any]) -> list[bytes | memoryview]:
    """Return what a pickler wrote as bytes, and where it wrote an object's own memory, as views."""
    return [part if type(part) is bytes else pickle.PickleBuffer(part).raw() for part in parts]


def _dump_with_dill(
    obj: object, sink: Sink, callback: Callable[[Any], bool], lookup: Lookup
) -> None:
    import dill

    def refuse_files(item: Any) -> Any:
        if type(item) in _FILES and item not in (sys.__stdin__, sys.__stdout__, sys.__stderr__):
            raise pickle.PicklingError(f"cannot pickle {type(item).__name__!r} object")
        return lookup(item)

    pickler = dill.Pickler(sink, PROTOCOL, buffer_callback=callback)
    pickler.persistent_id = refuse_files
    pickler.reducer_override = _reduced_array
    with warnings.catch_warnings():
        # Of what can be stored in part only it warns: what then happens at loading, is told then.
        warnings.simplefilter("ignore")
        pickler.dump(obj)


def _reduced_array(obj: Any) -> Any:
    """Reduce arrays of numpy as pickle does: dill would copy them into the stream."""
    cls = type(obj)
    is_array = cls.__module__ == "numpy" and cls.__name__ == "ndarray"
    return obj.__reduce_ex__(PROTOCOL) if is_array else NotImplemented
