"""What an object looks like, in one bounded text that is the same in every process.

Most of what is large is never looked at. Sets are in an order that does not depend on hashes, and
there are no addresses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import fields
from heapq import nsmallest
from types import NoneType
from typing import Any, Final

from exekall.names import type_name
from exekall.store.objects.atoms import set_elements, set_length

__all__ = ["bounded", "bounded_text", "class_name", "plain_text"]

_DEPTH: Final = 6
# The elements of a set that come first are looked for among so many, or among any number of text,
# or of numbers.
_SORTED: Final = 1000
_SORTABLE: Final = frozenset({str, bytes, int, float})
# Larger numbers may not be written in decimal digits.
_BITS: Final = 4096
_ADDRESS: Final = re.compile(r" at 0x[0-9a-fA-F]+")
_ELLIPSIS: Final = "..."


def bounded_text(obj: object, limit: int = 200) -> str:
    """Return the text of *obj*, with at most *limit* characters; raises KeyboardInterrupt only."""
    return bounded(_Writer(limit).text(obj), limit)


def bounded(text: str, limit: int) -> str:
    """Cut *text* to *limit* characters, the last of which then say so."""
    return text if len(text) <= limit else text[: limit - len(_ELLIPSIS)] + _ELLIPSIS


def class_name(cls: type) -> str:
    """Return the full name of a class, whatever its metaclass says of that."""
    try:
        return plain_text(type_name(cls))
    except KeyboardInterrupt:
        raise
    except BaseException:  # user code
        return str(type.__dict__["__qualname__"].__get__(cls))


def plain_text(text: str) -> str:
    """Return what user code made as text that can be written to a file."""
    return str.encode(text, "utf-8", "backslashreplace").decode()


class _Writer:
    """Writes one object, and of it not much more than *room* characters."""

    def __init__(self, room: int) -> None:
        self.room = room
        self._depth = 0
        self._open: set[int] = set()

    def text(self, obj: Any) -> str:
        """Write anything; what its own code raises is written in its place."""
        try:
            write = _WRITERS.get(type(obj)) or _writer_of(type(obj))
            if write in _LEAVES:
                return write(self, obj)
            return self._nested(write, obj)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # user code
            return f"<{class_name(type(obj))} object: {type(error).__name__} in __repr__>"

    def items(self, items: Iterable[Any], write: Callable[[Any], str] | None = None) -> str:
        """Write *items* between commas, until there is more than enough."""
        texts = []
        length = 0
        for item in items:
            text = (write or self.text)(item)
            texts.append(text)
            length += len(text) + 2
            if length > self.room:
                texts.append(_ELLIPSIS)
                break
        return ", ".join(texts)

    def _nested(self, write: _Write, obj: Any) -> str:
        """Write what holds others, unless it lies too deep, or in itself."""
        if self._depth >= _DEPTH or id(obj) in self._open:
            return _ELLIPSIS
        self._depth += 1
        self._open.add(id(obj))
        try:
            return write(self, obj)
        finally:
            self._depth -= 1
            self._open.discard(id(obj))


_Write = Callable[[_Writer, Any], str]


def _simple(_: _Writer, obj: Any) -> str:
    return repr(obj)


def _integer(_: _Writer, obj: int) -> str:
    return repr(obj) if obj.bit_length() <= _BITS else hex(obj >> obj.bit_length() - _BITS)


def _string(writer: _Writer, obj: Any) -> str:
    return repr(obj if len(obj) <= writer.room else obj[: writer.room])


def _own(_: _Writer, obj: Any) -> str:
    """Write what a class writes itself, without addresses."""
    written_by: Any = type(obj).__repr__
    if written_by is object.__repr__:
        return f"<{class_name(type(obj))} object>"
    return _ADDRESS.sub("", plain_text(repr(obj)))


def _list(writer: _Writer, obj: list[Any]) -> str:
    return f"[{writer.items(obj)}]"


def _tuple(writer: _Writer, obj: tuple[Any, ...]) -> str:
    return f"({writer.items(obj)},)" if len(obj) == 1 else f"({writer.items(obj)})"


def _dict(writer: _Writer, obj: dict[Any, Any]) -> str:
    def pair(item: tuple[Any, Any]) -> str:
        return f"{writer.text(item[0])}: {writer.text(item[1])}"

    return f"{{{writer.items(obj.items(), pair)}}}"


def _dataclass(writer: _Writer, obj: Any) -> str:
    def pair(name: str) -> str:
        return f"{name}={writer.text(getattr(obj, name))}"

    names = [field.name for field in fields(obj) if field.repr]
    return f"{type(obj).__qualname__}({writer.items(names, pair)})"


def _exception(writer: _Writer, obj: BaseException) -> str:
    return f"{type(obj).__name__}({writer.items(BaseException.__dict__['args'].__get__(obj))})"


def _set(writer: _Writer, obj: set[Any] | frozenset[Any]) -> str:
    """Write a set in the order of its elements, or where they have none, of their texts."""
    count = set_length(obj)
    name = type(obj).__name__
    if count == 0:
        return f"{name}()"
    elements = set_elements(obj)
    kinds = set(map(type, elements))
    if len(kinds) == 1 and kinds <= _SORTABLE:
        text = writer.items(nsmallest(writer.room // 3 + 2, elements))
    elif count <= _SORTED:
        text = writer.items(sorted(map(writer.text, elements)), str)
    else:
        text = _ELLIPSIS
    return f"{{{text}}}" if name == "set" else f"{name}({{{text}}})"


_LEAVES: Final = frozenset({_simple, _integer, _string, _own})
_WRITERS: Final[dict[type, _Write]] = {
    NoneType: _simple,
    bool: _simple,
    float: _simple,
    int: _integer,
    str: _string,
    bytes: _string,
    bytearray: _string,
    list: _list,
    tuple: _tuple,
    dict: _dict,
    set: _set,
    frozenset: _set,
}


def _writer_of(cls: type) -> _Write:
    """Return how objects of a class that is none of the usual ones are written."""
    written_by: Any = cls.__repr__
    if written_by in (set.__repr__, frozenset.__repr__):
        return _set
    if written_by is BaseException.__repr__:
        return _exception
    return _dataclass if _is_generated(written_by) else _own


def _is_generated(function: Any) -> bool:
    """Tell whether the module ``dataclasses`` made a ``__repr__``: its source is in no file."""
    inner = getattr(function, "__wrapped__", None)
    code = getattr(inner, "__code__", None)
    return code is not None and code.co_filename == "<string>"
