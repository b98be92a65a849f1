"""The helpers that scripts carry along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from exekall.scripts.prelude import NAMES, needed

if TYPE_CHECKING:
    from collections.abc import Iterator


def helpers(*names: str) -> dict[str, Any]:
    """Return the namespace in which the helpers called *names* are defined."""
    found = needed(names)
    modules = {module for helper in found for module in helper.modules}
    lines = [*(f"import {module}" for module in modules), *(helper.source for helper in found)]
    namespace: dict[str, Any] = {}
    exec("\n".join(lines), namespace)
    return namespace


def test_each_helper_brings_what_it_needs() -> None:
    for name in NAMES:
        assert name in helpers(name)


def test_what_is_not_needed_is_left_out() -> None:
    assert "Skipped" not in helpers("contained")
    assert "asyncio" not in helpers("each", "Values", "Once", "once")
    assert needed([]) == []


def failing(log: list[int]) -> Iterator[int]:
    for number in range(2):
        log.append(number)
        yield number
    raise ValueError("midway")


def test_values_are_asked_for_lazily_and_once(capsys: pytest.CaptureFixture[str]) -> None:
    space = helpers("Values")
    log: list[int] = []
    values = space["Values"](failing(log))
    assert next(iter(values)) == 0
    assert log == [0]
    assert list(values) == [0, 1]
    assert list(values) == [0, 1]
    assert log == [0, 1]
    assert space["failures"] == [ValueError]
    assert capsys.readouterr().err.count("Traceback") == 1


@pytest.mark.parametrize("name", ["once", "Once"])
def test_a_failure_is_not_repeated(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    space = helpers(name, "contained")
    calls: list[int] = []

    def fail() -> None:
        calls.append(1)
        raise SystemExit

    ask = space["once"](fail) if name == "once" else lambda: keep(fail, 1, 2)
    keep = space["Once"]() if name == "Once" else None
    for _ in range(3):
        with space["contained"]():
            ask()
    assert len(calls) == len(space["failures"]) == 1
    assert capsys.readouterr().err.count("Traceback") == 1


def test_values_are_kept_by_their_numbers() -> None:
    keep = helpers("Once")["Once"]()
    made = [keep(object, number) for number in (1, 2, 1)]
    assert made[0] is made[2]
    assert made[0] is not made[1]


def test_an_interrupt_is_not_contained() -> None:
    space = helpers("contained")
    with pytest.raises(KeyboardInterrupt), space["contained"]():
        raise KeyboardInterrupt
    assert space["failures"] == []
