"""Exceptions of the user's code in one line: what, and where."""

from __future__ import annotations

from collections.abc import Callable

from exekall.discovery.user_frames import last_user_place
from exekall.rendering.wording import place

__all__ = ["contained_text", "error_text"]


def error_text(error: BaseException, with_place: bool = True) -> str:
    """Return the type and the message of *error*, and where in user code it was raised.

    An ``__str__`` that raises is told, not passed on.
    """
    told = f": {error.msg}" if isinstance(error, SyntaxError) and error.msg else _message(error)
    text = f"{type(error).__name__}{told}"
    where = last_user_place(error) if with_place else ""
    return f"{text} ({place(where)})" if where else text


def contained_text(write: Callable[[], str]) -> str:
    """Return what *write* returns, or in angle brackets what it raises."""
    try:
        text = write()
        if isinstance(text, str):
            return text
        return f"<no text: {type(text).__name__} returned>"
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # the user's code, which must not end the run
        where = last_user_place(error)
        told = f"{type(error).__name__}{_message(error)}"
        return f"<no text: {told} ({place(where)})>" if where else f"<no text: {told}>"


def _message(error: BaseException) -> str:
    """Return the message of *error* after a colon, where it has one that can be read."""
    try:
        message = str(error)
    except KeyboardInterrupt:
        raise
    except BaseException:  # the class is told anyway
        return ""
    return f": {message}" if message else ""
