"""Loading values, and saying what is in the way."""

from __future__ import annotations

import sys
import types
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from exekall.store.errors import ValueProblem
from exekall.store.objects.decoding import Decoder, DecodingError
from exekall.store.records import PayloadKind, Reference, Stored
from tests.store.codec import Held, Hostile, Memory, Point


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return Memory(tmp_path)


@pytest.fixture
def vanishing() -> Any:
    """Make a class of a module that is there only for now."""
    module = types.ModuleType("vanishing_module")
    exec("class Vanishing:\n    pass", module.__dict__)
    sys.modules["vanishing_module"] = module
    yield module.Vanishing
    sys.modules.pop("vanishing_module", None)


def error_of(memory: Memory, key: int) -> DecodingError:
    with pytest.raises(DecodingError) as error:
        memory.decoder().value(key)
    return error.value


def failing(error: BaseException) -> None:
    raise error


def test_a_value_is_loaded_once(memory: Memory) -> None:
    memory.put([1])
    decoder = memory.decoder()
    assert decoder.value(0) is decoder.value(0)


def test_only_what_is_needed_is_fetched(memory: Memory) -> None:
    first = [1]
    memory.put(first)
    memory.put([2])
    memory.put([first])
    fetched: list[int] = []

    def fetch(key: int) -> Stored:
        fetched.append(key)
        return memory.stored(key)

    decoder = Decoder(fetch, memory.buffers)
    decoder.value(2)
    decoder.value(0)
    assert fetched == [2, 0]


def test_what_fetching_raises_is_passed_on(memory: Memory) -> None:
    def fetch(_: int) -> Stored:
        raise LookupError("nothing there")

    with pytest.raises(LookupError, match="nothing there"):
        Decoder(fetch, memory.buffers).value(0)


def test_a_missing_module(memory: Memory, vanishing: Any) -> None:
    memory.put([vanishing()])
    del sys.modules["vanishing_module"]
    error = error_of(memory, 0)
    assert error.problem is ValueProblem.CLASS_MISSING
    assert error.subject == "vanishing_module.Vanishing"
    assert error.detail == "ModuleNotFoundError: No module named 'vanishing_module'"


def test_a_missing_class(memory: Memory, vanishing: Any) -> None:
    memory.put([vanishing()])
    del sys.modules["vanishing_module"].Vanishing  # type: ignore[attr-defined]  # it is there
    error = error_of(memory, 0)
    assert error.problem is ValueProblem.CLASS_MISSING
    assert error.subject == "vanishing_module.Vanishing"


def test_a_missing_class_of_what_dill_took(memory: Memory, vanishing: Any) -> None:
    memory.put([vanishing(), lambda: 1])
    assert memory.stored(0).kind is PayloadKind.DILL
    del sys.modules["vanishing_module"]
    error = error_of(memory, 0)
    assert error.problem is ValueProblem.CLASS_MISSING
    assert error.subject == "vanishing_module.Vanishing"


def test_only_values_with_a_missing_class_are_lost(memory: Memory, vanishing: Any) -> None:
    lost, kept = [vanishing()], [1]
    memory.put(lost)
    memory.put(kept)
    memory.put([lost, kept])
    memory.put(Held(kept))
    del sys.modules["vanishing_module"]
    assert error_of(memory, 0).key == 0
    assert error_of(memory, 2).key == 0
    assert memory.decoder().value(3) == Held([1])


def test_a_class_that_is_there_again(memory: Memory, vanishing: Any) -> None:
    memory.put([vanishing()])
    module = sys.modules.pop("vanishing_module")
    decoder = memory.decoder()
    with pytest.raises(DecodingError):
        decoder.value(0)
    sys.modules["vanishing_module"] = module
    (loaded,) = decoder.value(0)  # type: ignore[misc]  # a list of one
    assert type(loaded) is vanishing


@pytest.mark.parametrize(
    ("error", "detail"),
    [
        (ValueError("told"), "ValueError: told"),
        (SystemExit(), "SystemExit"),
        (ImportError("no class"), "ImportError: no class"),
        (KeyError("x" * 2000), "KeyError: '" + "x" * 486 + "..."),
    ],
)
def test_user_code_that_raises(memory: Memory, error: BaseException, detail: str) -> None:
    memory.put(Hostile(lambda: (failing, (error,))))
    found = error_of(memory, 0)
    assert found.problem is ValueProblem.UNLOADABLE
    assert found.detail == detail


def test_an_interruption_is_passed_on(memory: Memory) -> None:
    memory.put(Hostile(lambda: (failing, (KeyboardInterrupt(),))))
    with pytest.raises(KeyboardInterrupt):
        memory.decoder().value(0)


def test_a_missing_buffer(memory: Memory) -> None:
    memory.put(np.arange(100_000.0))
    memory.put([1])
    path = memory.buffers.path_of(memory.stored(0).buffers[0])
    path.unlink()
    error = error_of(memory, 0)
    assert error.problem is ValueProblem.BUFFER_MISSING
    assert error.subject == str(path)
    assert memory.decoder().value(1) == [1]


@pytest.mark.parametrize("value", [np.arange(100_000.0), [*range(90_000)]], ids=["array", "list"])
def test_a_damaged_buffer(memory: Memory, value: object) -> None:
    memory.put(value)
    path = memory.buffers.path_of(memory.stored(0).buffers[0])
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    error = error_of(memory, 0)
    assert error.problem is ValueProblem.DAMAGED
    assert error.subject == str(path)


@pytest.mark.parametrize(
    "data", [b"garbage", b"\x80\x05.", b"\x80\x05K\x00.more"[:4], b"\x80\x05K\x07Q."]
)
def test_a_pickle_that_is_none(memory: Memory, data: bytes) -> None:
    stored = Stored(PayloadKind.PICKLE, data)
    with pytest.raises(DecodingError) as error:
        Decoder(lambda _: stored, memory.buffers).value(0)
    assert error.value.problem is ValueProblem.UNLOADABLE


def test_references_that_lead_back(memory: Memory) -> None:
    point = Point(1, 2)
    memory.put(point)
    memory.put([point])
    stored = [replace(memory.stored(0), references=(Reference(1),)), memory.stored(1)]
    for key in range(2):
        with pytest.raises(DecodingError) as error:
            Decoder(stored.__getitem__, memory.buffers).value(key)
        assert error.value.problem is ValueProblem.DAMAGED


def test_a_reference_to_nothing(memory: Memory) -> None:
    point = Point(1, 2)
    memory.put([point])
    memory.put(point)
    stored = [memory.stored(0), replace(memory.stored(1), references=(Reference(0, 1000),))]
    decoder = Decoder(stored.__getitem__, memory.buffers)
    assert decoder.value(0) == [point]
    with pytest.raises(DecodingError) as error:
        decoder.value(1)
    assert error.value.key == 1
