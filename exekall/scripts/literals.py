"""Values written as source text that evaluates back to an equal value of the same type."""

from __future__ import annotations

import math
import pathlib
from enum import Enum
from types import BuiltinFunctionType, FunctionType
from typing import TYPE_CHECKING, Any, Final

from exekall.scripts.variables import is_plain_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from exekall.scripts.references import References

__all__ = ["literal"]

# The parser refuses more than 200 nested brackets, and nobody reads that many.
_MAX_DEPTH: Final = 50
_MAX_ATOMS: Final = 20_000
_DECIMAL_BITS: Final = 4_000
_PATHS: Final = (
    pathlib.PurePosixPath,
    pathlib.PureWindowsPath,
    pathlib.PosixPath,
    pathlib.WindowsPath,
)


class _NoLiteralError(Exception):
    """Some part of the value has no literal form."""


def literal(value: object, references: References) -> str | None:
    """Return an expression for *value*, or None where there is none.

    Numbers, text, ``None``, ``...``, the builtin containers of such (no subclasses), enum members,
    paths, and classes and functions that can be imported have one.
    """
    try:
        return _Writer(references).write(value, _MAX_DEPTH)
    except _NoLiteralError:
        return None


class _Writer:
    """Writes one value, within a budget: shared containers could be exponentially large as text."""

    def __init__(self, references: References) -> None:
        self._references = references
        self._budget = _MAX_ATOMS

    def write(self, value: object, depth: int) -> str:
        self._budget -= 1
        if depth == 0 or self._budget < 0:
            raise _NoLiteralError
        type_ = type(value)
        if (atom := _ATOMS.get(type_)) is not None:
            return atom(value)
        if type_ in {tuple, list, set, frozenset}:
            return self._collection(value, depth - 1)  # type: ignore[arg-type]
        if type_ is dict:
            return self._mapping(value, depth - 1)  # type: ignore[arg-type]
        if isinstance(value, Enum):
            return self._member(value, depth - 1)
        if type_ in _PATHS:
            return self._path(value)  # type: ignore[arg-type]
        if isinstance(value, (type, FunctionType, BuiltinFunctionType)):
            return self._named(value)
        raise _NoLiteralError

    def _collection(self, values: Iterable[object], depth: int) -> str:
        items = [self.write(value, depth) for value in values]
        if isinstance(values, list):
            return f"[{', '.join(items)}]"
        if isinstance(values, tuple):
            return f"({items[0]},)" if len(items) == 1 else f"({', '.join(items)})"
        inner = f"{{{', '.join(sorted(items))}}}" if items else ""
        if isinstance(values, frozenset):
            return f"frozenset({inner})"
        return inner or "set()"

    def _mapping(self, values: Mapping[object, object], depth: int) -> str:
        pairs = (f"{self.write(k, depth)}: {self.write(v, depth)}" for k, v in values.items())
        return f"{{{', '.join(pairs)}}}"

    def _member(self, member: Enum, depth: int) -> str:
        class_ = self._named(type(member))
        if is_plain_name(member.name or "") and type(member).__members__[member.name] is member:
            return f"{class_}.{member.name}"
        # A combination of flags has no name of its own.
        try:
            found = type(member)(member.value)
        except ValueError:
            raise _NoLiteralError from None
        if found is not member:
            raise _NoLiteralError
        return f"{class_}({self.write(member.value, depth)})"

    def _path(self, path: pathlib.PurePath) -> str:
        class_ = pathlib.Path if isinstance(path, pathlib.Path) else type(path)
        if type(class_(str(path))) is not type(path) or class_(str(path)) != path:
            raise _NoLiteralError
        return f"{self._references.module(pathlib)}.{class_.__name__}({str(path)!r})"

    def _named(self, found: object) -> str:
        text = self._references.named(found)
        if text is None:
            raise _NoLiteralError
        return text


def _integer(value: Any) -> str:
    # Python limits the conversion of very long decimal numbers, not of hexadecimal ones.
    return repr(value) if value.bit_length() < _DECIMAL_BITS else hex(value)


def _float(value: Any) -> str:
    return repr(value) if math.isfinite(value) else f"float({str(value)!r})"


def _complex(value: Any) -> str:
    return f"complex({_float(value.real)}, {_float(value.imag)})"


_ATOMS: Final[Mapping[type, Callable[[Any], str]]] = {
    type(None): repr,
    bool: repr,
    int: _integer,
    float: _float,
    complex: _complex,
    str: repr,
    bytes: repr,
    type(...): lambda _: "...",
    type(NotImplemented): repr,
}
