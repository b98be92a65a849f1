"""Whatever is wrong with a database has its sentence and its remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from exekall.cli.messages import error_lines
from exekall.errors import ExekallError
from exekall.rendering.store_errors import unavailable_text
from exekall.store.errors import StoreError, StoreProblem, ValueProblem, ValueUnavailable

UUID = "0123456789abcdef" * 2
PATH = Path("/some/VALUE_DB.sqlite")

STORE = [StoreError(problem, PATH, detail) for problem in StoreProblem for detail in ("", "why")]
VALUE = [
    ValueUnavailable(problem, UUID, subject, detail)
    for problem in ValueProblem
    for subject, detail in (("", ""), ("m.Gone", "why"))
]


@pytest.mark.parametrize("error", [*STORE, *VALUE], ids=repr)
def test_one_line_says_what_and_one_the_remedy(error: ExekallError) -> None:
    what, remedy = error_lines(error)
    assert "{" not in what + remedy
    assert not what.startswith(" ")
    assert remedy.startswith("  ")
    assert remedy.endswith(".")
    assert "\n" not in what


@pytest.mark.parametrize("error", STORE, ids=repr)
def test_a_database_is_named(error: StoreError) -> None:
    assert str(PATH) in error_lines(error)[0]
    assert error_lines(error)[0].endswith(error.detail)


@pytest.mark.parametrize("error", VALUE, ids=repr)
def test_a_value_is_named(error: ValueUnavailable) -> None:
    assert UUID in unavailable_text(error)
    assert unavailable_text(error).endswith(error.detail)


def test_a_missing_class_is_named() -> None:
    error = ValueUnavailable(ValueProblem.CLASS_MISSING, UUID, "m.Gone")
    assert "m.Gone" in unavailable_text(error)


def test_the_option_that_is_needed_is_named() -> None:
    lines = error_lines(StoreError(StoreProblem.NEEDS_LOADING, Path("x.pickle")))
    assert "--load" in lines[1]
