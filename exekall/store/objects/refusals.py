"""Finding the part of an object that cannot be stored."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import chain, islice
from time import perf_counter
from typing import Any, Final

from exekall.store.describing.description import type_record
from exekall.store.describing.texts import bounded, bounded_text, plain_text
from exekall.store.objects.atoms import set_elements
from exekall.store.objects.pickling import PROTOCOL, dump
from exekall.store.records import PayloadKind, Refusal

__all__ = ["refusal"]

# Seconds, and parts of one object.
_LONGEST: Final = 0.5
_MOST_PARTS: Final = 1000
_LONGEST_PATH: Final = 200
_LONGEST_MESSAGE: Final = 500


def refusal(obj: object, error: BaseException) -> Refusal:
    """Return the nearest part of *obj* that refuses although all of its own parts do not.

    *error* is what pickling raised. The search is bounded; where it gives up, the part is one that
    has the culprit in it. What is merely nested too deeply, or too large, has no such part.
    """
    if isinstance(error, RecursionError | MemoryError):
        return _refusal("", obj, error)
    try:
        found = _culprit(obj, error)
    except KeyboardInterrupt:
        raise
    except BaseException:  # user code, asked for its parts
        found = ("", obj, error)
    return _refusal(*found)


def _refusal(path: str, obj: object, error: BaseException) -> Refusal:
    try:
        message = plain_text(str(error))
    except KeyboardInterrupt:
        raise
    except BaseException:  # user code
        message = ""
    name = type_record(type(error)).name
    text = f"{name}: {message}" if message else name
    return Refusal(path, type_record(type(obj)).name, bounded(text, _LONGEST_MESSAGE))


def _culprit(root: object, error: BaseException) -> tuple[str, object, BaseException]:
    """Search breadth first among what refuses, for what has no part that refuses."""
    deadline = perf_counter() + _LONGEST
    seen = {id(root): root}
    nearest = ("", root, error)
    pending = deque([nearest])
    while pending:
        path, obj, why = pending.popleft()
        is_culprit = True
        for piece, part in islice(_parts(obj), _MOST_PARTS):
            if perf_counter() > deadline:
                return nearest
            if id(part) in seen:
                is_culprit = False
            elif (refused := _refused(part)) is not None:
                is_culprit = False
                seen[id(part)] = part
                if len(path) + len(piece) <= _LONGEST_PATH:
                    pending.append((path + piece, part, refused))
        if is_culprit:
            return path, obj, why
        nearest = pending[0] if pending else nearest
    return nearest


def _refused(obj: object) -> BaseException | None:
    """Return what keeps an object from being pickled in either way."""
    refused = None
    for kind in (PayloadKind.PICKLE, PayloadKind.DILL):
        try:
            dump(obj, _unknown, kind)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # user code, or the picklers
            refused = refused or error
        else:
            return None
    return refused


def _unknown(_: object) -> None:
    return None


def _parts(obj: Any) -> Iterator[tuple[str, Any]]:
    """Yield the parts of an object with what leads to them."""
    if isinstance(obj, dict):
        for key, value in list(dict.items(obj)):
            yield f"[{bounded_text(key, 40)}]", value
            yield f".keys()[{bounded_text(key, 40)}]", key
    elif isinstance(obj, list | tuple):
        for index, item in enumerate(obj):
            yield f"[{index}]", item
    elif isinstance(obj, set | frozenset):
        for item in set_elements(obj):
            yield f"{{{bounded_text(item, 40)}}}", item
    if type(obj) not in (dict, list, tuple, set, frozenset):
        yield from _reduced_parts(obj)


def _reduced_parts(obj: Any) -> Iterator[tuple[str, Any]]:
    """Yield what ``__reduce_ex__`` says that an object is made of."""
    try:
        reduced = obj.__reduce_ex__(PROTOCOL)
        made_of = list(reduced[1:]) if isinstance(reduced, tuple) else []
        arguments, state, items, pairs = (made_of + [None] * 4)[:4]
    except KeyboardInterrupt:
        raise
    except BaseException:  # It refuses itself.
        return
    yield from _state_parts(state)
    for index, argument in enumerate(arguments or ()):
        yield f".__reduce__()[1][{index}]", argument
    for index, item in enumerate(chain(items or (), pairs or ())):
        yield f"[{index}]", item


def _state_parts(state: Any) -> Iterator[tuple[str, Any]]:
    """Yield attributes, by their names: those in a dictionary, or beside it those in slots."""
    if type(state) is tuple and all(each is None or type(each) is dict for each in state):
        for each in state:
            yield from _state_parts(each)
    elif type(state) is dict:
        for name, value in state.items():
            yield f".{name}" if isinstance(name, str) else f"[{bounded_text(name, 40)}]", value
    elif state is not None:
        yield ".__getstate__()", state
