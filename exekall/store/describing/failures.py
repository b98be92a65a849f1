"""Exceptions as records."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable
from itertools import islice
from types import TracebackType
from typing import Any, Final, TypeVar

from exekall.discovery.user_frames import is_own_frame, last_user_place
from exekall.store.describing.description import type_record
from exekall.store.describing.texts import bounded, bounded_text, plain_text
from exekall.store.records import FailureRecord

__all__ = ["failure_record"]

_LONGEST_MESSAGE: Final = 10_000
_LONGEST_NOTE: Final = 2000
_MOST_NOTES: Final = 50
_MOST_ARGS: Final = 20
# Of a traceback, the first and the last frames; repeated ones count as one.
_FRAMES: Final = 50
_LONGEST_FRAME: Final = 1000
# Of causes, contexts and members of groups.
_DEPTH: Final = 10
_MOST_RECORDS: Final = 100
_MOST_MEMBERS: Final = 20

_T = TypeVar("_T")


def failure_record(error: BaseException) -> FailureRecord:
    """Describe *error*, bounded in every direction; raises KeyboardInterrupt only.

    The traceback begins with the first frame that is not exekall's. It is the one of this
    exception alone, with its last line and notes: causes, contexts and the members of groups have
    records, and tracebacks, of their own.
    """
    return _Recording().record(error, 0)


class _Recording:
    """The records of an exception and of those that belong to it."""

    def __init__(self) -> None:
        self._open: set[int] = set()
        self._count = 0

    def record(self, error: BaseException, depth: int) -> FailureRecord:
        """Describe *error*, which belongs to *depth* others."""
        self._count += 1
        self._open.add(id(error))
        cause = _slot(error, "__cause__")
        context = None if _slot(error, "__suppress_context__") else _slot(error, "__context__")
        record = FailureRecord(
            type_record(type(error)),
            bounded(_message(error), _LONGEST_MESSAGE),
            tuple(map(bounded_text, _slot(error, "args")[:_MOST_ARGS])),
            _traceback(error),
            tuple(_notes(error)),
            plain_text(_contained(lambda: last_user_place(error), "")),
            self._related(cause, depth),
            self._related(context if cause is None else None, depth),
            tuple([each for each in self._members(error, depth) if each is not None]),
        )
        self._open.discard(id(error))
        return record

    def _related(self, error: BaseException | None, depth: int) -> FailureRecord | None:
        """Describe an exception that belongs to another, unless it leads back, or too far."""
        if error is None or id(error) in self._open:
            return None
        if depth >= _DEPTH or self._count >= _MOST_RECORDS:
            return None
        return self.record(error, depth + 1)

    def _members(self, error: BaseException, depth: int) -> Iterable[FailureRecord | None]:
        if isinstance(error, BaseExceptionGroup):
            members = BaseExceptionGroup.exceptions.__get__(error)
            for member in members[:_MOST_MEMBERS]:
                yield self._related(member, depth)


def _slot(error: BaseException, name: str) -> Any:
    """Return what the interpreter itself keeps, whatever a subclass makes of that."""
    return BaseException.__dict__[name].__get__(error)


def _message(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return _contained(lambda: plain_text(str(error.msg or "")), "")
    return _contained(lambda: plain_text(str(error)), "")


def _notes(error: BaseException) -> list[str]:
    notes: list[Any] = []
    notes = _contained(lambda: list(islice(getattr(error, "__notes__", ()), _MOST_NOTES)), notes)
    return [
        bounded(plain_text(note) if isinstance(note, str) else bounded_text(note), _LONGEST_NOTE)
        for note in notes
    ]


def _traceback(error: BaseException) -> str:
    """Write the frames of *error* and its last lines."""
    last = _last_lines(error)
    start = _start(error.__traceback__)
    frames: list[str] = []
    frames = _contained(lambda: traceback.format_tb(start), frames)
    if len(frames) > 2 * _FRAMES:
        frames = [*frames[:_FRAMES], "  ...\n", *frames[-_FRAMES:]]
    lines = [bounded(frame.rstrip("\n"), _LONGEST_FRAME) for frame in frames]
    if lines:
        lines.insert(0, "Traceback (most recent call last):")
    lines.append(bounded("".join(last).rstrip("\n"), _LONGEST_MESSAGE))
    return plain_text("\n".join(lines))


def _last_lines(error: BaseException) -> list[str]:
    name = type_record(type(error)).name
    if isinstance(error, BaseExceptionGroup):
        # The standard library would look at all that is in it, and at what is shared repeatedly.
        return [f"{name}: {_message(error)}\n", *(f"{note}\n" for note in _notes(error))]
    return _contained(lambda: traceback.format_exception_only(error), [f"{name}\n"])


def _start(first: TracebackType | None) -> TracebackType | None:
    """Return where the traceback leaves exekall for the first time."""
    current = first
    while current is not None and is_own_frame(current.tb_frame.f_code.co_filename):
        current = current.tb_next
    return first if current is None else current


def _contained(read: Callable[[], _T], otherwise: _T) -> _T:
    """Return what *read* returns, or *otherwise* if it raises."""
    try:
        return read()
    except KeyboardInterrupt:
        raise
    except BaseException:  # user code
        return otherwise
