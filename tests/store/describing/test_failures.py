"""Exceptions as records."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from exekall.operator import Operator
from exekall.store.describing.failures import failure_record
from exekall.store.records import FailureRecord

HERE = str(Path(__file__))


class Hostile(Exception):
    """Raises wherever it can."""

    def _refuse(self) -> Any:
        raise SystemExit

    __cause__ = property(_refuse)  # type: ignore[assignment]  # that is what is tried out
    __context__ = property(_refuse)  # type: ignore[assignment]
    __notes__ = property(_refuse)  # type: ignore[assignment]
    args = property(_refuse)  # type: ignore[assignment]

    def __str__(self) -> str:
        raise SystemExit

    __repr__ = __str__


def raised(act: Callable[[], object]) -> Exception:
    try:
        act()
    except Exception as error:
        return error
    raise AssertionError


def record_of(act: Callable[[], object]) -> FailureRecord:
    return failure_record(raised(act))


def divide() -> None:
    raise ZeroDivisionError("told", 5)


def test_what_there_is_to_say() -> None:
    record = record_of(divide)
    line = divide.__code__.co_firstlineno + 1
    assert record.type.name == "ZeroDivisionError"
    assert record.type.bases[:2] == ("ZeroDivisionError", "ArithmeticError")
    assert record.message == "('told', 5)"
    assert record.args == ("'told'", "5")
    assert record.place == f"{HERE}:{line}"
    assert record.notes == ()
    lines = record.traceback.splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    assert f'  File "{HERE}", line {line}, in divide' in lines
    assert lines[-1] == "ZeroDivisionError: ('told', 5)"
    assert (record.cause, record.context, record.exceptions) == (None, None, ())


def test_an_error_that_was_not_raised() -> None:
    record = failure_record(ValueError("text"))
    assert record.traceback == "ValueError: text"
    assert record.place == ""


def test_frames_of_exekall_are_left_out() -> None:
    def made() -> int:
        return 1

    def tags(_: object) -> dict[str, Any]:
        raise ValueError

    error = raised(partial(Operator(made, tags_getter=tags).get_tags, 1))
    assert error.__traceback__ is not None
    error = error.with_traceback(error.__traceback__.tb_next)
    assert "operator.py" in "".join(traceback.format_exception(error))
    lines = failure_record(error).traceback.splitlines()
    assert "in tags" in lines[1]
    assert not any("operator.py" in line for line in lines)


def test_frames_of_exekall_that_users_called_are_kept() -> None:
    from exekall.conversion import convert

    record = record_of(lambda: convert("x", int))
    assert "conversion.py" in record.traceback
    assert record.place.startswith(HERE)


def test_notes() -> None:
    def act() -> None:
        error = ValueError("text")
        error.add_note("first")
        error.add_note("second")
        raise error

    record = record_of(act)
    assert record.notes == ("first", "second")
    assert record.traceback.endswith("ValueError: text\nfirst\nsecond")


@pytest.mark.parametrize("notes", [5, None, [1, 2], "text"], ids=repr)
def test_odd_notes(notes: object) -> None:
    error = ValueError("text")
    error.__notes__ = notes  # type: ignore[assignment]  # anything can be there
    assert failure_record(error).message == "text"


def test_causes_and_contexts() -> None:
    def caused() -> None:
        try:
            divide()
        except ZeroDivisionError as error:
            raise ValueError("later") from error

    def in_context() -> None:
        try:
            divide()
        except ZeroDivisionError:
            raise ValueError("later")  # noqa: B904 - that is what is tried out

    def suppressed() -> None:
        try:
            divide()
        except ZeroDivisionError:
            raise ValueError("later") from None

    record = record_of(caused)
    assert record.cause is not None
    assert record.cause.type.name == "ZeroDivisionError"
    assert record.context is None
    assert "ZeroDivisionError" not in record.traceback
    assert "divide" in record.cause.traceback
    record = record_of(in_context)
    assert record.cause is None
    assert record.context is not None
    record = record_of(suppressed)
    assert record.cause is record.context is None


def test_chains_that_lead_back() -> None:
    one, two = ValueError("one"), ValueError("two")
    one.__cause__, two.__cause__ = two, one
    record = failure_record(one)
    assert record.cause is not None
    assert record.cause.message == "two"
    assert record.cause.cause is None
    one.__cause__ = one
    assert failure_record(one).cause is None


def test_long_chains() -> None:
    error = ValueError("innermost")
    for number in range(10_000):
        following = ValueError(str(number))
        following.__cause__ = error
        error = following
    length = 0
    record: FailureRecord | None = failure_record(error)
    while record is not None:
        length += 1
        record = record.cause
    assert length == 11


def test_groups() -> None:
    def act() -> None:
        members = [raised(divide), ExceptionGroup("inner", [TypeError("two")])]
        raise ExceptionGroup("outer", members)

    record = record_of(act)
    assert record.message == "outer (2 sub-exceptions)"
    assert [each.type.name for each in record.exceptions] == ["ZeroDivisionError", "ExceptionGroup"]
    assert "divide" in record.exceptions[0].traceback
    assert "divide" not in record.traceback
    assert record.exceptions[1].exceptions[0].message == "two"


def test_large_groups() -> None:
    group: Exception = ExceptionGroup("g", [ValueError(str(number)) for number in range(1000)])
    for _ in range(30):
        group = ExceptionGroup("g", [group] * 30)
    assert len(repr(failure_record(group))) < 200_000


def test_hostile_errors() -> None:
    def act() -> None:
        raise Hostile(1, Hostile())

    record = record_of(act)
    assert record.type.name == f"{__name__}.Hostile"
    assert record.message == ""
    assert record.args == ("1", f"<{__name__}.Hostile object: SystemExit in __repr__>")
    assert f"{__name__}.Hostile" in record.traceback
    assert "in act" in record.traceback


def test_interruptions_are_passed_on() -> None:
    class Interrupting(Exception):
        def __str__(self) -> str:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        failure_record(Interrupting())


def test_everything_is_bounded() -> None:
    error = ValueError("x" * 1_000_000, *range(1000))
    for _ in range(1000):
        error.add_note("y" * 10_000)
    record = failure_record(error)
    assert len(record.message) == 10_000
    assert len(record.args) == 20
    assert len(record.notes) == 50
    assert len(repr(record)) < 150_000


def test_endless_recursion() -> None:
    def one() -> None:
        two()

    def two() -> None:
        one()

    record = record_of(one)
    assert record.traceback.count("\n") < 500
    assert record.traceback.splitlines()[-1].startswith("RecursionError")


def test_surrogates_are_escaped() -> None:
    record = failure_record(ValueError("\ud800"))
    assert record.message == "\\ud800"
    record.traceback.encode()


def test_syntax_errors() -> None:
    record = record_of(lambda: compile("x = = 1", "file.py", "exec"))
    assert record.message == "invalid syntax"
    assert 'File "file.py", line 1' in record.traceback


def test_the_traceback_stays_as_it_was() -> None:
    error = raised(divide)
    before = error.__traceback__
    failure_record(error)
    assert error.__traceback__ is before
    assert sys.exc_info() == (None, None, None)
