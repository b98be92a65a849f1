"""Calling the hooks of an adaptor, which are other people's code and may raise anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ParamSpec, TypeVar

from exekall.errors import ExekallError, HookError, HookResultError

__all__ = ["asked", "collected"]

P = ParamSpec("P")
R = TypeVar("R")


def asked(hook: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Return what *hook* returns.

    Whatever it raises becomes a :class:`HookError`, SystemExit too, but for KeyboardInterrupt and
    exekall's own errors, which are passed on.
    """
    try:
        return hook(*args, **kwargs)
    except (KeyboardInterrupt, ExekallError):
        raise
    except BaseException as error:
        raise HookError(hook.__name__) from error


def collected(hook: Callable[P, Iterable[R]], *args: P.args, **kwargs: P.kwargs) -> list[R]:
    """Return all that *hook* returns or yields; what it raises meanwhile, as :func:`asked` does.

    Raises :class:`HookResultError` where that is no collection, for want of a ``return`` mostly.
    """
    found = asked(hook, *args, **kwargs)
    if not isinstance(found, Iterable):
        raise HookResultError(hook.__name__, type(found))
    try:
        return list(found)
    except (KeyboardInterrupt, ExekallError):
        raise
    except BaseException as error:
        raise HookError(hook.__name__) from error
