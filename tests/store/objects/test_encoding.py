"""What is stored of objects, and what is merely referred to."""

from __future__ import annotations

import array
import enum
import gc
import logging
import sys
import threading
import weakref
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from exekall.store.describing.texts import bounded_text
from exekall.store.errors import StoreError
from exekall.store.objects.buffers import LARGE
from exekall.store.records import PayloadKind, Reference
from tests.store.codec import Held, Hostile, Memory, Node, Point, Refusing, linked


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return Memory(tmp_path)


class Colour(enum.Enum):
    RED = "red"


def raising(error: BaseException) -> Callable[[], object]:
    def act() -> object:
        raise error

    return act


class TestReferences:
    def test_a_value_that_was_stored_before(self, memory: Memory) -> None:
        point = Point(1, 2)
        memory.put(point)
        again = memory.put(point)
        assert again.stored is not None
        assert again.stored.references == (Reference(0, None),)
        assert len(again.stored.data) < 30
        first, second = memory.values()
        assert first is second
        assert first == point

    def test_its_digest_is_that_of_the_value(self, memory: Memory) -> None:
        point = Point(1, 2)
        assert memory.put(point).digest == memory.put(point).digest

    def test_an_object_within_a_value(self, memory: Memory) -> None:
        point = Point(1, 2)
        memory.put([0, {"key": point}])
        memory.put(Held(point))
        memory.put(point)
        first, second, third = memory.values()
        assert first[1]["key"] is second.held is third

    def test_references_keep_their_own_numbers(self, memory: Memory) -> None:
        one, two = Point(1, 1), Point(2, 2)
        memory.put(one)
        memory.put(two)
        stored = memory.put([two, one, two, [one]]).stored
        assert stored is not None
        assert stored.references == (Reference(1, None), Reference(0, None))
        first, second, third = memory.values()
        assert third == [second, first, second, [first]]
        assert third[0] is third[2] is second
        assert third[1] is third[3][0] is first

    def test_what_a_value_merely_refers_to_is_not_its_own(self, memory: Memory) -> None:
        inner = Point(1, 2)
        memory.put(inner)
        outer = [inner]
        memory.put(outer)
        stored = memory.put([outer, inner]).stored
        assert stored is not None
        assert stored.references == (Reference(1, None), Reference(0, None))

    @pytest.mark.parametrize(
        "atom",
        [None, True, 5, 10**50, 1.5, "text", b"bytes", Colour.RED, Point, len, linked, Decimal(1)],
    )
    def test_atoms_are_stored_wherever_they_occur(self, memory: Memory, atom: object) -> None:
        for value in (atom, atom, [atom]):
            stored = memory.put(value).stored
            assert stored is not None
            assert not stored.references
        assert memory.values() == [atom, atom, [atom]]

    @pytest.mark.parametrize("text", ["long text " * 200, b"long bytes" * 200])
    def test_long_text_is_shared(self, memory: Memory, text: object) -> None:
        memory.put([text])
        memory.put([text])
        first, second = memory.values()
        assert first == [text]
        assert first[0] is second[0]

    def test_what_was_made_for_pickling_is_not_kept_alive(self, memory: Memory) -> None:
        class Temporary(dict[str, int]):
            pass

        made: list[weakref.ref[Temporary]] = []

        def state() -> Any:
            temporary = Temporary(a=1)
            made.append(weakref.ref(temporary))
            return Point, (1, 2), dict(temporary), None, iter(temporary.items())

        memory.put(Hostile(state))
        gc.collect()
        assert [each() for each in made] == [None] * len(made)

    def test_chains_of_values(self, memory: Memory) -> None:
        value: list[Any] = []
        for _ in range(3000):
            memory.put(value)
            value = [value]
        assert all(len(memory.stored(key).data) < 40 for key in range(1, 3000))
        loaded = memory.decoder().value(2999)
        for _ in range(2999):
            (loaded,) = loaded  # type: ignore[misc]  # a list within a list
        assert loaded == []


