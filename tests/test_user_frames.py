"""The last place in the user's own code."""

from __future__ import annotations

import json

from exekall.conversion import convert
from exekall.user_frames import last_user_place


def caught(function: object, *args: object) -> BaseException:
    try:
        function(*args)  # type: ignore[operator]
    except BaseException as error:
        return error
    raise AssertionError


def test_library_frames_are_passed_over() -> None:
    def load() -> object:
        return json.loads("{")

    place = last_user_place(caught(load))
    assert place == f"{__file__}:{load.__code__.co_firstlineno + 1}"


def test_own_frames_are_passed_over() -> None:
    def ask() -> object:
        return convert("x", int)

    place = last_user_place(caught(ask))
    assert place == f"{__file__}:{ask.__code__.co_firstlineno + 1}"


def test_without_a_traceback_there_is_no_place() -> None:
    assert last_user_place(ValueError()) == ""
