"""Which part of an object cannot be stored."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from exekall.store.records import Refusal
from tests.store.codec import Held, Hostile, Memory, Refusing

NEVER = "TypeError: never"
REFUSING = "tests.store.codec.Refusing"


class Slotted:
    __slots__ = ("first", "second")


class Linked:
    def __init__(self) -> None:
        self.back: Any = None
        self.part: Any = None


class RefusingKey(Refusing):
    def __repr__(self) -> str:
        return "key"


def refusal_of(folder: Path, value: object) -> Refusal:
    found = Memory(folder).put(value).refusal
    assert found is not None
    return found


def slotted() -> Slotted:
    value = Slotted()
    value.second = Refusing()  # type: ignore[attr-defined]  # its slots declare it
    return value


@pytest.mark.parametrize(
    ("value", "path"),
    [
        (Refusing(), ""),
        ([1, Refusing()], "[1]"),
        ({"k": [1, 2, 3, Refusing()]}, "['k'][3]"),
        ((1, {2: Refusing()}), "[1][2]"),
        (Held(Held(Refusing())), ".held.held"),
        (Held([{"a": Held(Refusing())}]), ".held[0]['a'].held"),
        (slotted(), ".second"),
        ({RefusingKey(): 1}, ".keys()[key]"),
        ({RefusingKey()}, "{key}"),
        (partial(print, 1, [Refusing()]), ".__getstate__()[1][1][0]"),
        ([lambda: 1, Refusing()], "[1]"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_paths(tmp_path: Path, value: object, path: str) -> None:
    found = refusal_of(tmp_path, value)
    assert found.message == NEVER
    assert found.type_name == (REFUSING if "key" not in path else f"{__name__}.RefusingKey")
    assert found.path == path


def test_what_the_system_refuses(tmp_path: Path) -> None:
    found = refusal_of(tmp_path, Held({"view": memoryview(b"")}))
    assert found.path == ".held['view']"
    assert found.type_name == "memoryview"
    assert found.message.startswith("TypeError: cannot pickle")


def test_objects_that_refer_to_one_another(tmp_path: Path) -> None:
    one, two = Linked(), Linked()
    one.back, two.back = two, one
    one.part = Refusing()
    found = refusal_of(tmp_path, two)
    assert found.path == ".back.part"
    assert found.type_name == REFUSING


def test_the_nearest_one_is_told(tmp_path: Path) -> None:
    assert refusal_of(tmp_path, [[[Refusing()]], [Refusing()]]).path == "[1][0]"


def test_user_code_that_raises(tmp_path: Path) -> None:
    def act() -> None:
        raise SystemExit("x" * 1000)

    found = refusal_of(tmp_path, [Hostile(act)])
    assert found.path == "[0]"
    assert found.message == "SystemExit: " + "x" * 485 + "..."


def test_an_error_without_text(tmp_path: Path) -> None:
    class Silent(Exception):
        def __str__(self) -> str:
            raise ValueError

    def act() -> None:
        raise Silent

    assert refusal_of(tmp_path, Hostile(act)).message.endswith("Silent")


def test_many_parts(tmp_path: Path) -> None:
    found = refusal_of(tmp_path, [Held([*range(100)]) for _ in range(5000)] + [Refusing()])
    assert found.path in {"", "[5000]"}


def test_a_long_way(tmp_path: Path) -> None:
    value: Any = Refusing()
    for _ in range(60):
        value = Held(value)
    found = refusal_of(tmp_path, value)
    assert found.path.startswith(".held.held")
    assert len(found.path) <= 200


def test_an_interruption_is_passed_on(tmp_path: Path) -> None:
    calls = iter(range(100))

    def act() -> None:
        if next(calls) < 4:
            raise ValueError
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Memory(tmp_path).put([Hostile(act)])