class TestKinds:
    @pytest.mark.parametrize(
        "value",
        [
            OrderedDict(a=1),
            defaultdict(list, a=[1]),
            Counter("abca"),
            deque([1, 2], maxlen=3),
            {1, "a", (2, 3), frozenset({4})},
            array.array("d", [1.0, 2.0]),
            bytearray(b"abc"),
            range(3),
            logging.getLogger("a.b"),
            ValueError("text", 1),
        ],
        ids=lambda value: type(value).__name__,
    )
    def test_values_of_the_standard_library(self, memory: Memory, value: object) -> None:
        assert memory.put(value).digest is not None
        (loaded,) = memory.values()
        assert type(loaded) is type(value)
        assert bounded_text(loaded) == bounded_text(value)

    def test_a_cycle(self, memory: Memory) -> None:
        value: list[Any] = [1]
        value.append(value)
        memory.put(value)
        (loaded,) = memory.values()
        assert loaded[1] is loaded

    def test_dill_takes_what_pickle_refuses(self, memory: Memory) -> None:
        class Local:
            def __init__(self) -> None:
                self.number = 3

        stored = memory.put([Local(), lambda x: x + 1]).stored
        assert stored is not None
        assert stored.kind is PayloadKind.DILL
        ((local, function),) = memory.values()
        assert (local.number, function(1)) == (3, 2)

    def test_the_interpreters_own_streams(self, memory: Memory) -> None:
        memory.put({"stream": sys.__stderr__, "function": lambda: 1})
        (loaded,) = memory.values()
        assert loaded["stream"] is sys.__stderr__

    def test_a_value_that_dill_took_is_shared(self, memory: Memory) -> None:
        def function() -> int:
            return 4

        memory.put(function)
        memory.put(Held(function))
        memory.put(function)
        first, second, third = memory.values()
        assert first is second.held is third
        assert first() == 4

    def test_a_part_of_what_dill_took_is_stored_later(self, memory: Memory) -> None:
        part = [1]
        value = {"function": lambda: 1, "part": part}
        memory.put(value)
        memory.put([part])
        memory.put([value])
        first, _, third = memory.values()
        assert third[0] is first

    def test_what_dill_takes_refers_to_other_values(self, memory: Memory) -> None:
        large = np.arange(100_000.0)
        memory.put(large)
        stored = memory.put([large, lambda: 1]).stored
        assert stored is not None
        assert stored.kind is PayloadKind.DILL
        assert stored.references == (Reference(0, None),)
        first, (second, _) = memory.values()
        assert first is second


