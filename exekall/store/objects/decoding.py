"""From what is stored back to objects, each value once, what it refers to first."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final, Protocol

from exekall.errors import ExekallError
from exekall.store.describing.texts import bounded, plain_text
from exekall.store.errors import ValueProblem
from exekall.store.objects.buffers import BufferProblem, BufferUnavailable
from exekall.store.records import BufferRecord, PayloadKind, Reference, Stored

__all__ = ["Buffers", "Decoder", "DecodingError"]

_LONGEST_DETAIL: Final = 500

_PROBLEMS: Final = {
    BufferProblem.MISSING: ValueProblem.BUFFER_MISSING,
    BufferProblem.DAMAGED: ValueProblem.DAMAGED,
    BufferProblem.UNSUPPORTED: ValueProblem.UNLOADABLE,
}


class Buffers(Protocol):
    """Where large buffers are: a :class:`BufferFolder`, or anything like it."""

    def get(self, record: BufferRecord) -> memoryview:
        """Return a private, writable view; raises :class:`BufferUnavailable`."""


class DecodingError(ExekallError):
    """The value :attr:`key` cannot be loaded: the one asked for, or one that it refers to.

    *subject* is the class, or the buffer's path, that is missing; *detail* what was raised.
    """

    def __init__(
        self, problem: ValueProblem, key: int, subject: str = "", detail: str = ""
    ) -> None:
        super().__init__(problem, key, subject, detail)
        self.problem = problem
        self.key = key
        self.subject = subject
        self.detail = detail


class _ClassMissingError(Exception):
    """Something that is pickled by its name cannot be imported."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(slots=True)
class _Loaded:
    """A value, and the objects in it by the numbers that pickle gave them."""

    obj: object
    memo: Mapping[int, object]

    def at(self, number: int | None) -> object:
        """Return the object with a number, or the value itself; raises KeyError."""
        return self.obj if number is None else self.memo[number]


class Decoder:
    """Loads values. All that was loaded stays alive.

    *fetch* returns what is stored of the value with a key, be it the exception instead of a value,
    or raises.
    """

    def __init__(self, fetch: Callable[[int], Stored], buffers: Buffers) -> None:
        self._fetch = fetch
        self._buffers = buffers
        self._loaded: dict[int, _Loaded] = {}

    def value(self, key: int) -> object:
        """Return the value *key*, the same object each time. This runs what its pickle says.

        Raises :class:`DecodingError`, and what *fetch* raises.
        """
        fetched: dict[int, Stored] = {}
        pending = [] if key in self._loaded else [key]
        while pending:
            current = pending[-1]
            if current in self._loaded:
                pending.pop()
            elif current not in fetched:
                stored = fetched[current] = self._fetch(current)
                wanted = {reference.value for reference in stored.references}
                needed = [other for other in wanted if other not in self._loaded]
                if not fetched.keys().isdisjoint(needed):
                    raise DecodingError(ValueProblem.DAMAGED, current)
                pending += sorted(needed, reverse=True)
            else:
                pending.pop()
                self._loaded[current] = self._load(current, fetched.pop(current))
        return self._loaded[key].obj

    def _load(self, key: int, stored: Stored) -> _Loaded:
        try:
            buffers = [self._buffers.get(record) for record in stored.buffers]
        except BufferUnavailable as error:
            detail = error.detail or str(error.problem)
            raise DecodingError(_PROBLEMS[error.problem], key, str(error.path), detail) from error
        stream: Any = stored.data or buffers.pop()
        try:
            return _load(stream, stored.kind, buffers, self._resolver(stored.references))
        except KeyboardInterrupt:
            raise
        except _ClassMissingError as error:
            detail = _told(error.__cause__ or error)
            raise DecodingError(ValueProblem.CLASS_MISSING, key, error.name, detail) from error
        except BaseException as error:  # whatever the user's code does
            raise DecodingError(ValueProblem.UNLOADABLE, key, detail=_told(error)) from error

    def _resolver(self, references: Sequence[Reference]) -> Callable[[Any], object]:
        def resolve(number: Any) -> object:
            reference = references[number]
            return self._loaded[reference.value].at(reference.index)

        return resolve


class _Resolving:
    """What unpicklers have in common: they resolve references, and name a class that is missing."""

    resolve: Callable[[Any], object]

    def persistent_load(self, pid: Any) -> object:
        return self.resolve(pid)

    def find_class(self, module: str, name: str) -> Any:
        try:
            return super().find_class(module, name)  # type: ignore[misc]  # it is mixed in
        except (ImportError, AttributeError) as error:
            raise _ClassMissingError(f"{module}.{name}") from error


class _Unpickler(_Resolving, pickle.Unpickler):
    pass


def _load(
    stream: bytes | memoryview,
    kind: PayloadKind,
    buffers: Iterable[memoryview],
    resolve: Callable[[Any], object],
) -> _Loaded:
    if kind is PayloadKind.DILL:
        return _Loaded(_load_with_dill(stream, buffers, resolve), {})
    unpickler = _Unpickler(BytesIO(stream), buffers=buffers)
    unpickler.resolve = resolve
    obj = unpickler.load()
    return _Loaded(obj, unpickler.memo.copy())


def _load_with_dill(
    stream: bytes | memoryview, buffers: Iterable[memoryview], resolve: Callable[[Any], object]
) -> object:
    import dill

    class Unpickler(_Resolving, dill.Unpickler):  # type: ignore[misc]  # dill is not typed
        pass

    unpickler = Unpickler(BytesIO(stream), buffers=buffers)
    unpickler.resolve = resolve
    return unpickler.load()


def _told(error: BaseException) -> str:
    """Return the type and the text of what was raised."""
    try:
        text = plain_text(str(error))
    except KeyboardInterrupt:
        raise
    except BaseException:  # user code
        text = ""
    name = type(error).__name__
    return bounded(f"{name}: {text}" if text else name, _LONGEST_DETAIL)
