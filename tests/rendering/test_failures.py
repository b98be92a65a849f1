"""Exceptions in one line, whatever they do."""

from __future__ import annotations

import sys

import pytest

from exekall.rendering.failures import contained_text, error_text
from exekall.rendering.wording import place


class Rude(Exception):
    def __str__(self) -> str:
        raise Rude


class Unspeakable:
    def __str__(self) -> str:
        return NotImplemented  # what str() refuses


def caught(error: BaseException) -> BaseException:
    try:
        raise error
    except BaseException as found:
        return found


def test_type_message_and_place() -> None:
    error = caught(ValueError("no"))
    assert error_text(error, with_place=False) == "ValueError: no"
    assert error_text(error).startswith(f"ValueError: no ({place(__file__)}:")
    assert error_text(ValueError()) == "ValueError"
    assert error_text(KeyError("x")) == "KeyError: 'x'"


def test_a_syntax_error_has_its_bare_message() -> None:
    with pytest.raises(SyntaxError) as found:
        compile("def f(", "x.py", "exec")
    assert "x.py" not in error_text(found.value, with_place=False)


def test_an_error_that_cannot_be_written() -> None:
    assert error_text(caught(Rude()), with_place=False) == "Rude"


def test_texts_are_contained() -> None:
    assert contained_text(lambda: "fine") == "fine"
    assert contained_text(lambda: str(Rude())).startswith("<no text: Rude (")
    assert "TypeError" in contained_text(lambda: str(Unspeakable()))
    assert contained_text(lambda: 3) == "<no text: int returned>"  # type: ignore[arg-type,return-value]
    assert "SystemExit: bye" in contained_text(lambda: sys.exit("bye"))


def test_ctrl_c_passes() -> None:
    def interrupted() -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        contained_text(interrupted)
