"""What other people's hooks raise comes as one kind of error."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from exekall.errors import CycleError, HookError, HookResultError
from exekall.hooks import asked, collected


def works(number: int, *, more: int = 0) -> int:
    return number + more


def test_results_are_passed_on() -> None:
    assert asked(works, 1, more=2) == 3
    assert collected(range, 3) == [0, 1, 2]


def test_the_hook_and_the_cause_are_told() -> None:
    with pytest.raises(HookError) as caught:
        asked(works, "text")  # type: ignore[arg-type]
    assert caught.value.hook == "works"
    assert isinstance(caught.value.__cause__, TypeError)


def test_leaving_is_an_error_too() -> None:
    def leave() -> None:
        sys.exit("bye")

    with pytest.raises(HookError) as caught:
        asked(leave)
    assert isinstance(caught.value.__cause__, SystemExit)


def test_what_is_raised_while_collecting_counts() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise ValueError

    with pytest.raises(HookError):
        collected(broken)


def test_what_is_no_collection_is_told() -> None:
    with pytest.raises(HookResultError) as caught:
        collected(lambda: None)  # type: ignore[arg-type,return-value]
    assert caught.value.type_ is type(None)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), CycleError(("a", "a"))])
def test_ctrl_c_and_own_errors_pass(error: BaseException) -> None:
    def raises() -> list[int]:
        raise error

    with pytest.raises(type(error)):
        asked(raises)
    with pytest.raises(type(error)):
        collected(raises)