class TestBuffers:
    def test_large_arrays_are_stored_once(self, memory: Memory) -> None:
        arrays = [np.random.default_rng(seed).random(131_072) for seed in range(10)]
        for shared in range(10):
            memory.put({"shared": arrays, "own": shared})
        files = [path for path in memory.buffers.path.rglob("*") if path.is_file()]
        assert len(files) == 10
        values = memory.values()
        for value in values:
            for before, after, first in zip(
                arrays, value["shared"], values[0]["shared"], strict=True
            ):
                assert after is first
                assert (after == before).all()

    def test_equal_content_is_stored_once(self, memory: Memory) -> None:
        one, two = np.arange(50_000.0), np.arange(50_000.0)
        first, second = memory.put(one), memory.put(two)
        assert first.stored is not None
        assert second.stored is not None
        assert first.stored.buffers == second.stored.buffers
        assert first.digest == second.digest
        first_loaded, second_loaded = memory.values()
        first_loaded[0] = 5
        assert second_loaded[0] == 0

    @pytest.mark.parametrize("size", [1, 1000, 9000, LARGE // 8 - 100, LARGE // 8, 1_000_000])
    def test_arrays_can_be_written_to(self, memory: Memory, size: int) -> None:
        memory.put(np.arange(float(size)))
        stored = memory.stored(0)
        assert len(stored.buffers) == (size * 8 >= LARGE)
        (loaded,) = memory.values()
        loaded[0] = 7
        assert loaded[0] == 7

    @pytest.mark.parametrize(
        "value",
        [
            np.arange(90_000.0).reshape(300, 300).T,
            np.asfortranarray(np.arange(90_000.0).reshape(300, 300)),
            np.arange(200_000.0)[::2],
            np.arange(200_000.0)[1000:-1000],
            np.zeros((0, 5)),
            np.array(5.0),
            np.array([1, "a", None], dtype=object),
            np.zeros(50_000, dtype=[("a", "i4"), ("b", "f8")]),
            np.array(["a" * 10] * 20_000),
            np.float64(1.5),
            np.dtype("f8"),
        ],
        ids=str,
    )
    def test_arrays_of_all_kinds(self, memory: Memory, value: Any) -> None:
        assert memory.put(value).digest is not None
        (loaded,) = memory.values()
        assert type(loaded) is type(value)
        if isinstance(value, np.ndarray):
            assert loaded.dtype == value.dtype
            assert loaded.shape == value.shape
            assert (loaded == value).all()
            assert loaded.flags.f_contiguous == value.flags.f_contiguous or not (
                value.flags.c_contiguous or value.flags.f_contiguous
            )
        else:
            assert loaded == value

    def test_an_array_that_cannot_be_written_to(self, memory: Memory) -> None:
        value = np.arange(100_000.0)
        value.flags.writeable = False
        memory.put(value)
        (loaded,) = memory.values()
        assert not loaded.flags.writeable
        assert (loaded == value).all()

    @pytest.mark.parametrize(
        "value",
        [b"bytes" * 50_000, bytearray(b"bytes") * 50_000, "text" * 50_000, [*range(90_000)]],
    )
    def test_a_large_pickle_is_a_buffer_too(self, memory: Memory, value: Any) -> None:
        encoded = memory.put(value)
        assert encoded.stored is not None
        assert encoded.stored.data == b""
        assert len(encoded.stored.buffers) == 1
        assert encoded.size > LARGE
        (loaded,) = memory.values()
        assert type(loaded) is type(value)
        assert loaded == value

    def test_a_large_pickle_with_large_buffers(self, memory: Memory) -> None:
        value = [np.arange(50_000.0), [*range(90_000)], np.ones(50_000)]
        stored = memory.put(value).stored
        assert stored is not None
        assert len(stored.buffers) == 3
        ((first, second, third),) = memory.values()
        assert (first == value[0]).all()
        assert second == value[1]
        assert (third == value[2]).all()

    def test_the_size_counts_what_is_stored_here(self, memory: Memory) -> None:
        large = np.arange(100_000.0)
        assert 800_000 < memory.put(large).size < 801_000
        assert memory.put([large]).size < 100

    def test_a_folder_that_cannot_be_written(self, tmp_path: Path) -> None:
        memory = Memory(tmp_path)
        memory.buffers.path.write_text("in the way")
        value = np.arange(100_000.0)
        with pytest.raises(StoreError):
            memory.put(value)
        memory.buffers.path.unlink()
        # Nothing of it was taken for stored.
        stored = memory.put(value).stored
        assert stored is not None
        assert stored.references == ()
        assert (memory.values()[0] == value).all()


class TestRefusals:
    @pytest.mark.parametrize(
        "value",
        [
            Refusing(),
            memoryview(b"bytes"),
            threading.Thread(),
            (number for number in range(3)),
            Hostile(raising(SystemExit(3))),
            Hostile(raising(GeneratorExit())),
            Hostile(raising(MemoryError())),
            Hostile(lambda: 5),
            Hostile(lambda: (1, 2, 3)),
        ],
        ids=lambda value: type(value).__name__,
    )
    def test_what_cannot_be_stored(self, memory: Memory, value: object) -> None:
        encoded = memory.put(value)
        assert encoded.refusal is not None
        assert (encoded.stored, encoded.digest, encoded.size) == (None, None, 0)

    @pytest.mark.parametrize("mode", ["r", "rb", "w", "wb", "w+b", "a"])
    @pytest.mark.parametrize("is_closed", [True, False])
    def test_open_files(self, memory: Memory, tmp_path: Path, mode: str, is_closed: bool) -> None:
        path = tmp_path / "text"
        path.write_text("before")
        with path.open(mode) as file:
            if is_closed:
                file.close()
            refusal = memory.put({"file": file, "function": lambda: 1}).refusal
        assert refusal is not None
        assert refusal.path == "['file']"
        assert refusal.type_name == f"_io.{type(file).__name__}"

    def test_nothing_of_it_is_referred_to(self, memory: Memory) -> None:
        point = Point(1, 2)
        assert memory.put([point, Refusing()]).stored is None
        stored = memory.put(point).stored
        assert stored is not None
        assert stored.references == ()
        assert memory.decoder().value(1) == point

    def test_an_interruption_is_passed_on(self, memory: Memory) -> None:
        point = Point(1, 2)
        with pytest.raises(KeyboardInterrupt):
            memory.put([point, Hostile(raising(KeyboardInterrupt()))])
        memory.put(point)
        assert memory.values() == [point]

    def test_what_is_nested_too_deeply(self, memory: Memory) -> None:
        nested: list[Any] = []
        for _ in range(100_000):
            nested = [nested]
        node: Node | None = linked(100_000)
        for value in (nested, node, {"key": (node,)}):
            refusal = memory.put(value).refusal
            assert refusal is not None
            assert refusal.path == ""
            assert refusal.message.startswith("RecursionError")
        # The interpreter would take these apart recursively, too.
        while nested:
            nested = nested.pop()
        while node is not None:
            node.following, node = None, node.following

    def test_the_next_value_is_stored(self, memory: Memory) -> None:
        memory.put(Refusing())
        memory.put([1])
        assert memory.decoder().value(1) == [1]


class TestDigests:
    def test_different_contents(self, memory: Memory) -> None:
        values = [1, 2, 1.0, True, None, "1", b"1", [1], (1,), {1}, frozenset({1}), {1: 1}, [[1]]]
        values += [Point(1, 2), Point(2, 1), Held(1), Held([1]), {1, 2}, frozenset({1, 2}), [1, 2]]
        values += [np.arange(5), np.arange(5.0), np.arange(50_000), np.arange(50_001)]
        digests = [memory.put(value).digest for value in values]
        assert None not in digests
        assert len(set(digests)) == len(values)

    def test_of_what_refers_to_different_contents(self, tmp_path: Path) -> None:
        digests = []
        for number, content in enumerate([[1], [2]]):
            memory = Memory(tmp_path / str(number))
            memory.put(content)
            digests.append(memory.put({"key": content}).digest)
        assert digests[0] != digests[1]

    def test_other_parts_of_a_value_do_not_count(self, tmp_path: Path) -> None:
        digests = []
        for number in range(2):
            memory = Memory(tmp_path / str(number))
            shared = Point(1, 2)
            memory.put([number, shared])
            digests.append(memory.put(Held(shared)).digest)
        assert digests[0] == digests[1]

    def test_which_of_two_equal_objects_is_told_apart_by_number_only_in_large_ones(
        self, tmp_path: Path
    ) -> None:
        digests = []
        for number in range(2):
            memory = Memory(tmp_path / str(number))
            one, two = Point(1, 2), Point(1, 2)
            memory.put([one, two, {"a", "b", "c", 1}, np.arange(200_000.0)])
            digests.append(memory.put(Held([one, two][number])).digest)
        assert None not in digests
        assert digests[0] != digests[1]

    def test_elements_of_a_set_in_a_large_value(self, tmp_path: Path) -> None:
        digests = []
        for number, points in enumerate([[1, 2, 3, 4, 5], [5, 4, 3, 2, 1]]):
            memory = Memory(tmp_path / str(number))
            frozen = {value: (value, value) for value in points}
            memory.put([set(frozen.values()), np.arange(200_000.0)])
            digests.append(memory.put([frozen[3]]).digest)
        assert None not in digests
        assert digests[0] == digests[1]
