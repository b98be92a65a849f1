from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from exekall.discovery.user_frames import last_user_place
from exekall.operator import UnboundMethod


def line_of(function: Callable[..., Any], offset: int) -> str:
    return f"{__file__}:{function.__code__.co_firstlineno + offset}"


def raised(function: Callable[..., Any], *args: Any) -> BaseException:
    with pytest.raises(BaseException) as caught:  # noqa: PT011 - whatever it is
        function(*args)
    return caught.value


def fails() -> None:
    raise SystemExit(3)


def in_a_library() -> None:
    json.loads("{")


def through_exekall() -> None:
    UnboundMethod(fails, object)()


@pytest.mark.parametrize(
    ("function", "place"),
    [
        (fails, line_of(fails, 1)),
        (in_a_library, line_of(in_a_library, 1)),
        (through_exekall, line_of(fails, 1)),
    ],
)
def test_last_place(function: Callable[..., Any], place: str) -> None:
    assert last_user_place(raised(function)) == place


def test_libraries_only() -> None:
    error = raised(json.loads, "{")
    assert error.__traceback__ is not None
    error.__traceback__ = error.__traceback__.tb_next  # without the frame of this file
    while error.__traceback__ is not None and "test_user" in (
        error.__traceback__.tb_frame.f_code.co_filename
    ):
        error.__traceback__ = error.__traceback__.tb_next
    assert "decoder.py:" in last_user_place(error)


def test_error_that_was_never_raised() -> None:
    assert last_user_place(ValueError()) == ""
